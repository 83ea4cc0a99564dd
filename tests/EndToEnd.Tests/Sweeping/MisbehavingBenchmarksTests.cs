using ServeMulti.Benchmarking;

namespace ServeMulti.Sweeping;

/// <summary>Real benchmark commands that misbehave, each between two good ones in a whole sweep: it costs only its own runs, and nothing of
/// it is left.</summary>
[Platform("Linux", Reason = "That processes are gone is read in /proc.")]
public sealed class MisbehavingBenchmarksTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(500);

    private readonly BenchmarkSweep _sweep = new();

    private string Pids => Path.Combine(_sweep.Folder, "pids");

    [TearDown]
    public void RemoveFolder() => _sweep.Dispose();

    [Test]
    public async Task Hangs_WithAGrandchildThatLeftItsGroup_IsEndedWithIt()
    {
        _sweep.Patience = Short;
        var report = await _sweep.RunAsync(
            $"sleep 1000 & echo $! >> {Pids}; setsid sh -c 'echo $$ >> {Pids}; exec sleep 1000' & trap '' TERM; while :; do sleep 1000; done"
        );

        _sweep.AssertOnlyTheBadFailed(report, BenchmarkFailureReason.TimedOut, BenchmarkFailureReason.TimedOut);
    }

    [TestCase("kill -STOP $$", TestName = "Stopped_Itself_IsEndedAllTheSame")]
    [TestCase("sleep 1000 & echo $! >> PIDS; kill -STOP $!; wait", TestName = "Stopped_ItsChild_IsEndedAllTheSame")]
    public async Task Stopped_IsEndedAllTheSame(string script)
    {
        _sweep.Patience = Short;
        var report = await _sweep.RunAsync(script.Replace("PIDS", Pids, StringComparison.Ordinal));

        _sweep.AssertOnlyTheBadFailed(report, BenchmarkFailureReason.TimedOut, BenchmarkFailureReason.TimedOut);
    }

    [Test]
    public async Task ExitOneAfterAGoodResult_DoesNotCount()
    {
        var report = await _sweep.RunAsync("good; exit 1");

        _sweep.AssertOnlyTheBadFailed(report, BenchmarkFailureReason.NonZeroExit, BenchmarkFailureReason.NonZeroExit);
        Assert.That(
            report.Failures[0].Failure.Message,
            Does.StartWith("The benchmark exited with code 1; the result that it wrote does not count.")
        );
    }

    [Test]
    public async Task KilledAfterAGoodResult_SaysTheSignal()
    {
        var report = await _sweep.RunAsync("good; kill -KILL $$");

        _sweep.AssertOnlyTheBadFailed(report, BenchmarkFailureReason.NonZeroExit, BenchmarkFailureReason.NonZeroExit);
        Assert.That(report.Failures[0].Failure.Message, Does.StartWith("The benchmark exited with code 137 (SIGKILL); the result"));
    }

    [Test]
    public async Task ExitZeroWithoutResult_IsMissing()
    {
        var report = await _sweep.RunAsync("exit 0");

        _sweep.AssertOnlyTheBadFailed(report, BenchmarkFailureReason.MissingResult, BenchmarkFailureReason.MissingResult);
    }

    [Test]
    public async Task NoResultAfterOneThatWasWritten_TheEarlierIsNotTakenForIt()
    {
        var report = await _sweep.RunAsync(
            $"[ -e {_sweep.Folder}/once ] && exit 0; touch {_sweep.Folder}/once; good; cp $result $folder/.."
        );

        _sweep.AssertOnlyTheBadFailed(report, BenchmarkFailureReason.MissingResult);
    }

    [Test]
    public async Task ResultForOtherParameters_IsRefused()
    {
        var report = await _sweep.RunAsync("""printf '{"completed": 3, "request_rate": "inf"}' > $result""");

        _sweep.AssertOnlyTheBadFailed(report, BenchmarkFailureReason.OtherParameters, BenchmarkFailureReason.OtherParameters);
        Assert.That(
            report.Failures[0].Failure,
            Has.Property(nameof(BenchmarkFailure.ExitCode))
                .EqualTo(0)
                .And.Property(nameof(BenchmarkFailure.Message))
                .StartsWith("The benchmark's result says request_rate inf, but 4 was requested")
        );
    }

    [Test]
    public async Task ResultThatStillGrowsAfterTheExit_IsTornAndItsWriterIsEnded()
    {
        var report = await _sweep.RunAsync(
            $$"""
            mkfifo $folder/begun
            { printf '{"completed": 3, '; echo > $folder/begun; sleep 1000; printf '"request_rate": 4}'; } > $result 2> /dev/null & echo $! >> {{Pids}}
            read begun < $folder/begun
            """
        );

        _sweep.AssertOnlyTheBadFailed(report, BenchmarkFailureReason.UnreadableResult, BenchmarkFailureReason.UnreadableResult);
    }

    [Test]
    public async Task ChildLeftBehindByAGoodRun_IsEnded()
    {
        var report = await _sweep.RunAsync($"sleep 1000 & echo $! >> {Pids}; setsid sleep 1000 > /dev/null 2>&1 & good");

        _sweep.AssertOnlyTheBadFailed(report);
    }

    [Test]
    public async Task DeletesItsFolder_IsMissing()
    {
        var report = await _sweep.RunAsync("good; rm -rf $folder");

        _sweep.AssertOnlyTheBadFailed(report, BenchmarkFailureReason.MissingResult, BenchmarkFailureReason.MissingResult);
    }

    [Test]
    public async Task FolderInTheResultsPlace_IsMissing()
    {
        var report = await _sweep.RunAsync("mkdir $result");

        _sweep.AssertOnlyTheBadFailed(report, BenchmarkFailureReason.MissingResult, BenchmarkFailureReason.MissingResult);
    }

    [Test]
    public async Task ClosesItsOutputsAndRunsOn_IsWaitedFor()
    {
        var report = await _sweep.RunAsync(
            "exec > /dev/null 2> /dev/null; exec >&- 2>&-; for i in 1 2 3 4 5 6 7 8 9; do sh -c :; done; good"
        );

        _sweep.AssertOnlyTheBadFailed(report);
    }

    [Test]
    public async Task PrintsMuchWithoutALinesEnd_IsReadOn()
    {
        var report = await _sweep.RunAsync("head -c 50000000 /dev/zero; head -c 1000000 /dev/urandom; good");

        _sweep.AssertOnlyTheBadFailed(report);
    }
}
