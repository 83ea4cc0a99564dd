using ServeMulti.Benchmarking;
using ServeMulti.SearchLab.Real;
using ServeMulti.Sla;

namespace ServeMulti.SearchLab;

/// <summary>What the section on a real engine computes and prints; the section itself takes minutes.</summary>
public sealed class RealSectionTests
{
    private static readonly ServiceLevel Level = ServiceLevel.Parse("p99_e2el_ms<=100");

    [Test]
    public void Truth_WithoutNoise_IsReadOnTheLineBetweenTwoLoads()
    {
        var truth = Truth.Of([Run(40, -0.3), Run(44, -0.1), Run(48, 0.3)], isWhole: false)!;

        Assert.That(truth.Load, Is.EqualTo(45).Within(1e-9));
        Assert.That(Truth.Of([Run(4, -0.3), Run(5, -0.1), Run(6, 0.01)], isWhole: true)!.Load, Is.EqualTo(5), "a whole number that passes");
    }

    [Test]
    public void Truth_RunsOutOfOrder_IsReadOffTheMonotoneFit()
    {
        // 44 was lucky beside 42, which was not: together they are at -0.05.
        var truth = Truth.Of([Run(40, -0.2), Run(42, 0.05), Run(44, -0.15), Run(46, 0.15)], isWhole: false)!;

        Assert.That(truth.Load, Is.EqualTo(44.5).Within(1e-9));
    }

    [Test]
    public void Truth_RepeatsThatDiffer_WidenItsInterval()
    {
        var quiet = Truth.Of(Repeated(0.01), isWhole: false)!;
        var noisy = Truth.Of(Repeated(0.05), isWhole: false)!;

        Assert.Multiple(() =>
        {
            Assert.That(quiet.Load, Is.EqualTo(45).Within(1e-9));
            Assert.That(quiet.Noise, Is.EqualTo(0.01 * Math.Sqrt(2)).Within(1e-9));
            Assert.That(quiet.Low, Is.LessThan(45));
            Assert.That(quiet.High, Is.GreaterThan(45));
            Assert.That(noisy.High - noisy.Low, Is.EqualTo(5 * (quiet.High - quiet.Low)).Within(20).Percent);
            Assert.That(noisy.Runs, Is.EqualTo(6));
        });
    }

    [Test]
    public void Truth_RunsFarFromTheEdgeThatDiffer_IsNotCertain()
    {
        var truth = Truth.Of([Run(40, -1.5), Run(40, -0.9), Run(42, 0.9), Run(42, 1.5)], isWhole: false)!;

        Assert.That(truth.High - truth.Low, Is.GreaterThan(0.1), "a busy machine");
        Assert.That(truth.Noise, Is.EqualTo(0.3 * Math.Sqrt(2)).Within(1e-9));
    }

    [Test]
    public void Truth_EdgeIsNotBetweenTheLoads_IsNotKnown()
    {
        Assert.That(Truth.Of([Run(40, -0.2), Run(42, -0.1)], isWhole: false), Is.Null);
        Assert.That(Truth.Of([Run(40, 0.1), Run(42, 0.2)], isWhole: false), Is.Null);
    }

    [Test]
    public void LongRunPlan_Around_LiesOnBothSides()
    {
        Assert.That(LongRunPlan.Around(50, LoadVariable.RequestRate), Is.EqualTo([41.98, 44.5, 47.17, 50, 53, 56.18, 59.55]).Within(0.006));
        Assert.That(LongRunPlan.Around(2, LoadVariable.MaxConcurrency), Is.EqualTo([1, 2, 3, 4, 5]), "no load below 1");
    }

    [Test]
    public void LongRunPlan_Beyond_GoesOutUntilTheEdgeIsBetween()
    {
        Assert.That(LongRunPlan.Beyond([Run(40, -0.2), Run(50, -0.1)], LoadVariable.RequestRate), Is.EqualTo(53).Within(1e-9));
        Assert.That(LongRunPlan.Beyond([Run(40, 0.1), Run(50, 0.2)], LoadVariable.RequestRate), Is.EqualTo(37.74).Within(1e-9));
        Assert.That(LongRunPlan.Beyond([Run(40, -0.1), Run(50, 0.2)], LoadVariable.RequestRate), Is.Null);
        Assert.That(
            LongRunPlan.Beyond([Run(40, -0.2), Run(45, 0.1), Run(50, -0.15)], LoadVariable.RequestRate),
            Is.EqualTo(53).Within(1e-9),
            "one bad run below a good one is no edge"
        );
        Assert.That(LongRunPlan.Beyond([Run(1, 0.1), Run(2, 0.2)], LoadVariable.MaxConcurrency), Is.Null, "there is no load below 1");
    }

    [Test]
    public void LongRunPlan_Again_RepeatsTwoLoadsOnEachSide() =>
        Assert.That(
            LongRunPlan.Again([.. new double[] { 40, 42, 44, 46, 48, 50 }.Select(load => Run(load, load - 45))], 45),
            Is.EqualTo([48, 46, 44, 42])
        );

    [Test]
    public void LongRun_Of_SaysHowFarTheWorstMetricIsFromItsTarget()
    {
        var met = LongRun.Of(10, Result(50, 10), Level, LoadVariable.RequestRate);
        var behind = LongRun.Of(10, Result(50, 5), Level, LoadVariable.RequestRate);

        Assert.That(met.Excess, Is.EqualTo(Math.Log(0.5)).Within(1e-9));
        Assert.That(met.Text, Is.EqualTo("p99_e2el_ms<=100: 50 met"));
        Assert.That(behind.Excess, Is.Positive, "a rate that is not sustained");
        Assert.That(
            () => LongRun.Of(10, Result(50, 10), ServiceLevel.Parse("p99_x_ms<=1"), LoadVariable.RequestRate),
            Throws.InstanceOf<ServeMultiException>().With.Message.Contains("p99_x_ms")
        );
    }

    [Test]
    public void LongRun_ClientWasTheBottleneck_IsDoubtful() =>
        Assert.That(
            LongRun.Of(10, Result(50, 10).With("client_was_bottleneck", true), Level, LoadVariable.RequestRate).IsDoubtful,
            Is.True
        );

    [Test]
    public void Table_SearchesAndTruth_StandBesideEachOther()
    {
        var good = Search(47.5) with
        {
            AtLeast = 44,
            Interval = new(45, 50),
            Passing = 47,
            Failing = 49,
            Runs = 11,
            Elapsed = TimeSpan.FromSeconds(181),
        };
        var low = Search(40) with
        {
            AtLeast = 50.2,
            Interval = new(38, 47.95),
            Passing = 40,
            Runs = 24,
            Elapsed = TimeSpan.FromSeconds(300),
        };
        SlaSearchResult none = new()
        {
            ServiceLevel = Level,
            Variable = LoadVariable.RequestRate,
            Outcome = SlaSearchOutcome.NotMeasured,
            Runs = 2,
        };

        var table = RealTable.Format([good, low, none], new Truth(50, 47.9, 51, 0.031, 15, 1));

        Assert.That(
            table,
            Is.EqualTo(
                """
                search       answer  at least  interval (80 %)   bracket  runs   time    error  interval holds truth  at least holds
                     1         47.5        44         45 to 50  47 to 49    11  181 s   -5.0 %                   yes             yes
                     2           40      50.2      38 to 47.95   40 to -    24  300 s  -20.0 %                nearly          nearly
                     3  NotMeasured         -                -    - to -     2    0 s        -                     -               -
                truth: 50 req/s, 80 % interval 47.9 to 51, from 15 long runs, which differ by 3.1 % at one load
                In 1 of them the load generator was the bottleneck: something else ran on the machine, or the load is too much for it.

                """.ReplaceLineEndings("\n")
            )
        );
    }

    [Test]
    public void Table_WithoutTruth_SaysSo() =>
        Assert.That(RealTable.Format([Search(40)], null), Does.EndWith("truth: not found; all long runs meet the SLA, or none does\n"));

    [TestCase("--real", "--searches", "0", "--searches \"0\" is no whole number of at least 1.")]
    [TestCase("--real", "--seconds", "-1", "--seconds \"-1\" is no number of seconds above 0.")]
    [TestCase("--real", "--sla", "p99", "--sla: \"p99\" is not a criterion")]
    [TestCase("--real", "--variable", "x", "--variable: The load variable is \"x\"")]
    [TestCase("--real", "--instances", "3", "\"--instances\" is no option of --real")]
    public void Arguments_BadValue_AreRefusedByName(string real, string option, string value, string message) =>
        Assert.That(() => new RealArguments([real, option, value]), Throws.ArgumentException.With.Message.Contains(message));

    private static LongRun Run(double load, double excess) => new(load, excess, "");

    private static LongRun[] Repeated(double spread) =>
        [
            Run(40, -0.3 - spread),
            Run(40, -0.3 + spread),
            Run(44, -0.1 - spread),
            Run(44, -0.1 + spread),
            Run(48, 0.3 - spread),
            Run(48, 0.3 + spread),
        ];

    private static SlaSearchResult Search(double load) =>
        new()
        {
            ServiceLevel = Level,
            Variable = LoadVariable.RequestRate,
            Outcome = SlaSearchOutcome.Bounded,
            Load = load,
        };

    private static ResultDocument Result(double latency, double throughput) =>
        ResultDocument.FromMetrics([
            new("completed", 1000),
            new("failed", 0),
            new("num_prompts", 1000),
            new("duration", 1000 / throughput),
            new("request_throughput", throughput),
            new("mean_e2el_ms", latency / 2),
            new("p99_e2el_ms", latency),
        ]);
}
