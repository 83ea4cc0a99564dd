using Microsoft.Extensions.Time.Testing;
using ServeMulti.Benchmarking;
using ServeMulti.Parameters;
using ServeMulti.Processes;

namespace ServeMulti.Launching;

public sealed class CommandCacheResetterTests
{
    private static readonly CommandLine Command = new("reset-caches", "now");
    private static readonly DelegateServer Server = new(new ServerSpec());

    [Test]
    public async Task ResetAsync_CommandSucceeds_IsDisposed()
    {
        var launcher = new ScriptedProcessLauncher(process => process.Exit(0));

        await new CommandCacheResetter(Command, launcher, logPath: "reset.log").ResetAsync(Server);

        var process = launcher.Started.Single();
        Assert.That(process.Spec.Command, Is.EqualTo(Command));
        Assert.That(process.Spec.LogPath, Is.EqualTo("reset.log"));
        Assert.That(process.IsDisposed, Is.True);
    }

    [Test]
    public void ResetAsync_CommandFails_HasExitCodeAndOutput()
    {
        var launcher = new ScriptedProcessLauncher(process => process.Exit(137, "no such cache"));

        Assert.That(
            () => new CommandCacheResetter(Command, launcher).ResetAsync(Server),
            Throws
                .TypeOf<CacheResetException>()
                .With.Message.Contains("code 137 (SIGKILL)")
                .And.Message.Contains("no such cache")
                .And.Message.Contains("reset-caches now")
        );
        Assert.That(launcher.Started.Single().IsDisposed, Is.True);
    }

    [Test]
    public void ResetAsync_CommandHangs_GivesUpAndEndsIt()
    {
        var clock = new FakeTimeProvider();
        var launcher = new ScriptedProcessLauncher(_ => { });
        var reset = new CommandCacheResetter(Command, launcher, TimeSpan.FromSeconds(7), timeProvider: clock).ResetAsync(Server);

        clock.Advance(TimeSpan.FromSeconds(7));

        Assert.That(async () => await reset, Throws.TypeOf<CacheResetException>().With.Message.Contains("7 s"));
        Assert.That(launcher.Started.Single().IsDisposed, Is.True);
    }

    [Test]
    public async Task ResetAsync_Cancelled_EndsTheCommand()
    {
        using var cancellation = new CancellationTokenSource();
        var launcher = new ScriptedProcessLauncher(_ => { });
        var reset = new CommandCacheResetter(Command, launcher).ResetAsync(Server, cancellation.Token);

        await cancellation.CancelAsync();

        Assert.That(async () => await reset, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(launcher.Started.Single().IsDisposed, Is.True);
    }

    [Test]
    public void ResetAsync_CommandCannotStart_IsAResetError()
    {
        var launcher = new ScriptedProcessLauncher(_ => throw new ProcessStartException("no such file"));

        Assert.That(
            () => new CommandCacheResetter(Command, launcher).ResetAsync(Server),
            Throws.TypeOf<CacheResetException>().With.Message.Contains("no such file")
        );
    }

    [Test]
    public void FindProblem_NoSuchExecutable_NamesIt() =>
        Assert.That(
            new CommandCacheResetter(new CommandLine("no-such-command-9f"), new ProcessLauncher()).FindProblem(new ServerSpec()),
            Does.Contain("'no-such-command-9f'")
        );
}
