using ServeMulti.Launching;

namespace ServeMulti.Testing;

public sealed class FakeServerLauncherTests
{
    private readonly FakeServerLauncher _launcher = new();

    [Test]
    public async Task LaunchAsync_ByDefault_ReturnsAServerThatRuns()
    {
        var spec = new ServerSpec { Endpoint = new Uri("http://127.0.0.1:9000") };

        var server = await _launcher.LaunchAsync(spec);

        Assert.That((server.Spec, server.Endpoint, server.CanRestart), Is.EqualTo((spec, spec.Endpoint, true)));
        Assert.That(server.Exited.IsCompleted, Is.False);
        Assert.That(await server.FindProblemAsync(), Is.Null);
        Assert.That(_launcher.Servers, Is.EqualTo(new[] { server }));
        Assert.That(_launcher.Running, Is.EqualTo(1));
    }

    [Test]
    public async Task DisposeAsync_AServer_StopsIt()
    {
        var server = await _launcher.LaunchAsync(new ServerSpec());

        await server.DisposeAsync();

        Assert.That(_launcher.Servers.Single().IsDisposed);
        Assert.That(_launcher.Running, Is.Zero);
        Assert.That(server.Exited.IsCompleted, Is.False, "it was asked to end");
    }

    [Test]
    public async Task FailNextStart_Twice_FailsTwoStartsInOrder()
    {
        _launcher.FailNextStart("out of GPU memory");
        _launcher.FailNextStart(new IOException("disk"));

        Assert.That(
            () => _launcher.LaunchAsync(new ServerSpec()),
            Throws.TypeOf<ServerStartException>().With.Message.EqualTo("out of GPU memory")
        );
        Assert.That(() => _launcher.LaunchAsync(new ServerSpec()), Throws.TypeOf<IOException>());
        await _launcher.LaunchAsync(new ServerSpec());
        Assert.That((_launcher.Specs.Count, _launcher.Servers.Count), Is.EqualTo((3, 1)));
    }

    [Test]
    public void Starting_Throws_FailsThatStart()
    {
        _launcher.Starting = spec => throw new ServerStartException($"no {spec.Parameters}");

        Assert.That(
            () => _launcher.LaunchAsync(new ServerSpec { Parameters = new() { { "size", 8 } } }),
            Throws.TypeOf<ServerStartException>().With.Message.EqualTo("no size=8")
        );
        Assert.That(_launcher.Servers, Is.Empty);
    }

    [Test]
    public void LaunchAsync_Cancelled_StartsNothing()
    {
        Assert.That(
            () => _launcher.LaunchAsync(new ServerSpec(), new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>()
        );
        Assert.That(_launcher.Specs, Is.Empty);
    }

    [Test]
    public async Task Die_AServer_CompletesItsExit()
    {
        var server = (FakeServer)await _launcher.LaunchAsync(new ServerSpec());
        server.RecentOutput = ["CUDA error"];

        server.Die("the server exited with code 1", 1);
        server.Die();

        Assert.That(await server.Exited, Is.EqualTo(new ServerExit("the server exited with code 1", 1, server.RecentOutput)));
    }
}
