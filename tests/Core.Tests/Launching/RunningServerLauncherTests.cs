using Microsoft.Extensions.Time.Testing;

namespace ServeMulti.Launching;

public sealed class RunningServerLauncherTests
{
    private static readonly ServerSpec Spec = new() { Endpoint = new Uri("http://gpu:8000"), ReadyTimeout = TimeSpan.FromSeconds(2) };

    [Test]
    public async Task LaunchAsync_Ready_HandsItOutAndNeverSaysItExited()
    {
        var server = await new RunningServerLauncher(new FakeProbe(FakeProbe.Answer(true))).LaunchAsync(Spec);

        await server.DisposeAsync();

        Assert.That(server.Endpoint, Is.EqualTo(Spec.Endpoint));
        Assert.That(server.Exited.IsCompleted, Is.False);
    }

    [Test]
    public void LaunchAsync_NotReady_NamesTheAddressAndTheAnswer()
    {
        var clock = new FakeTimeProvider();
        var launch = new RunningServerLauncher(new FakeProbe(FakeProbe.Answer(false)), clock).LaunchAsync(
            Spec with
            {
                ReadyTimeout = TimeSpan.FromSeconds(1),
            }
        );

        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.That(
            async () => await launch,
            Throws
                .TypeOf<ServerStartException>()
                .With.Message.Contains("http://gpu:8000")
                .And.Message.Contains("within 1 s")
                .And.Message.Contains("answer 1")
        );
    }

    [Test]
    public async Task LaunchAsync_NoReadinessCheck_IsNotAsked()
    {
        var probe = new FakeProbe(FakeProbe.Answer(false));

        await new RunningServerLauncher(probe).LaunchAsync(Spec with { CheckReadiness = false });

        Assert.That(probe.Asked, Is.Zero);
    }

    [Test]
    public async Task FindProblemAsync_StillReady_FindsNone()
    {
        var server = await new RunningServerLauncher(new FakeProbe(FakeProbe.Answer(true))).LaunchAsync(Spec);

        Assert.That(await server.FindProblemAsync(), Is.Null);
    }

    [Test]
    public async Task FindProblemAsync_NoLongerReady_SaysWhatItAnswered()
    {
        var clock = new FakeTimeProvider();
        var server = await new RunningServerLauncher(new FakeProbe(FakeProbe.Answer(true), FakeProbe.Answer(false)), clock).LaunchAsync(
            Spec
        );
        var question = server.FindProblemAsync();

        clock.Advance(TimeSpan.FromSeconds(30));

        Assert.That(await question, Is.EqualTo("The server was ready before and did not answer so within 30 s (answer 2)."));
    }

    [Test]
    public async Task FindProblemAsync_NoReadinessCheck_IsNotAsked()
    {
        var probe = new FakeProbe(FakeProbe.Answer(false));
        var server = await new RunningServerLauncher(probe).LaunchAsync(Spec with { CheckReadiness = false });

        Assert.That(await server.FindProblemAsync(), Is.Null);
        Assert.That(probe.Asked, Is.Zero);
    }

    [TestCase(null)]
    [TestCase("ftp://gpu")]
    [TestCase("gpu/8000")]
    public void LaunchAsync_NoAddress_IsRefused(string? endpoint)
    {
        var spec = Spec with { Endpoint = endpoint is null ? null : new Uri(endpoint, UriKind.RelativeOrAbsolute) };

        Assert.That(() => new RunningServerLauncher().LaunchAsync(spec), Throws.TypeOf<ServerStartException>());
        Assert.That(new RunningServerLauncher().FindProblems(spec), Has.Count.EqualTo(1));
    }

    [Test]
    public void FindProblems_Address_IsEmpty() => Assert.That(new RunningServerLauncher().FindProblems(Spec), Is.Empty);
}
