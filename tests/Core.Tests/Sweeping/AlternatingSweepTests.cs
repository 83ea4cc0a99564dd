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
