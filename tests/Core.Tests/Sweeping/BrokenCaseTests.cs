using ServeMulti.Benchmarking;
using ServeMulti.Fakes;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Results.Folder;
using ServeMulti.Testing;

namespace ServeMulti.Sweeping;

/// <summary>A disk that fails in the middle of a sweep: what concerns the files of one case costs that case; what concerns the experiment
/// ends the sweep.</summary>
[TestFixture]
public sealed class BrokenCaseTests
{
    private const string Broken = "SERVE-s=1-BENCH-b=1";

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
    private readonly FakeServerLauncher _launcher = new();
    private readonly ScriptedBenchmarkRunner _runner = new();
    private readonly RecordingCacheResetter _resetter = new();
    private readonly EventCollector<SweepEvent> _events = new();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task RunAsync_OneCaseCannotBeWritten_OthersGoOnAndResumeDoesTheRest()
    {
        var report = await RunAsync(TwoByTwo, new RefusingFileSystem(_folder[Broken]));

        Assert.That(
            report.Failures.Select(failed => (failed.RunNumber, failed.Failure.Reason)),
            Is.EqualTo([(0, BenchmarkFailureReason.NotStored)])
        );
        Assert.That(
            report.Failures[0].Failure.Message,
            Is.EqualTo(
                $"The files of one case cannot be read or written: Access to the path '{_folder[Broken]}' is denied. "
                    + $"Allow this user to read and write {_folder[Broken]}, and resume e. Nothing finished is lost, and other cases go on."
            )
        );
        Assert.That((report.ExecutedRuns, report.IsComplete), Is.EqualTo((6, false)));
        Assert.That(_runner.Requests, Has.Count.EqualTo(7), "one run of the broken case, and all of the others");
        Assert.That(_resetter.Resets, Is.EqualTo(5), "the caches are reset after the run that could not be stored, too");
        Assert.That(_launcher.Running, Is.Zero);
        Assert.That(_events.Events.OfType<RunFailed>().Single().Case.Name, Is.EqualTo(Broken));
        Assert.That((await StoredExperiment.ReadTableAsync(_folder.Path)).Rows, Has.Count.EqualTo(6));

        var resumed = await RunAsync(TwoByTwo, new DiskFileSystem(isDurable: false));

        Assert.That((resumed.ExecutedRuns, resumed.EarlierRuns, resumed.IsComplete), Is.EqualTo((2, 6, true)));
    }

    [Test]
    public async Task RunAsync_OneCaseCannotBeWrittenAndStopOnFailure_Stops()
    {
        var report = await RunAsync(TwoByTwo with { OnFailure = FailurePolicy.Stop }, new RefusingFileSystem(_folder[Broken]));

        Assert.That((report.ExecutedRuns, report.Failures.Count), Is.EqualTo((0, 1)));
    }

    [Test]
    public async Task RunAsync_SummaryOfACaseCannotBeWritten_IsAFailureOfItsRunsNone()
    {
        var report = await RunAsync(TwoByTwo, new RefusingFileSystem(_folder[Broken, "summary.json.tmp"]));

        Assert.That((report.ExecutedRuns, report.IsComplete), Is.EqualTo((8, true)));
        Assert.That(report.Failures.Single().Failure.Message, Does.Contain("summary.json.tmp"));
    }

    [Test]
    public async Task RunAsync_RunOfASearchCannotBeWritten_OtherSearchesGoOn()
    {
        _runner.Script = (request, _) => Task.FromResult(QueueServer.Measure(request));
        var report = await RunAsync(
            QueueServer.TwoServers with
            {
                OnFailure = FailurePolicy.Continue,
            },
            new RefusingFileSystem(_folder["SERVE-capacity=40-BENCH"])
        );

        Assert.That(report.Answers.Single().Result.Load, Is.EqualTo(53.3).Within(6).Percent);
        Assert.That(report.Failures.Single().Failure.Reason, Is.EqualTo(BenchmarkFailureReason.NotStored));
    }

    [TestCase("runs.jsonl")]
    [TestCase("")]
    public void RunAsync_ExperimentCannotBeWritten_EndsAtOnce(string file)
    {
        var files = new RefusingFileSystem(file.Length == 0 ? _folder.Path : _folder[file]) { IsRefusing = false };
        _runner.Script = (_, _) =>
        {
            files.IsRefusing = true;
            return Task.FromResult(Runs.Succeed(1));
        };

        Assert.That(
            () => RunAsync(TwoByTwo, files),
            Throws
                .InstanceOf<ResultStoreException>()
                .With.Property(nameof(ResultStoreException.Case))
                .Null.And.Message.StartsWith($"The results in {_folder.Path} cannot be read or written: ")
                .And.Message.EndsWith("and resume e. Nothing finished is lost.")
        );
        Assert.That(_runner.Requests, Has.Count.EqualTo(1));
        Assert.That(_launcher.Running, Is.Zero);
    }

    [Test]
    public async Task RunAsync_FolderTakenAwayAndMadeAnewByALog_EndsAtOnce()
    {
        var away = _folder.Path + ".away";
        _runner.Script = (request, _) =>
        {
            if (request.RunNumber == 1)
            {
                Directory.Move(_folder.Path, away);
                Directory.CreateDirectory(_folder["scratch"]);
            }

            return Task.FromResult(Runs.Succeed(1));
        };

        Assert.That(
            () => RunAsync(TwoByTwo, new DiskFileSystem(isDurable: false)),
            Throws.InstanceOf<ResultStoreException>().With.Message.Contains($"Bring {_folder.Path} back, and resume e.")
        );
        Assert.That(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories), Is.Empty);
        Directory.Delete(_folder.Path, recursive: true);
        Directory.Move(away, _folder.Path);
        _runner.Script = (_, _) => Task.FromResult(Runs.Succeed(1));
        Assert.That((await RunAsync(TwoByTwo, new DiskFileSystem(isDurable: false))).EarlierRuns, Is.EqualTo(1));
    }

    private async Task<SweepReport> RunAsync(SweepDefinition definition, IFileSystem files)
    {
        var store = Directory.Exists(_folder.Path) ? _folder.Resume(files: files) : _folder.New(files: files);
        return await new SweepRunner(_launcher, _runner, _resetter, store, new VirtualClock()).RunAsync(
            SweepPlanner.Plan(definition),
            _events
        );
    }
}
