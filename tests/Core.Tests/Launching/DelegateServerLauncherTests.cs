namespace ServeMulti.Launching;

public sealed class DelegateServerLauncherTests
{
    [Test]
    public async Task LaunchAsync_Function_GetsTheSpec()
    {
        var spec = new ServerSpec();
        var launcher = new DelegateServerLauncher((asked, _) => Task.FromResult<IRunningServer>(new DelegateServer(asked)));

        await using var server = await launcher.LaunchAsync(spec);

        Assert.That(server.Spec, Is.SameAs(spec));
        Assert.That(launcher.FindProblems(spec), Is.Empty);
    }

    [Test]
    public void LaunchAsync_CancelledBefore_DoesNotCallTheFunction()
    {
        var isCalled = false;
        var launcher = new DelegateServerLauncher(
            (asked, _) =>
            {
                isCalled = true;
                return Task.FromResult<IRunningServer>(new DelegateServer(asked));
            }
        );

        Assert.That(
            () => launcher.LaunchAsync(new ServerSpec(), new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>()
        );
        Assert.That(isCalled, Is.False);
    }

    [Test]
    public async Task DisposeAsync_Twice_StopsOnce()
    {
        var stops = 0;
        var server = new DelegateServer(
            new ServerSpec(),
            stop: () =>
            {
                stops++;
                return Task.CompletedTask;
            }
        );

        await server.DisposeAsync();
        await server.DisposeAsync();

        Assert.That(stops, Is.EqualTo(1));
    }
}
