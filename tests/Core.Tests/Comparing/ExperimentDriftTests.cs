using ServeMulti.Cases;
using ServeMulti.Results;

namespace ServeMulti.Comparing;

public sealed class ExperimentDriftTests
{
    private const int Simulations = 1000;

    [Test]
    public void EqualRuns_AreCalledDriftingInAtMostOnePerCent()
    {
        var shapes = new[] { (12, 5), (1, 10), (3, 3), (40, 2) };
        foreach (var (cases, runs) in shapes)
        {
            var wrong = Enumerable.Range(0, Simulations).Count(seed => Find(new(seed) { Cases = cases, Runs = runs }).Count > 0);

            Assert.That(wrong, Is.LessThanOrEqualTo(Simulations / 100), $"{cases} cases of {runs} runs");
        }
    }

    [Test]
    public void EqualRuns_OneOfWhichIsAnOutlier_AreNotCalledDrifting()
    {
        var wrong = Enumerable
            .Range(0, Simulations)
            .Count(seed =>
            {
                var runs = new SimulatedBuild(seed) { Cases = 2, Runs = 50 }.Measure();
                return ExperimentDrift.Of(runs.Select(run => run.RunNumber == seed % 50 ? Scale(run, 3) : run)).Findings.Count > 0;
            });

        Assert.That(
            wrong,
            Is.LessThanOrEqualTo(Simulations / 25),
            "the outlier is the first run of both cases in 20 of the 1000, which is a first run that differs"
        );
    }

    [Test]
    public void TenPerCentAnHour_RunsOfOneMinuteInRounds_IsFound()
    {
        // 60 runs in rounds: run r of case c begins after 12 r + c minutes.
        var simulations = Enumerable
            .Range(0, 200)
            .Select(seed => Find(new(seed), (run, place) => Math.Exp(Math.Log(1.1) * ((12 * run) + place) / 60)))
            .ToArray();

        Assert.That(simulations, Has.All.Not.Empty);
        Assert.That(
            simulations.Count(found => found.Any(IsRisingLatency)),
            Is.GreaterThanOrEqualTo(190),
            "the others look like a first run that differs"
        );

        static bool IsRisingLatency(DriftFinding one) =>
            one is { Metric: "median_ttft_ms", Kind: DriftKind.Trend, Ratio: > 1.04 and < 1.13 };
    }

    [Test]
    public void TenPerCentAnHour_RunsOfTenMinutesCaseByCase_IsFound()
    {
        var simulations = Enumerable
            .Range(0, 200)
            .Select(seed => Find(new(seed), (run, place) => Math.Exp(Math.Log(1.1) * (run + (5 * place)) / 6)))
            .ToArray();

        Assert.That(simulations.Count(found => found.Count > 0), Is.GreaterThanOrEqualTo(198));
    }

    [Test]
    public void FirstRunTenPerCentFaster_IsFoundAndNotTakenForATrend()
    {
        var simulations = Enumerable.Range(0, 200).Select(seed => Find(new(seed), (run, _) => run == 0 ? 1 / 1.1 : 1)).ToArray();

        Assert.That(
            simulations.Count(found => found.Any(one => one is { Metric: "median_ttft_ms", Kind: DriftKind.FirstRun })),
            Is.GreaterThanOrEqualTo(195)
        );
        Assert.That(simulations.Count(found => found.Any(one => one.Kind == DriftKind.Trend)), Is.LessThanOrEqualTo(10));
    }

    [Test]
    public void Describe_FirstRunFaster_SaysWhatDiffersAndWhatToDo()
    {
        var line = ExperimentDrift.Of(Slow(new(1), (run, _) => run == 0 ? 1 / 1.1 : 1)).Describe().Single();

        Assert.That(
            line,
            Does.Match(
                @"^first run: within cases, .*request_throughput is (9|1[01])\.[0-9] % higher.* in the first run than in the others \(12 cases, p = 0\.0[0-9]*\)\. .*--warmup-num-prompts"
            )
        );
    }

    [Test]
    public void Describe_Trend_SaysHowMuchAndWhatToDo()
    {
        var line = ExperimentDrift.Of(Slow(new(1), (run, _) => Math.Pow(1.03, run))).Describe().Single();

        Assert.That(
            line,
            Does.Match(
                @"^drift: within cases, .*median_ttft_ms rises by 1[0-5]\.[0-9] %.* from the first run to the last \(12 cases.*--run-order rounds"
            )
        );
    }

    [Test]
    public void Compare_ASideThatDrifted_SaysWhichInTextAndJson()
    {
        var comparison = ExperimentComparison.Of(new SimulatedBuild(2).Measure(), Slow(new(1), (run, _) => Math.Pow(1.03, run)));

        Assert.That(comparison.Notes, Has.One.StartsWith("in the current build, drift: within cases, "));
        Assert.That(comparison.Describe(), Does.Contain($"note: {comparison.Notes[0]}"));
        Assert.That(comparison.ToJson(), Does.Contain(comparison.Notes[0]));
    }

    [Test]
    public void Of_RunsOfASearch_AreLeftOut()
    {
        var runs = Slow(new(1), (run, _) => Math.Pow(1.1, run))
            .Select(run => run with { Case = run.Case with { Load = new CaseLoad("request_rate", 8) } });

        Assert.That(ExperimentDrift.Of(runs).Findings, Is.Empty);
    }

    [Test]
    public void Of_TooFewRunsToTell_FindsNothing()
    {
        Assert.That(ExperimentDrift.Of([]).Findings, Is.Empty);
        Assert.That(Find(new(1) { Runs = 1 }), Is.Empty);
        Assert.That(
            Find(new(1) { Cases = 2, Runs = 2 }, (run, _) => run == 0 ? 0.5 : 1),
            Is.Empty,
            "four runs in this order come by chance in one of four"
        );
    }

    [Test]
    public void Of_ARunWithoutTheMetric_UsesTheOtherCases()
    {
        var runs = Slow(new(1), (run, _) => Math.Pow(1.05, run)).ToList();
        runs[0] = runs[0] with { Document = SimulatedBuild.Document(("request_throughput", double.MaxValue), ("p99_e2el_ms", 1)) };

        Assert.That(ExperimentDrift.Of(runs).Findings.Single(one => one.Metric == "median_ttft_ms").CaseCount, Is.EqualTo(11));
    }

    [Test]
    public void Of_EqualValues_FindsNothing() => Assert.That(Find(new(1) { Noise = 0 }), Is.Empty);

    private static IReadOnlyList<DriftFinding> Find(SimulatedBuild build, Func<int, int, double>? slowdown = null) =>
        ExperimentDrift.Of(slowdown is null ? build.Measure() : Slow(build, slowdown)).Findings;

    /// <summary>Slows runs by a factor that depends on the number of the run and the place of its case.</summary>
    private static IEnumerable<RunRecord> Slow(SimulatedBuild build, Func<int, int, double> slowdown) =>
        build.Measure().Select((run, index) => Scale(run, slowdown(run.RunNumber, index / build.Runs)));

    private static RunRecord Scale(RunRecord run, double factor) =>
        run with
        {
            Document = SimulatedBuild.Document(
                ("request_throughput", run.Document.FindMetric("request_throughput") / factor),
                ("median_ttft_ms", run.Document.FindMetric("median_ttft_ms") * factor),
                ("p99_e2el_ms", run.Document.FindMetric("p99_e2el_ms") * factor)
            ),
        };
}
