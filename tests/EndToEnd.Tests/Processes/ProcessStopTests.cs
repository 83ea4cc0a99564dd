using System.Text;
using Microsoft.Extensions.Time.Testing;
using ServeMulti.Native;
using ServeMulti.Parameters;

namespace ServeMulti.Processes;

[Platform("Linux", Reason = "Sessions, re-parenting and /proc are Linux's; elsewhere only the tree of living descendants is ended.")]
public sealed class ProcessStopTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    private readonly ProcessLauncher _launcher = new();

    [Test]
    public async Task StopAsync_WillingProcess_EndsItBySigTerm()
    {
        await using var child = new ScriptChild(_launcher, "echo $$; exec sleep 1000");
        var leader = await child.ReadProcessAsync();

        await child.Process.StopAsync(Grace, CancellationToken.None);

        Assert.That((await child.WaitForExitAsync()).ExitCode, Is.EqualTo(128 + 15));
        Assert.That(ScriptChild.IsRunning(leader), Is.False);
        Assert.That(ProcFs.TryRead(leader.Id)?.Identity, Is.Not.EqualTo(leader), "no zombie is left");
    }

    [Test]
    public async Task StopAsync_ProcessIgnoresSigTerm_KillsItAfterTheGrace()
    {
        var clock = new FakeTimeProvider();
        await using var child = new ScriptChild(
            new ProcessLauncher(timeProvider: clock),
            "trap 'echo asked' TERM; echo $$; while :; do sleep 0.05; done"
        );
        var leader = await child.ReadProcessAsync();

        var stop = child.Process.StopAsync(Grace, CancellationToken.None);
        await child.WaitForLineAsync("asked");
        Assert.That(ScriptChild.IsRunning(leader), Is.True, "within the grace it is left alone");
        clock.Advance(Grace);
        await stop;

        Assert.That((await child.WaitForExitAsync()).ExitCode, Is.EqualTo(128 + 9));
    }

    [Test]
    public async Task StopAsync_Cancelled_KillsAtOnce()
    {
        using var cancellation = new CancellationTokenSource();
        await using var child = new ScriptChild(_launcher, "trap 'echo asked' TERM; echo $$; while :; do sleep 0.05; done");
        await child.ReadProcessAsync();

        var stop = child.Process.StopAsync(Grace, cancellation.Token);
        await child.WaitForLineAsync("asked");
        await cancellation.CancelAsync();
        await stop;

        Assert.That((await child.WaitForExitAsync()).ExitCode, Is.EqualTo(128 + 9));
    }

    [Test]
    public async Task StopAsync_WorkerWritesItsLastWords_AreInTheLog()
    {
        var log = Path.Combine(TestContext.CurrentContext.WorkDirectory, Guid.NewGuid().ToString("N") + ".log");
        await using var child = new ScriptChild(
            _launcher,
            "(trap 'echo last words; exit' TERM; echo ready; while :; do sleep 0.01; done) & exit 0",
            spec => spec with { LogPath = log }
        );
        await child.WaitForLineAsync("ready");
        await child.WaitForExitAsync();

        await child.Process.StopAsync(TimeSpan.FromMinutes(1), CancellationToken.None);

        Assert.That(await File.ReadAllTextAsync(log), Does.Contain("last words"));
        File.Delete(log);
    }

    [Test]
    public async Task DisposeAsync_StopWaitsForItsGrace_KillsAtOnce()
    {
        await using var child = new ScriptChild(_launcher, "trap 'echo asked' TERM; echo $$; while :; do sleep 0.05; done");
        await child.ReadProcessAsync();

        var stop = child.Process.StopAsync(Grace, CancellationToken.None);
        await child.WaitForLineAsync("asked");
        await child.Process.DisposeAsync();
        await stop;

        Assert.That((await child.WaitForExitAsync()).ExitCode, Is.EqualTo(128 + 9));
    }

    [Test]
    public async Task StopAsync_ReparentedGrandchild_EndsItToo()
    {
        await using var child = new ScriptChild(_launcher, "sh -c 'sleep 1000 & echo $!'; exec sleep 1000");
        var grandchild = await child.ReadProcessAsync();

        await child.Process.StopAsync(Grace, CancellationToken.None);

        Assert.That(ScriptChild.IsRunning(grandchild), Is.False);
    }

    [Test]
    public async Task StopAsync_GrandchildWithItsOwnSession_EndsItToo()
    {
        await using var child = new ScriptChild(_launcher, "sh -c 'setsid sh -c \"echo \\$\\$; exec sleep 1000\" &'; exec sleep 1000");
        var grandchild = await child.ReadProcessAsync();
        Assert.That(ProcFs.TryRead(grandchild.Id)!.Value.SessionId, Is.Not.EqualTo(child.Process.Identity.Id));

        await child.Process.StopAsync(Grace, CancellationToken.None);

        Assert.That(ScriptChild.IsRunning(grandchild), Is.False);
    }

    [Test]
    public async Task StopAsync_GrandchildWithoutItsEnvironment_EndsItBecauseOfItsSession()
    {
        await using var child = new ScriptChild(_launcher, "sh -c 'env -i sleep 1000 & echo $!'; exec sleep 1000");
        var grandchild = await child.ReadProcessAsync();

        await child.Process.StopAsync(Grace, CancellationToken.None);

        Assert.That(ScriptChild.IsRunning(grandchild), Is.False);
    }

    [TestCase("sleep 1000 & echo $!; exit 1", TestName = "StopAsync_LeaderExitedFirst_EndsTheWorker")]
    [TestCase("env -i sleep 1000 & echo $!; exit 1", TestName = "StopAsync_LeaderExitedFirst_EndsTheWorkerWithoutItsEnvironment")]
    [TestCase(
        "setsid sh -c 'echo $$; exec sleep 1000' & wait $!; exit 1",
        TestName = "StopAsync_LeaderKilledFirst_EndsTheWorkerInItsOwnSession"
    )]
    public async Task StopAsync_LeaderGoneFirst_EndsTheWorker(string script)
    {
        await using var child = new ScriptChild(_launcher, script);
        var worker = await child.ReadProcessAsync();
        if (ScriptChild.IsRunning(child.Process.Identity))
        {
            Libc.Signal(child.Process.Identity.Id, Libc.Kill9);
        }

        await child.WaitForExitAsync();
        Assert.That(ScriptChild.IsRunning(worker), Is.True);

        await child.Process.StopAsync(Grace, CancellationToken.None);

        Assert.That(ScriptChild.IsRunning(worker), Is.False);
    }

    // While a process replaces its program it has no environment to be known by. One that starts another and exits may be passed before it
    // starts it, and have exited when it is looked at. These have no parent, group or session of ours by then.
    [TestCase(
        "setsid env env env env env env env env sleep 1000 &",
        TestName = "StopAsync_GrandchildReplacesItsProgramMeanwhile_EndsItToo"
    )]
    [TestCase(
        "setsid sh -c '(((((((sleep 1000 &) &) &) &) &) &) &)' &",
        TestName = "StopAsync_GrandchildrenStartOthersAndExitMeanwhile_EndsThemToo"
    )]
    public async Task StopAsync_GrandchildrenMoveOn_EndsThemToo(string script)
    {
        var mark = $"SERVEMULTI_TEST_{Guid.NewGuid():N}";
        for (var round = 0; round < 100; round++)
        {
            await using var child = new ScriptChild(
                _launcher,
                script,
                spec => spec with { Environment = new Dictionary<string, string?> { [mark] = "1" } }
            );
            await child.WaitForExitAsync();
        }

        Assert.That(ProcFs.ReadIds().Where(id => ProcFs.HasEnvironmentEntry(id, Encoding.ASCII.GetBytes($"{mark}=1")) == true), Is.Empty);
    }

    [Test]
    public async Task StopAsync_NoSetsidOnTheMachine_StillEndsTheFamily()
    {
        var launcher = new ProcessLauncher(setSid: null, ledger: null, timeProvider: null, logger: null);
        await using var child = new ScriptChild(launcher, "sh -c 'sleep 1000 & echo $!'; sleep 1000 & echo $!; wait");
        var reparented = await child.ReadProcessAsync();
        var descendant = await child.ReadProcessAsync();

        await child.Process.StopAsync(Grace, CancellationToken.None);

        Assert.That(ScriptChild.IsRunning(reparented), Is.False);
        Assert.That(ScriptChild.IsRunning(descendant), Is.False);
    }

    [Test]
    public async Task StopAsync_OthersWithTheSameNameAndOfTheSameLauncher_LeavesThemAlone()
    {
        using var stranger = System.Diagnostics.Process.Start("sleep", "1000");
        await using var sibling = new ScriptChild(_launcher, "echo $$; exec sleep 1000");
        var siblingIdentity = await sibling.ReadProcessAsync();
        await using var child = new ScriptChild(_launcher, "echo $$; exec sleep 1000");
        await child.ReadProcessAsync();
        try
        {
            await child.Process.StopAsync(Grace, CancellationToken.None);

            Assert.That(stranger.HasExited, Is.False);
            Assert.That(ScriptChild.IsRunning(siblingIdentity), Is.True);
        }
        finally
        {
            stranger.Kill();
        }
    }

    [Test]
    public async Task DisposeAsync_Twice_IsSafe()
    {
        var child = new ScriptChild(_launcher, "echo $$; exec sleep 1000");
        var leader = await child.ReadProcessAsync();

        await child.DisposeAsync();
        await child.DisposeAsync();
        await child.Process.StopAsync(Grace, CancellationToken.None);

        Assert.That(ScriptChild.IsRunning(leader), Is.False);
    }

    [Test]
    public async Task DisposeAsync_RightAfterStart_LeavesNothing()
    {
        for (var round = 0; round < 20; round++)
        {
            var child = _launcher.Start(new ProcessSpec(new CommandLine("sleep", "1000")));

            await child.DisposeAsync();

            Assert.That(ProcFs.TryRead(child.Identity.Id)?.Identity, Is.Not.EqualTo(child.Identity));
        }
    }
}
