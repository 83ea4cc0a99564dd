using ServeMulti.Benchmarking;
using ServeMulti.Comparing;
using ServeMulti.Launching;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Testing;

namespace ServeMulti.Sweeping;

/// <summary>Two servers in turn, on fakes: a server command states its speed, and runs differ by 1 %.</summary>
public sealed class AlternatingSweepTests
{
    private readonly ScratchFolder _folder = new();
    private readonly FakeServerLauncher _launcher = new();
    private readonly List<string> _order = [];
    private int _failingFrom = int.MaxValue;

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase(80, ChangeVerdict.Regressed)]
    [TestCase(125, ChangeVerdict.Improved)]
    [TestCase(100, ChangeVerdict.NoRelevantDifference)]
    public async Task Run_TwoServers_AlternatesUntilTheRunsTell(int speed, ChangeVerdict verdict)
    {
        await using var test = Create(speed);
        var looks = new List<ExperimentComparison>();

        var result = await test.RunAsync(looked: looks.Add);

        Assert.Multiple(() =>
        {
            Assert.That(result.Comparison!.Verdict, Is.EqualTo(verdict), result.Comparison.Describe());
            Assert.That(result.Runs, Is.InRange(5, 15));
            Assert.That(string.Concat(_order), Is.EqualTo("ABBAABBAABBAABB"[..result.Runs]));
            Assert.That(looks, Has.Count.EqualTo(((result.Runs - 5) / 2) + 1));
            Assert.That(_launcher.Servers, Has.Count.EqualTo((result.Runs + 1) / 2), "One start for each turn.");
            Assert.That(_launcher.Running, Is.Zero);
        });
    }

    [Test]
    public async Task Run_Resumed_DoesNothingAgain()
    {
        _failingFrom = 4;
        await using (var failing = Create(80))
        {
            var failed = await failing.RunAsync();
            Assert.That((failed.IsComplete, failed.Comparison, failed.Failures.Count), Is.EqualTo((false, (ExperimentComparison?)null, 1)));
        }

        _failingFrom = int.MaxValue;
        var done = _order.Count;
        await using var resumed = Create(80, ExperimentMode.Resume);
        var result = await resumed.RunAsync();

        Assert.That(result.Comparison!.Verdict, Is.EqualTo(ChangeVerdict.Regressed));
        Assert.That(_order, Has.Count.EqualTo(result.Runs + 1), "The run that failed is done again, no other.");
        Assert.That(done, Is.EqualTo(4));
        foreach (var side in new[] { "a", "b" })
        {
            Assert.That(
                (await StoredExperiment.ReadAsync(Path.Combine(result.Location, side))).Cases.Single().FinishedRuns,
                Has.Count.GreaterThan(1)
            );
        }
    }

    /// <summary>The two sides are judged by their turns whoever compares them, and in whatever order they are named.</summary>
    [TestCase(80, ChangeVerdict.Regressed, ChangeVerdict.Improved)]
    [TestCase(100, ChangeVerdict.NoRelevantDifference, ChangeVerdict.NoRelevantDifference)]
    public async Task Compare_BothSides_AreJudgedByTurns(int speed, ChangeVerdict verdict, ChangeVerdict swapped)
    {
        await using var test = Create(speed);
        var result = await test.RunAsync();
        var a = await StoredExperiment.ReadAsync(Path.Combine(result.Location, "a"));
        var b = await StoredExperiment.ReadAsync(Path.Combine(result.Location, "b"));
        await a.PackAsync(_folder["a.zip"]);

        var stored = await ExperimentComparison.OfAsync(await StoredExperiment.ReadAsync(_folder["a.zip"]), b);
        var turned = await ExperimentComparison.OfAsync(b, a);

        Assert.Multiple(() =>
        {
            Assert.That((stored.Verdict, turned.Verdict), Is.EqualTo((verdict, swapped)));
            Assert.That(Metric(stored), Is.EqualTo(Metric(result.Comparison!)));
            Assert.That(Metric(turned).Ratio, Is.EqualTo(1 / Metric(stored).Ratio).Within(1e-9));
            Assert.That(stored.Notes.Single(), Does.Contain("sides of one A/B").And.Contain("judged by their turns"));
            Assert.That(stored.Differences, Has.None.Contains("side of an A/B"));
        });

        static MetricChange Metric(ExperimentComparison comparison) =>
            comparison.Cases.Single().Metrics.Single(metric => metric.Metric == "request_throughput");
    }

    /// <summary>Two A/Bs have nothing in common: their numbers of runs are taken for fixed, and what differs is said.</summary>
    [Test]
    public async Task Compare_SidesOfTwoAbs_AreNoPair()
    {
        await using var first = Create(80);
        var earlier = await first.RunAsync();
        Directory.Move(earlier.Location, _folder["earlier"]);
        await using var second = Create(80);
        var later = await second.RunAsync();

        var comparison = await ExperimentComparison.OfAsync(
            await StoredExperiment.ReadAsync(_folder["earlier/a"]),
            await StoredExperiment.ReadAsync(Path.Combine(later.Location, "b"))
        );

        Assert.That(comparison.Notes, Has.None.Contains("A/B"));
        Assert.That(comparison.Differences, Has.Some.EqualTo("side of an A/B: A in the baseline, B in the current build"));
    }

    [Test]
    public async Task Run_ServersThatAreHardToTellApart_EndsWithTheBudget()
    {
        await using var test = Create(96, mostRuns: 4);

        var result = await test.RunAsync();

        Assert.That((result.Comparison!.Verdict, result.Runs, result.IsComplete), Is.EqualTo((ChangeVerdict.Inconclusive, 8, true)));
    }

    [Test]
    public async Task Run_NewWhereOneIs_IsRefusedBeforeAnythingStarts()
    {
        await using (var first = Create(80))
        {
            await first.RunAsync();
        }

        var started = _launcher.Servers.Count;
        await using var again = Create(80, ExperimentMode.New);

        await Assert.ThatAsync(() => again.RunAsync(), Throws.TypeOf<InvalidInputException>().With.Message.Contains("exists"));
        Assert.That(_launcher.Servers, Has.Count.EqualTo(started));
    }

    [Test]
    public void New_BadInput_IsRefused() =>
        Assert.Multiple(() =>
        {
            Assert.That(() => Create(80, mostRuns: 2), Throws.TypeOf<InvalidInputException>().With.Message.Contains("must be at least 3"));
            Assert.That(
                () => new AlternatingSweep(Definition(100), Definition(80) with { Scan = new ScanDefinition() }),
                Throws.TypeOf<InvalidInputException>().With.Message.Contains("neither searches nor scans")
            );
        });

    private static SweepDefinition Definition(int speed) =>
        new() { ServeCommand = CommandLine.Parse($"fake --speed {speed}"), BenchCommand = CommandLine.Parse("bench") };

    private AlternatingSweep Create(int speed, ExperimentMode mode = ExperimentMode.NewOrResume, int mostRuns = 20) =>
        new(
            Definition(100),
            Definition(speed),
            new AlternatingSweepOptions
            {
                ExperimentName = "x",
                Mode = mode,
                MostRuns = mostRuns,
                Sweep = new LocalSweepOptions
                {
                    OutputFolder = _folder.Path,
                    Launcher = _ => _launcher,
                    Runner = _ => new ScriptedBenchmarkRunner(Measure),
                    CacheResetter = _ => new NoCacheReset(),
                },
            }
        );

    private BenchmarkResult Measure(BenchmarkRequest request)
    {
        var command = _launcher.Specs[^1].Command!.ToString();
        var speed = int.Parse(command.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture);
        _order.Add(_launcher.Servers.Count % 2 == 1 ? "A" : "B");
        return _order.Count >= _failingFrom
            ? BenchmarkResult.Failed(new BenchmarkFailure(BenchmarkFailureReason.NonZeroExit, "The benchmark exited with code 7."))
            : BenchmarkResult.Success(("request_throughput", speed + (_order.Count * 7 % 3 * 0.5)), ("completed", 10));
    }
}
