using System.Net;
using System.Net.Sockets;
using ServeMulti.Benchmarking;
using ServeMulti.Processes;

namespace ServeMulti.Sweeping;

/// <summary>Real servers that misbehave, each between two good ones in a whole sweep: it costs only its own cases, and nothing of it is
/// left.</summary>
[Platform("Linux", Reason = "That processes are gone is read in /proc.")]
public sealed class MisbehavingServersTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    private readonly ServerSweep _sweep = new();

    private IEnumerable<string> LostMessages => _sweep.Events.OfType<ServerLost>().Select(lost => lost.Message);

    [TearDown]
    public void RemoveFolder() => _sweep.Dispose();

    [TestCase(
        "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 23.56 GiB",
        "out of GPU memory",
        "gpu_memory_utilization"
    )]
    [TestCase(
        "ValueError: No available memory for the cache blocks. Try increasing `gpu_memory_utilization` when initializing the engine.",
        "not enough GPU memory for the KV cache",
        "max_model_len"
    )]
    public async Task OutOfMemoryAtStart_FarAboveTheLastLines_IsNamedWithAdvice(string line, string cause, string advice)
    {
        var report = await _sweep.RunAsync(
            new()
            {
                { "say", line },
                { "then_lines", 60 },
                { "exit", 1 },
            }
        );

        _sweep.AssertOnlyTheBadFailed(report, lostRuns: 2);
        var failure = report.Failures[0].Failure;
        Assert.Multiple(() =>
        {
            Assert.That(failure.Reason, Is.EqualTo(BenchmarkFailureReason.ServerNotReady));
            Assert.That(failure.Cause, Is.EqualTo(cause));
            Assert.That(failure.RecentOutput, Has.None.Contains(line[..20]), "it lies above the last lines");
            Assert.That(
                failure.Message,
                Does.StartWith($"The server exited with code 1 before it was ready: {cause} ({line}").And.Contains(advice)
            );
            Assert.That(LostMessages, Is.EqualTo(new[] { failure.Message }));
            Assert.That(_sweep.ReadFailures(), Has.Count.EqualTo(2).And.All.Contains($"\"cause\": \"{cause}\""));
        });
    }

    [Test]
    public async Task KilledAtStart_SaysThatItMayBeMemory()
    {
        var report = await _sweep.RunAsync(new() { { "kill_itself", true } });

        _sweep.AssertOnlyTheBadFailed(report, lostRuns: 2);
        Assert.That(
            report.Failures[0].Failure.Message,
            Does.StartWith(
                "The server exited with code 137 (SIGKILL) before it was ready: killed (SIGKILL), perhaps because the machine ran out of memory."
            )
        );
    }

    [Test]
    public async Task ExitZeroBeforeReady_FailsAsAnyExitDoes()
    {
        var report = await _sweep.RunAsync(new() { { "exit", 0 } });

        _sweep.AssertOnlyTheBadFailed(report, lostRuns: 2);
        Assert.That(
            report.Failures[0].Failure,
            Has.Property(nameof(BenchmarkFailure.ExitCode)).EqualTo(0).And.Property(nameof(BenchmarkFailure.Cause)).Null
        );
    }

    [Test]
    public async Task HangBeforeReady_IsGivenUpWhenItsTimeIsUp()
    {
        _sweep.PatienceUntilReady = Short;
        var report = await _sweep.RunAsync(new() { { "not_ready", -1 } });

        _sweep.AssertOnlyTheBadFailed(report, lostRuns: 2);
        Assert.That(report.Failures[0].Failure.Message, Does.StartWith("The server was not ready within 0.3 s"));
    }

    [Test]
    public async Task ListensElsewhere_IsNeverReady()
    {
        _sweep.PatienceUntilReady = Short;
        var report = await _sweep.RunAsync(new() { { "listen_elsewhere", TestProgram.FindFreePort() } });

        _sweep.AssertOnlyTheBadFailed(report, lostRuns: 2);
        Assert.That(report.Failures[0].Failure.Message, Does.StartWith("The server was not ready within 0.3 s"));
    }

    [Test]
    public async Task PortTakenAfterItWasChecked_IsNamed()
    {
        var gate = Path.Combine(_sweep.Folder, "gate");
        var sweep = _sweep.RunAsync(new() { { "bind_after", gate } });
        await _sweep.Processes.WaitForLineAsync(line => line == "waiting");
        using (var intruder = new TcpListener(IPAddress.Loopback, _sweep.Port))
        {
            intruder.Start();
            await File.WriteAllTextAsync(gate, "");
            await _sweep.Processes.WaitForLineAsync(line => line.Contains("Errno 98", StringComparison.Ordinal));
        }

        var report = await sweep;

        _sweep.AssertOnlyTheBadFailed(report, lostRuns: 2);
        Assert.That(report.Failures[0].Failure.Cause, Is.EqualTo("port taken"));
    }

    [Test]
    public async Task AnotherServerAnswersOnThePort_IsNotMeasuredInItsPlace()
    {
        var sweep = _sweep.RunAsync(new() { { "bind_after", Path.Combine(_sweep.Folder, "never") } });
        await _sweep.Processes.WaitForLineAsync(line => line == "waiting");
        var intruder = new ProcessLauncher().Start(new ProcessSpec(TestProgram.Command("TestServer", "--port", $"{_sweep.Port}")));
        var wasLeftAlone = false;
        _sweep.WhenLost = () =>
        {
            // Before the next server looks at the port.
            wasLeftAlone = ScriptChild.IsRunning(intruder.Identity);
            intruder.DisposeAsync().AsTask().GetAwaiter().GetResult();
        };

        var report = await sweep;
        Assert.That(wasLeftAlone, Is.True);

        _sweep.AssertOnlyTheBadFailed(report, lostRuns: 2);
        Assert.That(
            report.Failures[0].Failure,
            Has.Property(nameof(BenchmarkFailure.Cause))
                .EqualTo("port taken")
                .And.Property(nameof(BenchmarkFailure.Message))
                .StartsWith(
                    $"Port {_sweep.Port} is answered by process {intruder.Identity.Id} (dotnet), which is not of the server that was started"
                )
        );
    }

    [Test]
    public async Task HangsOnceReady_EndsTheRunAndIsStartedOnceMore()
    {
        _sweep.PatienceOnceReady = Short;
        _sweep.HealthTimeout = Short;
        _sweep.RunsPerCase = 3;
        var report = await _sweep.RunAsync(new() { { "work", "hang" }, { "ignore_sigterm", true } });

        _sweep.AssertOnlyTheBadFailed(report, lostRuns: 3);
        Assert.Multiple(() =>
        {
            Assert.That(
                report.Failures.Select(failed => failed.Failure.Reason),
                Is.EqualTo(
                    new[]
                    {
                        BenchmarkFailureReason.ServerUnhealthy,
                        BenchmarkFailureReason.ServerUnhealthy,
                        BenchmarkFailureReason.ServerNotReady,
                    }
                )
            );
            Assert.That(
                report.Failures[0].Failure.Message,
                Does.Contain("did not answer so within 0.3 s").And.Contains("it took longer than 00:00:00.3000000")
            );
            Assert.That(LostMessages.Count(), Is.EqualTo(2));
        });
    }

    [Test]
    public async Task LosesItsWorker_AnswersOnWithErrors_IsStartedOnceMoreAndRecovers()
    {
        _sweep.HealthTimeout = TimeSpan.FromSeconds(1);
        var report = await _sweep.RunAsync(new() { { "work", "lose-worker" }, { "only_once", Path.Combine(_sweep.Folder, "once") } });

        _sweep.AssertOnlyTheBadFailed(report, lostRuns: 1);
        Assert.That(
            report.Failures[0].Failure,
            Has.Property(nameof(BenchmarkFailure.Reason))
                .EqualTo(BenchmarkFailureReason.ServerUnhealthy)
                .And.Property(nameof(BenchmarkFailure.Message))
                .Contains("/health answered 503")
        );
        Assert.That(_sweep.Events.OfType<ServerLost>().Single().IsGivenUp, Is.False);
    }

    [Test]
    public async Task AnswersErrorsButIsHealthy_IsNotStartedAnew()
    {
        var report = await _sweep.RunAsync(new() { { "work", "error" } });

        _sweep.AssertOnlyTheBadFailed(report, lostRuns: 2);
        Assert.That(report.Failures[0].Failure.Reason, Is.EqualTo(BenchmarkFailureReason.NothingCompleted));
        Assert.That(_sweep.Processes.Started, Has.Count.EqualTo(3));
    }

    [TestCase("die", 9)]
    [TestCase("leave", 0)]
    public async Task ExitsDuringARun_IsStartedOnceMoreAndThenGivenUp(string how, int exitCode)
    {
        _sweep.RunsPerCase = 3;
        var report = await _sweep.RunAsync(new() { { "work", how } });

        _sweep.AssertOnlyTheBadFailed(report, lostRuns: 3);
        Assert.That(
            report.Failures.Select(failed => failed.Failure.Reason),
            Is.EqualTo(
                new[] { BenchmarkFailureReason.ServerExited, BenchmarkFailureReason.ServerExited, BenchmarkFailureReason.ServerNotReady }
            )
        );
        Assert.That(report.Failures.Select(failed => failed.Failure.ExitCode), Is.All.EqualTo(exitCode));
    }

    [Test]
    public async Task AnswersErrorsToResets_KeepsEveryRunAndIsStartedAnewForEach()
    {
        var report = await _sweep.RunAsync(new() { { "reset_status", 500 } });

        _sweep.AssertOnlyTheBadFailed(report, lostRuns: 0);
        Assert.That(_sweep.Events.OfType<CacheResetFailed>().Select(reset => reset.Message), Has.Exactly(1).EndsWith("answered 500."));
        Assert.That(_sweep.Processes.Started, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task HangsInResets_KeepsTheRun()
    {
        _sweep.PatienceOnceReady = Short;
        var report = await _sweep.RunAsync(new() { { "hang_resets", true } });

        _sweep.AssertOnlyTheBadFailed(report, lostRuns: 0);
        Assert.That(_sweep.Events.OfType<CacheResetFailed>().Single().Message, Does.EndWith("was not answered within 0.3 s."));
    }

    [TestCase("flood")]
    [TestCase("endless_line")]
    public async Task PrintsMuch_IsMeasuredAsAnyOther(string how)
    {
        var report = await _sweep.RunAsync(new() { { how, 100 } });

        _sweep.AssertOnlyTheBadFailed(report, lostRuns: 0);
    }

    [Test]
    public async Task PrintsGarbage_IsToldInPlainText()
    {
        var report = await _sweep.RunAsync(new() { { "garbage", true }, { "exit", 3 } });

        _sweep.AssertOnlyTheBadFailed(report, lostRuns: 2);
        var failure = report.Failures[0].Failure;
        Assert.That(failure.RecentOutput, Does.Contain("red and NUL").And.Contains("fatal: no such model"));
        Assert.That(failure.Message.Where(char.IsControl).Distinct(), Is.SubsetOf("\r\n\t"));
    }
}
