using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using ServeMulti.Benchmarking;
using ServeMulti.Parameters;
using ServeMulti.Processes;

namespace ServeMulti.Launching;

public sealed class ProcessServerLauncherTests
{
    // A real file that may be executed: the launcher checks before it starts anything.
    private static readonly CommandLine Command = new(Environment.ProcessPath!);
    private static readonly ServerSpec Spec = new()
    {
        Command = Command,
        Endpoint = new Uri("http://server.invalid:8000"),
        LogPath = "server.log",
    };

    private readonly FakeTimeProvider _clock = new();

    [Test]
    public async Task LaunchAsync_Ready_ReturnsTheServer()
    {
        var processes = new ScriptedProcessLauncher(process => process.RecentOutput = ["line"]);

        await using var server = await Launcher(processes, FakeProbe.Answer(true)).LaunchAsync(Spec);

        Assert.That(server.Endpoint, Is.EqualTo(Spec.Endpoint));
        Assert.That(server.Spec, Is.EqualTo(Spec));
        Assert.That(server.RecentOutput, Is.EqualTo(new[] { "line" }));
        Assert.That(processes.Started.Single().Spec.LogPath, Is.EqualTo("server.log"));
    }

    [Test]
    public async Task LaunchAsync_KnownServer_GetsItsEnvironmentAndPath()
    {
        var processes = new ScriptedProcessLauncher(_ => { });
        var probe = new FakeProbe(FakeProbe.Answer(true));
        var spec = Spec with
        {
            Profile = ServerProfiles.Vllm,
            Environment = new Dictionary<string, string?> { ["A"] = "1" },
        };

        await using var server = await new ProcessServerLauncher(processes, readinessProbe: probe).LaunchAsync(spec);

        Assert.That(
            processes.Started.Single().Spec.Environment,
            Is.EquivalentTo(new Dictionary<string, string?> { ["A"] = "1", ["VLLM_SERVER_DEV_MODE"] = "1" })
        );
        Assert.That(probe.Questions.Single(), Is.EqualTo((spec.Endpoint, ServerProfiles.Vllm)));
    }

    [Test]
    public void LaunchAsync_ExitsBeforeReady_HasExitCodeOutputAndLog()
    {
        var processes = new ScriptedProcessLauncher(process => process.Exit(1, "CUDA error"));

        Assert.That(
            () => Launcher(processes, FakeProbe.Answer(false)).LaunchAsync(Spec),
            Throws
                .TypeOf<ServerStartException>()
                .With.Message.Contains("exited with code 1 before it was ready")
                .And.Message.Contains("CUDA error")
                .And.Message.Contains("'server.log'")
                .And.Property(nameof(ServerStartException.ExitCode))
                .EqualTo(1)
                .And.Property(nameof(ServerStartException.RecentOutput))
                .EqualTo(new[] { "CUDA error" })
        );
        Assert.That(processes.Started.Single().IsDisposed, Is.True);
    }

    [Test]
    public void LaunchAsync_NeverReady_TimesOutAndStopsIt()
    {
        var processes = new ScriptedProcessLauncher(process => process.RecentOutput = ["loading"]);
        var launch = Launcher(processes, FakeProbe.Answer(false)).LaunchAsync(Spec with { ReadyTimeout = TimeSpan.FromSeconds(1) });

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.That(
            async () => await launch,
            Throws
                .TypeOf<ServerStartException>()
                .With.Message.Contains("within 1 s")
                .And.Message.Contains("answer 1")
                .And.Message.Contains("loading")
                .And.Property(nameof(ServerStartException.ExitCode))
                .Null
        );
        Assert.That(processes.Started.Single().StoppedWithGrace, Is.EqualTo(TimeSpan.FromSeconds(10)));
        Assert.That(processes.Started.Single().IsDisposed, Is.True);
    }

    [Test]
    public async Task LaunchAsync_Cancelled_StopsIt()
    {
        using var cancellation = new CancellationTokenSource();
        var processes = new ScriptedProcessLauncher(_ => { });
        var launch = Launcher(processes, FakeProbe.Answer(false)).LaunchAsync(Spec, cancellation.Token);

        await cancellation.CancelAsync();

        Assert.That(async () => await launch, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(processes.Started.Single().IsDisposed, Is.True);
    }

    [Test]
    public void LaunchAsync_CancelledBefore_StartsNothing()
    {
        var processes = new ScriptedProcessLauncher(_ => { });

        Assert.That(
            () => Launcher(processes, FakeProbe.Answer(true)).LaunchAsync(Spec, new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>()
        );
        Assert.That(processes.Started, Is.Empty);
    }

    [Test]
    public void LaunchAsync_DoesNotSayWhetherItIsReady_IsRefusedWithoutWaiting()
    {
        var processes = new ScriptedProcessLauncher(_ => { });
        var probe = new FakeProbe(FakeProbe.Answer(false)) { RefusesFrom = 1 };
        var spec = Spec with { Command = Command.Append("--api-key", "sk-secret") };

        Assert.That(
            () => new ProcessServerLauncher(processes, readinessProbe: probe, timeProvider: _clock).LaunchAsync(spec),
            Throws
                .TypeOf<ServerStartException>()
                .With.Message.StartsWith("The server does not say whether it is ready: answer 1")
                .And.Message.Not.Contains("sk-secret")
        );
        Assert.That(processes.Started.Single().IsDisposed, Is.True);
    }

    [Test]
    public void LaunchAsync_ProbeBreaks_StopsTheServer()
    {
        var processes = new ScriptedProcessLauncher(_ => { });

        Assert.That(
            () => Launcher(processes, _ => throw new InvalidOperationException("broken probe")).LaunchAsync(Spec),
            Throws.TypeOf<InvalidOperationException>()
        );
        Assert.That(processes.Started.Single().IsDisposed, Is.True);
    }

    [Test]
    public async Task LaunchAsync_NoReadinessCheck_IsReadyOnceStarted()
    {
        var probe = new FakeProbe(FakeProbe.Answer(false));
        var launcher = new ProcessServerLauncher(new ScriptedProcessLauncher(_ => { }), readinessProbe: probe);

        await using var server = await launcher.LaunchAsync(new ServerSpec { Command = Command, CheckReadiness = false });

        Assert.That(server.Endpoint, Is.Null);
        Assert.That(probe.Asked, Is.Zero);
    }

    [Test]
    public void LaunchAsync_Problems_StartsNothing()
    {
        var processes = new ScriptedProcessLauncher(_ => { }) { Problem = "No executable 'no-such-server-9f' was found." };

        Assert.That(
            () => Launcher(processes, FakeProbe.Answer(true)).LaunchAsync(Spec),
            Throws.TypeOf<ServerStartException>().With.Message.EqualTo(processes.Problem)
        );
        Assert.That(processes.Started, Is.Empty);
    }

    [Test]
    public async Task Exited_ServerDies_TellsHow()
    {
        var processes = new ScriptedProcessLauncher(_ => { });
        await using var server = await Launcher(processes, FakeProbe.Answer(true)).LaunchAsync(Spec);

        processes.Started.Single().Exit(139, "segfault");

        var exit = await server.Exited;
        Assert.That(exit.Message, Is.EqualTo("the server exited with code 139 (SIGSEGV)"));
        Assert.That(exit.ExitCode, Is.EqualTo(139));
        Assert.That(exit.RecentOutput, Is.EqualTo(new[] { "segfault" }));
    }

    [Test]
    public async Task Exited_ServerDiesOfAKnownCause_NamesIt()
    {
        var processes = new ScriptedProcessLauncher(_ => { });
        await using var server = await Launcher(processes, FakeProbe.Answer(true)).LaunchAsync(Spec with { Profile = ServerProfiles.Vllm });

        processes.Started.Single().Exit(1, "torch.OutOfMemoryError: CUDA out of memory.");

        var exit = await server.Exited;
        Assert.That(exit.Cause?.Name, Is.EqualTo("out of GPU memory"));
        Assert.That(
            exit.Message,
            Does.StartWith(
                "the server exited with code 1: out of GPU memory (torch.OutOfMemoryError: CUDA out of memory.). Lower gpu_memory_utilization"
            )
        );
    }

    [Test]
    public async Task FindProblemAsync_ExitsMeanwhile_IsToldElsewhere()
    {
        var processes = new ScriptedProcessLauncher(_ => { });
        await using var server = await Launcher(processes, FakeProbe.Answer(true), FakeProbe.Answer(false)).LaunchAsync(Spec);
        processes.Started.Single().Exit(1, "gone");

        Assert.That(await server.FindProblemAsync(), Is.Null);
    }

    [Test]
    public async Task FindProblemAsync_NoReadinessCheck_IsNotAsked()
    {
        var processes = new ScriptedProcessLauncher(_ => { });
        await using var server = await Launcher(processes, FakeProbe.Answer(false)).LaunchAsync(Spec with { CheckReadiness = false });

        Assert.That(await server.FindProblemAsync(), Is.Null);
    }

    [Test]
    public async Task DisposeAsync_Twice_StopsWithTheGraceAndExitedNeverCompletes()
    {
        var processes = new ScriptedProcessLauncher(_ => { });
        var options = new ProcessServerOptions { StopGrace = TimeSpan.FromSeconds(3) };
        var server = await new ProcessServerLauncher(processes, options, new FakeProbe(FakeProbe.Answer(true))).LaunchAsync(Spec);

        await server.DisposeAsync();
        await server.DisposeAsync();

        Assert.That(processes.Started.Single().StoppedWithGrace, Is.EqualTo(TimeSpan.FromSeconds(3)));
        Assert.That(server.Exited.IsCompleted, Is.False);
    }

    [Test]
    public void FindProblems_NoCommand_SaysSo() => Assert.That(FindProblems(new ServerSpec()), Has.Count.EqualTo(1));

    [Test]
    public void FindProblems_SoundSpec_IsEmpty() => Assert.That(FindProblems(Spec), Is.Empty);

    [Test]
    public void FindProblems_UnknownServer_AsksForItsEndpoint() =>
        Assert.That(
            FindProblems(new ServerSpec { Command = Command }).Single(),
            Does.Contain(Path.GetFileName(Command.Executable)).And.Contain("vLLM").And.Contain("endpoint")
        );

    [Test]
    public void FindProblems_UnknownServerWithoutReadinessCheck_IsFine() =>
        Assert.That(FindProblems(new ServerSpec { Command = Command, CheckReadiness = false }), Is.Empty);

    [Test]
    public void FindProblems_ProfileWithoutReadiness_SaysSo() =>
        Assert.That(
            FindProblems(
                    Spec with
                    {
                        Profile = new ServerProfile { Name = "own", ReadinessPaths = [] },
                    }
                )
                .Single(),
            Does.Contain("'own'")
        );

    [Test]
    public void FindProblems_SeveralAtOnce_AreAllListed()
    {
        var spec = new ServerSpec { Command = new CommandLine("/nowhere/vllm", "serve", "m", "--port", "0") };

        Assert.That(
            FindProblems(spec),
            Is.EqualTo(
                new[]
                {
                    "The executable '/nowhere/vllm' does not exist ('/nowhere/vllm').",
                    "'0' in --port of the vLLM server's command is not a port; give one from 1 to 65535.",
                }
            )
        );
    }

    [TestCase("127.0.0.1", "127.0.0.1")]
    [TestCase("127.0.0.1", "localhost")]
    [TestCase("0.0.0.0", "127.0.0.1")]
    [TestCase("0.0.0.0", "localhost")]
    [TestCase("::", "localhost")]
    public void FindProblems_PortTaken_NamesPortAndProcess(string listens, string host)
    {
        using var listener = new TcpListener(IPAddress.Parse(listens), 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var problem = FindProblems(Spec with { Endpoint = new Uri($"http://{host}:{port}") }).Single();

        Assert.That(problem, Does.Contain($"Port {port} is already taken").And.Contain("measured instead"));
        Assert.That(problem, OperatingSystem.IsLinux() ? Does.Contain($"by process {Environment.ProcessId} (") : Does.Contain("taken"));
    }

    [Test]
    public void FindProblems_PortCheckedBefore_DoesNotLookAgain()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var spec = Spec with { Endpoint = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}") };

        Assert.That(FindProblems(spec), Has.Count.EqualTo(1));
        Assert.That(FindProblems(spec with { IsPortChecked = true }), Is.Empty);
    }

    [TestCase("127.0.0.2")]
    [TestCase("server.invalid")]
    [TestCase("192.0.2.1")]
    public void FindProblems_PortTakenElsewhere_IsFine(string host)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        Assert.That(FindProblems(Spec with { Endpoint = new Uri($"http://{host}:{((IPEndPoint)listener.LocalEndpoint).Port}") }), Is.Empty);
    }

    [Test]
    public void Constructor_OptionsOutOfRange_RefusesAllOfThem()
    {
        var options = new ProcessServerOptions
        {
            PollInterval = TimeSpan.Zero,
            HealthTimeout = TimeSpan.Zero,
            PortTimeout = TimeSpan.FromSeconds(-1),
            ContainerStopGrace = TimeSpan.FromSeconds(-1),
            StopGrace = TimeSpan.FromSeconds(-1),
        };

        var exception = Assert.Throws<InvalidInputException>(() => _ = new ProcessServerLauncher(new ProcessLauncher(), options));

        Assert.That(exception.Problems, Has.Count.EqualTo(5));
        Assert.That(exception.Problems[0], Is.EqualTo("servers: the poll interval is 00:00:00: it must be above zero."));
    }

    private static IReadOnlyList<string> FindProblems(ServerSpec spec) =>
        new ProcessServerLauncher(new ProcessLauncher()).FindProblems(spec);

    private ProcessServerLauncher Launcher(IProcessLauncher processes, params Func<CancellationToken, Task<bool>>[] probe) =>
        new(processes, readinessProbe: new FakeProbe(probe), timeProvider: _clock);
}
