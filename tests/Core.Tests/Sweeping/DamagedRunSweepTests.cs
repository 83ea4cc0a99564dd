using ServeMulti.Benchmarking;
using ServeMulti.Fakes;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Results.Folder;
using ServeMulti.Testing;

namespace ServeMulti.Sweeping;

/// <summary>A finished run that turns out to be damaged is run again by the same resume, or the sweep is not complete and the next one runs it.</summary>
[TestFixture]
public sealed class DamagedRunSweepTests
{
    private const string FirstName = "SERVE-s=1-BENCH-b=1";
    private const string LastName = "SERVE-s=2-BENCH-b=2";

    private static readonly SweepDefinition TwoByTwo = new()
    {
        ServeCommand = CommandLine.Parse("vllm serve m"),
        BenchCommand = CommandLine.Parse("vllm bench serve"),
        ServeParameters = ParameterSweep.Grid(("s", [1, 2])),
        BenchParameters = ParameterSweep.Grid(("b", [1, 2])),
        RunsPerCase = 2,
        OnFailure = FailurePolicy.Continue,
    };

    private readonly StoreFolder _folder = new();
    private readonly ScriptedBenchmarkRunner _runner = new();
    private readonly EventCollector<SweepEvent> _events = new();

    [SetUp]
    public void Succeed() => _runner.Script = (_, _) => Task.FromResult(Runs.Succeed(1));

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task RunAsync_DamagedBeforeTheResume_RunsItAgain()
    {
        await RunAsync(TwoByTwo);
        Damage(FirstName, "run=1.json");

        var report = await RunAsync(TwoByTwo);

        Assert.That((report.ExecutedRuns, report.EarlierRuns, report.IsComplete, report.Failures.Count), Is.EqualTo((1, 7, true, 0)));
        Assert.That(_events.Events.OfType<SweepStarted>().Last().Notes, Has.Exactly(1).Contains(_folder[FirstName, "run=1.json"]));
        Assert.That(File.ReadAllLines(_folder["summary.csv"]), Has.Length.EqualTo(9));
    }

    [TestCase(FirstName, TestName = "RunAsync_DamagedInACaseThatIsDone_IsNotComplete")]
    [TestCase(LastName, TestName = "RunAsync_DamagedInACaseToCome_IsNotComplete")]
    public async Task RunAsync_DamagedWhileTheSweepRuns_IsNotCompleteAndTheNextRunsItAgain(string name)
    {
        await RunAsync(TwoByTwo);
        _runner.Script = (request, _) =>
        {
            // The third case of four.
            if (request.ServeParameters.ToString() == "s=2" && request.Parameters.ToString() == "b=1")
            {
                Damage(name, "run=1.json");
            }

            return Task.FromResult(Runs.Succeed(1));
        };

        var report = await RunAsync(TwoByTwo with { RunsPerCase = 3 });

        Assert.That((report.ExecutedRuns, report.EarlierRuns, report.IsComplete), Is.EqualTo((4, 7, false)));
        var failed = report.Failures.Single();
        Assert.That((failed.RunNumber, failed.Failure.Reason), Is.EqualTo((1, BenchmarkFailureReason.NotStored)));
        Assert.That(
            failed.Failure.Message,
            Does.StartWith($"{_folder[name, "run=1.json"]} is no longer what was stored").And.Contain("Resume e to execute the run again")
        );
        Assert.That(_events.Events.OfType<RunFailed>().Single().Case.Name, Is.EqualTo(name));
        Assert.That(File.ReadAllLines(_folder["summary.csv"]), Has.Length.EqualTo(12));

        await SucceedAndFinishAsync();
    }

    [Test]
    public async Task RunAsync_RunOfASearchDamaged_IsMeasuredAgainAndTheAnswerIsTheSame()
    {
        _runner.Script = (request, _) => Task.FromResult(QueueServer.Measure(request));
        var first = await RunAsync(QueueServer.TwoServers);
        var damaged = Directory
            .GetFiles(_folder["SERVE-capacity=40-BENCH"], "run=0.json", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .First();
        Damage(damaged);

        var report = await RunAsync(QueueServer.TwoServers);

        Assert.That((report.ExecutedRuns, report.IsComplete), Is.EqualTo((1, true)));
        Assert.That(report.Answers.Select(answer => answer.Result.Load), Is.EqualTo(first.Answers.Select(answer => answer.Result.Load)));
    }

    [Test]
    public async Task RunAsync_RunOfASearchDamagedWhileItRan_IsNotComplete()
    {
        var isDamaged = false;
        _runner.Script = (request, _) =>
        {
            if (!isDamaged && QueueServer.Number(request.ServeParameters, "capacity") > 40)
            {
                isDamaged = true;
                Damage(
                    Directory
                        .GetFiles(_folder["SERVE-capacity=40-BENCH"], "run=0.json", SearchOption.AllDirectories)
                        .Order(StringComparer.Ordinal)
                        .First()
                );
            }

            return Task.FromResult(QueueServer.Measure(request));
        };

        var report = await RunAsync(QueueServer.TwoServers with { OnFailure = FailurePolicy.Continue });

        Assert.That(
            (report.Answers.Count(answer => answer.Result.IsAnswered), report.IsComplete, report.Failures.Count),
            Is.EqualTo((2, false, 1))
        );
        Assert.That((await RunAsync(QueueServer.TwoServers)).IsComplete, Is.True);
    }

    private async Task SucceedAndFinishAsync()
    {
        Succeed();
        var resumed = await RunAsync(TwoByTwo with { RunsPerCase = 3 });
        Assert.That((resumed.ExecutedRuns, resumed.EarlierRuns, resumed.IsComplete), Is.EqualTo((1, 11, true)));
        Assert.That(File.ReadAllLines(_folder["summary.csv"]), Has.Length.EqualTo(13));
    }

    private void Damage(params string[] names) => Damage(_folder[names]);

    private static void Damage(string path)
    {
        var writtenAt = File.GetLastWriteTimeUtc(path);
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"completed\": ", "\"completed\":1", StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(path, writtenAt.AddSeconds(1));
    }

    private async Task<SweepReport> RunAsync(SweepDefinition definition)
    {
        var files = new DiskFileSystem(isDurable: false);
        var store = Directory.Exists(_folder.Path) ? _folder.Resume(files: files) : _folder.New(files: files);
        return await new SweepRunner(new FakeServerLauncher(), _runner, new RecordingCacheResetter(), store, new VirtualClock()).RunAsync(
            SweepPlanner.Plan(definition),
            _events
        );
    }
}
