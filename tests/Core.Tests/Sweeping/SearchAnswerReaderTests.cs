using System.Text.Json;
using ServeMulti.Results;
using ServeMulti.Results.Folder;
using ServeMulti.Sla;

namespace ServeMulti.Sweeping;

public sealed class SearchAnswerReaderTests
{
    private static readonly AnalyticServer Server = new();

    [TestCase("p99_e2el_ms<=400", TestName = "Parse_Bounded_IsWhatWasWritten")]
    [TestCase("p99_e2el_ms<=1e7", TestName = "Parse_NotSustained_IsWhatWasWritten")]
    [TestCase("p99_e2el_ms<=100", TestName = "Parse_NothingPasses_IsWhatWasWritten")]
    [TestCase("p99_e2el_ms<=400,request_throughput>=1000", TestName = "Parse_Infeasible_IsWhatWasWritten")]
    public async Task Parse_Written_IsTheSame(string level)
    {
        var written = SearchAnswerFile.Write(
            await new SlaSearcher(LoadVariable.RequestRate, Server.MeasureAsync).SearchAsync(ServiceLevel.Parse(level))
        );

        var read = SearchAnswerReader.Parse(written)!;

        Assert.That(SearchAnswerFile.Write(read).GetRawText(), Is.EqualTo(written.GetRawText()));
    }

    [TestCase("p99_e2el_ms<=1, and the weather is fine")]
    [TestCase("p99_e2el_ms<=400")]
    [TestCase("load not sustained")]
    [TestCase("a\"b\\\n{}[]<>")]
    [TestCase("")]
    public async Task Parse_CriterionOfAHost_IsReadBackAsWhatItIsAndNeverParsed(string text)
    {
        var level = new ServiceLevel(
            new HalfOf("p99_e2el_ms", text, 200),
            new ThresholdCriterion("mean_e2el_ms", ThresholdOperator.AtMost, 1e9)
        );
        var found = await new SlaSearcher(LoadVariable.RequestRate, Server.MeasureAsync).SearchAsync(level);
        var written = SearchAnswerFile.Write(found);

        var read = SearchAnswerReader.Parse(written)!;

        Assert.Multiple(() =>
        {
            Assert.That(read.ServiceLevel[0], Is.EqualTo(new StoredCriterion("p99_e2el_ms", text)));
            Assert.That(read.Binding, Is.EqualTo(SlaBinding.Of(read.ServiceLevel[0])));
            Assert.That(
                read.Probes.SelectMany(p => p.Runs).SelectMany(r => r.Checks).Select(c => (c.IsMet, c.Margin)),
                Is.EqualTo(found.Probes.SelectMany(p => p.Runs).SelectMany(r => r.Checks).Select(c => (c.IsMet, c.Margin)))
            );
            Assert.That(SearchAnswerFile.Write(read).GetRawText(), Is.EqualTo(written.GetRawText()));
            Assert.That(() => read.ServiceLevel[0].IsMet(1), Throws.TypeOf<NotSupportedException>());
            Assert.That(read.ServiceLevel.FindProblems(), Has.Count.EqualTo(1));
        });
    }

    [TestCase("a,b")]
    [TestCase("<")]
    [TestCase("a<=1")]
    public void Parse_ThresholdOnAnUnusualMetric_IsTheSame(string metric)
    {
        var criterion = new ThresholdCriterion(metric, ThresholdOperator.Below, 0.1);
        var result = new SlaSearchResult
        {
            ServiceLevel = new(criterion),
            Variable = LoadVariable.MaxConcurrency,
            Outcome = SlaSearchOutcome.NothingPasses,
            Binding = SlaBinding.Of(criterion),
        };

        Assert.That(SearchAnswerReader.Parse(SearchAnswerFile.Write(result))!.ServiceLevel.Single(), Is.EqualTo(criterion));
    }

    [Test]
    public async Task Parse_Rules_AreThoseOfTheSearch()
    {
        SlaSearchOptions options = new()
        {
            Tolerance = 0.1,
            Budget = 17,
            MinLoad = 2,
            Rules = new() { FailedShareLimit = 0.01 },
        };
        var found = await new SlaSearcher(LoadVariable.RequestRate, Server.MeasureAsync, options).SearchAsync(
            ServiceLevel.Parse("p99_e2el_ms<=400")
        );

        Assert.That(SearchAnswerReader.Parse(SearchAnswerFile.Write(found))!.Options, Is.EqualTo(options));
    }

    [Test]
    public void Parse_UnjudgedWithSteadyFailures_IsWhatWasWritten()
    {
        var result = new SlaSearchResult
        {
            ServiceLevel = ServiceLevel.Parse("a<=1"),
            Variable = LoadVariable.RequestRate,
            Outcome = SlaSearchOutcome.Unjudged,
            Load = 20,
            Binding = SlaBinding.FailedRequests,
            Problem = "Two runs.",
            SteadyFailures = new(0.004, 0.02),
        };

        var read = SearchAnswerReader.Parse(SearchAnswerFile.Write(result))!;

        Assert.That(
            (read.Outcome, read.Load, read.Problem, read.SteadyFailures),
            Is.EqualTo((result.Outcome, result.Load, result.Problem, result.SteadyFailures))
        );
    }

    [TestCase(
        7,
        "the budget of runs was spent with the answer known to ±20.3 % (its speed differs by about 5 % from run to run): about 7 more runs would narrow it to ±15 %"
    )]
    [TestCase(null, "the budget of runs was spent with the answer known to ±20.3 % (its speed differs by about 5 % from run to run)")]
    public void Parse_WiderThanAsked_SaysTheSameAsBeforeItWasStored(int? more, string said)
    {
        var result = new SlaSearchResult
        {
            ServiceLevel = ServiceLevel.Parse("a<=1"),
            Variable = LoadVariable.RequestRate,
            Options = new(),
            Outcome = SlaSearchOutcome.BudgetSpent,
            Load = 20,
            Interval = new(16, 24),
            Binding = SlaBinding.FailedRequests,
            RunNoise = 0.05,
            MoreRunsNeeded = more,
            Runs = 24,
        };

        Assert.That(result.ToString(), Does.EndWith(said));
        Assert.That(SearchAnswerReader.Parse(SearchAnswerFile.Write(result))!.ToString(), Is.EqualTo(result.ToString()));
    }

    [Test]
    public void NameOf_OtherVariable_IsAnotherFile() =>
        Assert.That(
            (
                SearchAnswerName.Of(ServiceLevel.Parse("a<=1"), LoadVariable.RequestRate),
                SearchAnswerName.Of(ServiceLevel.Parse("a<=1"), LoadVariable.MaxConcurrency)
            ),
            Is.EqualTo(("SLA-a-le-1", "SLA-max_concurrency-a-le-1"))
        );

    [TestCase("""{"tolerance": 0.15}""", null)]
    [TestCase("""{"tolerance": 0.1}""", "tolerance (--sla-tolerance): 0.15, not 0.1")]
    [TestCase("""{"basePrompts": null}""", null)]
    [TestCase("""{"basePrompts": 7}""", "prompts of the shortest run (num_prompts): 200, not 7")]
    public async Task FindOtherRules_OfAnExperiment_NamesTheDifference(string rules, string? expected)
    {
        var written = SearchAnswerFile.Write(
            await new SlaSearcher(LoadVariable.RequestRate, Server.MeasureAsync).SearchAsync(ServiceLevel.Parse("p99_e2el_ms<=400"))
        );
        using var experiment = JsonDocument.Parse(
            """{"rules": {"search over max_concurrency": {"tolerance": 0.5}, "search over request_rate": """ + rules + "}}"
        );

        Assert.That(
            SearchAnswerReader.FindOtherRules(written, ExperimentRules.Read(experiment.RootElement.GetProperty("rules"))),
            Is.EqualTo(expected)
        );
    }

    [TestCase("failed requests", SlaBindingKind.FailedRequests)]
    [TestCase("nothing completed", SlaBindingKind.NothingCompleted)]
    [TestCase("run too short to tell", SlaBindingKind.TooShort)]
    [TestCase("load not sustained", SlaBindingKind.NotSustained)]
    [TestCase("a<=1", SlaBindingKind.Criterion)]
    public void Parse_Binding_HasItsKind(string text, SlaBindingKind kind) =>
        Assert.That(
            Read(
                $$"""
                {"variable": "request_rate", "sla": {"criteria": ["a<=1"]}, "outcome": "Bounded", "binding": "{{text}}", "probes": []}
                """
            )!.Binding!.Kind,
            Is.EqualTo(kind)
        );

    [TestCase("[]")]
    [TestCase("[1]")]
    [TestCase("[1, 2, 3]")]
    public void Parse_IntervalWithoutTwoEnds_IsNone(string interval) =>
        Assert.That(
            Read(
                $$"""
                {"variable": "request_rate", "sla": {"criteria": ["a<=1"]}, "outcome": "Bounded", "interval": {{interval}}, "probes": []}
                """
            )!.Interval,
            Is.Null
        );

    [Test]
    public void Parse_ListOfTheOriginal_IsNone() => Assert.That(Read("[]"), Is.Null);

    [TestCase("{}")]
    [TestCase("""{"variable": "x", "sla": {"criteria": ["a<=1"]}, "outcome": "Bounded", "probes": []}""")]
    [TestCase("""{"variable": "request_rate", "sla": {"criteria": ["a"]}, "outcome": "Bounded", "probes": []}""")]
    [TestCase("""{"variable": "request_rate", "sla": {"criteria": []}, "outcome": "Bounded", "probes": []}""")]
    [TestCase("""{"variable": "request_rate", "sla": {"criteria": ["a<=1"]}, "outcome": "Bunded", "probes": []}""")]
    [TestCase("""{"variable": "request_rate", "sla": {"criteria": ["a<=1"]}, "outcome": "99", "probes": []}""")]
    [TestCase("""{"variable": "request_rate", "sla": {"criteria": ["a<=1"]}, "outcome": "Bounded", "probes": 5}""")]
    [TestCase(
        """{"variable": "request_rate", "sla": {"criteria": ["a<=1"]}, "outcome": "Bounded", "probes": [], "binding": "the weather"}"""
    )]
    public void Parse_NotAnAnswer_IsRefused(string json) => Assert.That(() => Read(json), Throws.TypeOf<InvalidInputException>());

    /// <summary>A criterion of a host's own: half of the value must be within a limit.</summary>
    private sealed record HalfOf(string Metric, string Text, double Limit) : ISlaCriterion
    {
        public bool IsMet(double value) => value / 2 <= Limit;

        public double Margin(double value) => Math.Log(value / 2 / Limit);
    }

    private static SlaSearchResult? Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return SearchAnswerReader.Parse(document.RootElement);
    }
}
