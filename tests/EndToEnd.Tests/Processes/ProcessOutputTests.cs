using ServeMulti.Native;
using ServeMulti.Parameters;

namespace ServeMulti.Processes;

/// <summary>Both ways of reading: by <c>poll</c> and <c>/proc</c>, and by the means of systems that have neither.</summary>
[TestFixture(false)]
[TestFixture(true)]
[Platform(Exclude = "Win", Reason = "The children are shell scripts.")]
public sealed class ProcessOutputTests(bool usesPortableMeans)
{
    private readonly ProcessLauncher _launcher = new() { UsesPortableMeans = usesPortableMeans };

    [Test]
    public async Task Exited_ProcessEnds_HoldsExitCodeAndLastLinesOfBothOutputs()
    {
        await using var child = new ScriptChild(_launcher, "echo out; echo err >&2; printf unfinished; exit 3");

        var exit = await child.WaitForExitAsync();

        Assert.That(exit.ExitCode, Is.EqualTo(3));
        Assert.That(exit.RecentOutput, Is.EquivalentTo(new[] { "out", "err", "unfinished" }));
    }

    [Test]
    public async Task Exited_ManyLines_KeepsTheLastFifty()
    {
        await using var child = new ScriptChild(_launcher, "seq 1 1000");

        var exit = await child.WaitForExitAsync();

        Assert.That(exit.RecentOutput, Is.EqualTo(Enumerable.Range(951, 50).Select(number => $"{number}")));
    }

    [TestCase("seq 1 200000", 200_000, TestName = "Exited: all lines of bursts are in the log, in order")]
    [TestCase(
        "i=1; while [ $i -le 20000 ]; do echo $i; i=$((i+1)); done",
        20_000,
        TestName = "Exited: all lines that came one by one are in the log, in order"
    )]
    public async Task Exited_ManyLines_AreAllInTheLog(string script, int lines)
    {
        var log = Path.Combine(TestContext.CurrentContext.WorkDirectory, Guid.NewGuid().ToString("N"));
        await using var child = _launcher.Start(
            new ProcessSpec(new CommandLine("sh", "-c", script + "; printf unfinished")) { LogPath = log }
        );

        var exit = await child.Exited.WaitAsync(TimeSpan.FromSeconds(60));

        string[] numbers = [.. Enumerable.Range(1, lines).Select(number => $"{number}"), "unfinished"];
        Assert.That(await File.ReadAllLinesAsync(log), Is.EqualTo(numbers));
        Assert.That(exit.RecentOutput, Is.EqualTo(numbers[^50..]));
        Assert.That(child.ReadRecentOutput(400), Is.EqualTo(numbers[^400..]));
        File.Delete(log);
    }

    [Test]
    public async Task Start_LogPath_HoldsWhatAQuietChildWrote()
    {
        var log = Path.Combine(TestContext.CurrentContext.WorkDirectory, Guid.NewGuid().ToString("N"));
        await using var child = new ScriptChild(_launcher, "echo one; echo two; exec sleep 1000", spec => spec with { LogPath = log });

        await child.WaitForLineAsync("two");

        Assert.That(await File.ReadAllTextAsync(log), Is.EqualTo("one\ntwo\n"));
        Assert.That(child.Process.ReadRecentOutput(1), Is.EqualTo(new[] { "two" }));
        await child.DisposeAsync();
        File.Delete(log);
    }

    [Test]
    public async Task Exited_FloodOnBothOutputs_IsReadInBoundedMemory()
    {
        const int megabytes = 100;
        var flood = $"head -c {megabytes}M /dev/zero";
        await using var child = new ScriptChild(_launcher, $"{flood} & {flood} >&2 & wait; echo; echo done");
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var exit = await child.WaitForExitAsync();

        Assert.That(exit.RecentOutput, Does.Contain("done"));
        Assert.That(exit.RecentOutput, Has.All.Length.LessThanOrEqualTo(2_000));
        Assert.That(GC.GetTotalMemory(forceFullCollection: true) - before, Is.LessThan(megabytes * 1_000_000));
    }

    [Test]
    public async Task Exited_GrandchildHoldsTheOutput_DoesNotWaitForIt()
    {
        await using var child = new ScriptChild(_launcher, "sleep 1000 & echo $!; echo last");
        var holder = await child.ReadProcessAsync();
        try
        {
            var exit = await child.WaitForExitAsync();

            Assert.That(exit.ExitCode, Is.Zero);
            Assert.That(exit.RecentOutput, Does.Contain("last"));
            Assert.That(ScriptChild.IsRunning(holder), Is.True);
        }
        finally
        {
            // The portable means do not find it: its parent is gone.
            System.Diagnostics.Process.GetProcessById(holder.Id).Kill();
        }
    }

    [Test]
    public async Task Exited_GrandchildWritesWithoutEnd_DoesNotWaitForIt()
    {
        await using var child = new ScriptChild(_launcher, "yes & echo last; exit 5");

        Assert.That((await child.WaitForExitAsync()).ExitCode, Is.EqualTo(5));
    }

    [Test]
    public async Task OutputReceived_GrandchildWritesAfterTheExit_IsReadOn()
    {
        var gate = Path.Combine(TestContext.CurrentContext.WorkDirectory, Guid.NewGuid().ToString("N"));
        await using var child = new ScriptChild(_launcher, $"(while [ ! -e {gate} ]; do sleep 0.02; done; echo later) & exit 0");
        await child.WaitForExitAsync();

        await File.WriteAllTextAsync(gate, "");

        Assert.That(await child.ReadLineAsync(), Is.EqualTo("later"));
    }

    [Test]
    public async Task Start_LogPath_AppendsBothOutputs()
    {
        var folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, Guid.NewGuid().ToString("N"));
        var log = Path.Combine(folder, "server.log");
        foreach (var word in new[] { "one", "two" })
        {
            await using var child = new ScriptChild(_launcher, $"echo {word}; echo {word}-error >&2", spec => spec with { LogPath = log });
            await child.WaitForExitAsync();
        }

        Assert.That(await File.ReadAllLinesAsync(log), Is.EquivalentTo(new[] { "one", "one-error", "two", "two-error" }));
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    [Platform("Linux", Reason = "A process that is no longer ours is made by clearing what marks it.")]
    public async Task DisposeAsync_StrangerHoldsTheOutput_DoesNotWaitForIt()
    {
        await using var child = new ScriptChild(_launcher, "env -i setsid sh -c 'sleep 1000 & echo $!'; exit 0");
        await child.WaitForExitAsync();

        await child.DisposeAsync();

        var stranger = await child.ReadProcessAsync();
        Assert.That(
            ScriptChild.IsRunning(stranger),
            Is.True,
            "it left our session, has no mark and no parent of ours: it cannot be told from others"
        );
        Libc.Signal(stranger.Id, Libc.Kill9);
    }

    [Test]
    public async Task OutputReceived_Throws_TheChildIsReadOn()
    {
        await using var child = _launcher.Start(
            new ProcessSpec(new CommandLine("sh", "-c", "seq 1 100000; echo done"))
            {
                OutputReceived = _ => throw new InvalidOperationException("the host's own fault"),
            }
        );

        var exit = await child.Exited.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.That(exit.RecentOutput[^1], Is.EqualTo("done"));
    }

    [Test]
    public async Task Start_Input_IsEmpty()
    {
        await using var child = new ScriptChild(_launcher, "cat; echo end");

        Assert.That((await child.WaitForExitAsync()).RecentOutput, Is.EqualTo(new[] { "end" }));
    }
}
