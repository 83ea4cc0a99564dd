using ServeMulti.Benchmarking;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Sweeping;

namespace ServeMulti.Sla;

/// <summary>Load variables of a host's own: loads stay within their range, and only the SLA judges them.</summary>
public sealed class LoadVariableTests
{
    private static readonly ServiceLevel Level = ServiceLevel.Parse("p99_step_ms<=400");

    private readonly List<SlaRunRequest> _runs = [];

    [TestCase(SlaSearchMethod.Adaptive)]
    [TestCase(SlaSearchMethod.Bisection)]
    public async Task Whole_LatencyGrowsWithTheBatch_FindsTheLargestBatch(SlaSearchMethod method)
    {
        var found = await SearchAsync(LoadVariable.Whole("batch_size", largest: 512, unit: "sequences"), batch => 10 * batch, method);

        Assert.That(found.Outcome, Is.EqualTo(SlaSearchOutcome.Bounded));
        Assert.That(
            found.Load,
            method == SlaSearchMethod.Bisection ? Is.EqualTo(40) : Is.InRange(37, 40),
            "the adaptive search ends near the edge"
        );
        Assert.That(found.ToString(), Does.StartWith($"p99_step_ms<=400: {found.Load} sequences"));
        Assert.That(_runs[0].Load, Is.EqualTo(512), "the search begins at the largest");
        Assert.That(_runs.Select(run => run.Load), Has.All.InRange(1, 512).And.All.Matches<double>(double.IsInteger));
        Assert.That(
            _runs.Select(run => run.Prompts),
            Has.All.InRange(200, 600),
            "prompts do not grow with the load; runs that confirm the answer are longer"
        );
    }

    [Test]
    public async Task Real_LatencyGrowsWithTheSquare_FindsTheEdge()
    {
        var found = await SearchAsync(LoadVariable.Real("prompt_scale", 0.1, 10), scale => 100 * scale * scale);

        Assert.That(found.Outcome, Is.EqualTo(SlaSearchOutcome.Bounded));
        Assert.That(found.Load, Is.EqualTo(2).Within(6).Percent);
        Assert.That(_runs.Select(run => run.Load), Has.All.InRange(0.1, 10));
    }

    [Test]
    public async Task Whole_LargestPasses_IsTheAnswer()
    {
        var found = await SearchAsync(LoadVariable.Whole("batch_size", largest: 32), batch => 10 * batch);

        Assert.That((found.Outcome, found.Load), Is.EqualTo((SlaSearchOutcome.AboveRange, (double?)32)));
    }

    [Test]
    public async Task Whole_SmallestFails_SaysThatNothingPassesWithinTheRange()
    {
        var found = await SearchAsync(LoadVariable.Whole("batch_size", largest: 512, smallest: 64), batch => 10 * batch);

        Assert.That((found.Outcome, found.Load), Is.EqualTo((SlaSearchOutcome.NothingPasses, (double?)null)));
        Assert.That(_runs.Min(run => run.Load), Is.EqualTo(64));
    }

    [Test]
    public async Task Options_NarrowTheRange()
    {
        await SearchAsync(
            LoadVariable.Whole("batch_size", largest: 512),
            batch => 10 * batch,
            options: new() { MinLoad = 16, MaxLoad = 128 }
        );

        Assert.That(_runs.Select(run => run.Load), Has.All.InRange(16, 128));
    }

    [Test]
    public async Task Whole_StoredAnswer_IsReadBackAsWhatItIs()
    {
        var written = SearchAnswerFile.Write(
            await SearchAsync(LoadVariable.Whole("batch_size", largest: 512, unit: "sequences"), batch => 10 * batch)
        );

        var read = SearchAnswerReader.Parse(written)!;

        Assert.That((read.Variable.Name, read.Variable.Unit, read.Variable.IsWhole), Is.EqualTo(("batch_size", "sequences", true)));
        Assert.That(SearchAnswerFile.Write(read).GetRawText(), Is.EqualTo(written.GetRawText()));
    }

    [Test]
    public void Plan_ScanOfAVariableOfTheHost_IsRefused()
    {
        var definition = new SweepDefinition { Scan = new ScanDefinition { Variable = LoadVariable.Whole("batch_size", largest: 512) } };

        Assert.That(SweepPlanner.Validate(definition).Single(), Does.StartWith("Load scan: batch_size cannot be scanned"));
    }

    [TestCase("batch size", 8, 1, "\"batch size\" is not an option name")]
    [TestCase("request_rate", 8, 1, "use LoadVariable.RequestRate")]
    [TestCase("max_concurrency", 8, 1, "use LoadVariable.MaxConcurrency")]
    [TestCase("num_prompts", 8, 1, "num_prompts is set by the search")]
    [TestCase("batch_size", 8, 9, "goes from 9 to 8")]
    [TestCase("batch_size", 8, 0, "goes from 0 to 8")]
    public void Whole_ThatCannotBe_IsRefused(string name, long largest, long smallest, string problem) =>
        Assert.That(
            () => LoadVariable.Whole(name, largest, smallest),
            Throws.TypeOf<InvalidInputException>().With.Message.Contains(problem)
        );

    [TestCase(0, 1)]
    [TestCase(1, double.PositiveInfinity)]
    [TestCase(double.NaN, 1)]
    public void Real_RangeThatCannotBe_IsRefused(double smallest, double largest) =>
        Assert.That(() => LoadVariable.Real("scale", smallest, largest), Throws.TypeOf<InvalidInputException>());

    private Task<SlaSearchResult> SearchAsync(
        LoadVariable variable,
        Func<double, double> latency,
        SlaSearchMethod method = SlaSearchMethod.Adaptive,
        SlaSearchOptions? options = null
    )
    {
        var searcher = new SlaSearcher(
            variable,
            (run, _) =>
            {
                _runs.Add(run);
                Assert.That(run.ApplyTo(ParameterSet.Empty).Find(variable.Name).ToDouble(), Is.EqualTo(run.Load));
                return Task.FromResult(
                    BenchmarkResult.Success(
                        ResultDocument.FromMetrics([new("completed", run.Prompts), new("p99_step_ms", latency(run.Load))])
                    )
                );
            },
            (options ?? new()) with
            {
                Method = method,
            }
        );
        return searcher.SearchAsync(Level);
    }
}
