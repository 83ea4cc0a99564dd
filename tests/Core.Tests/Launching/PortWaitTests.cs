using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using ServeMulti.Benchmarking;
using ServeMulti.Parameters;

namespace ServeMulti.Launching;

/// <summary>A server whose port is held by what an earlier one left behind, such as a container that is still stopping.</summary>
public sealed class PortWaitTests
{
    private static readonly TimeSpan HangLimit = TimeSpan.FromMinutes(2);

    private readonly FakeTimeProvider _clock = new();
    private readonly FakeLogger<ProcessServerLauncher> _logger = new();
    private readonly ScriptedProcessLauncher _processes = new(_ => { });
    private TcpListener? _holder;
    private ServerSpec _spec = null!;

    [SetUp]
    public void SetUp()
    {
        using var finder = new TcpListener(IPAddress.Loopback, 0);
        finder.Start();
        _spec = new ServerSpec
        {
            Command = new CommandLine(Environment.ProcessPath!),
            Endpoint = new Uri($"http://127.0.0.1:{((IPEndPoint)finder.LocalEndpoint).Port}"),
        };
    }

    [TearDown]
    public void TearDown() => _holder?.Dispose();

    [Test]
    public async Task LaunchAsync_EarlierServersPort_WaitsUntilItIsFree()
    {
        var launcher = await LaunchOnceAsync();
        Hold();

        var launch = launcher.LaunchAsync(_spec);
        Assert.That(launch.IsCompleted, Is.False);
        _holder!.Stop();
        _clock.Advance(TimeSpan.FromMilliseconds(250));
        await using var server = await launch.WaitAsync(HangLimit);

        Assert.That(_processes.Started, Has.Count.EqualTo(2));
        Assert.That(
            _logger.Collector.GetSnapshot().Select(record => record.Message),
            Has.One.Match(
                OperatingSystem.IsLinux()
                    ? $@"^Port \d+ is still taken by process {Environment.ProcessId} \(.*\), after .* up to 60 s$"
                    : "^Port \\d+ is still taken.* up to 60 s$"
            )
        );
    }

    [Test]
    public async Task LaunchAsync_EarlierServersPortStaysTaken_IsRefusedAfterTheTimeAndSaysWhatToDo()
    {
        var launcher = await LaunchOnceAsync();
        Hold();

        var launch = launcher.LaunchAsync(_spec);
        _clock.Advance(TimeSpan.FromSeconds(59.9));
        Assert.That(launch.IsCompleted, Is.False);
        _clock.Advance(TimeSpan.FromMilliseconds(100));

        Assert.That(
            async () => await launch.WaitAsync(HangLimit),
            Throws
                .TypeOf<ServerStartException>()
                .With.Message.Contains("is still taken")
                .And.Message.Contains("60 s after")
                .And.Message.Contains("--stop-grace")
                .And.Message.Contains("docker stop")
                .And.Property(nameof(ServerStartException.Cause))
                .Property("Name")
                .EqualTo("port taken")
        );
        Assert.That(_processes.Started, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task LaunchAsync_CancelledWhileItWaits_EndsAtOnce()
    {
        using var cancellation = new CancellationTokenSource();
        var launcher = await LaunchOnceAsync();
        Hold();
        var launch = launcher.LaunchAsync(_spec, cancellation.Token);

        await cancellation.CancelAsync();

        Assert.That(async () => await launch.WaitAsync(HangLimit), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(_processes.Started, Has.Count.EqualTo(1));
    }

    [Test]
    public void LaunchAsync_PortThatNoServerHad_IsRefusedAtOnce()
    {
        Hold();

        Assert.That(() => Launcher().LaunchAsync(_spec), Throws.TypeOf<ServerStartException>().With.Message.Contains("is already taken"));
        Assert.That(_logger.Collector.Count, Is.Zero);
    }

    [Test]
    public async Task LaunchAsync_NoTimeToWait_IsRefusedAtOnce()
    {
        var launcher = await LaunchOnceAsync(new ProcessServerOptions { PortTimeout = TimeSpan.Zero });
        Hold();

        Assert.That(() => launcher.LaunchAsync(_spec), Throws.TypeOf<ServerStartException>().With.Message.Contains("is still taken"));
    }

    [TestCase("docker run -p 8000:8000 vllm/vllm-openai", true)]
    [TestCase("/usr/bin/podman run x", true)]
    [TestCase("nerdctl run x", true)]
    [TestCase("docker compose up", true)]
    [TestCase("sudo docker run x", true)]
    [TestCase("sudo -E A=1 docker run x", true)]
    [TestCase("vllm serve docker", false)]
    [TestCase("sudo vllm serve docker", false)]
    public void ContainerClient_Command_IsRecognised(string command, bool expected) =>
        Assert.That(ContainerClient.Is(CommandLine.Parse(command)), Is.EqualTo(expected));

    private void Hold()
    {
        _holder = new TcpListener(IPAddress.Loopback, _spec.Endpoint!.Port);
        _holder.Start();
    }

    private ProcessServerLauncher Launcher(ProcessServerOptions? options = null) =>
        new(_processes, options, new FakeProbe(FakeProbe.Answer(true)), _clock, _logger);

    private async Task<ProcessServerLauncher> LaunchOnceAsync(ProcessServerOptions? options = null)
    {
        var launcher = Launcher(options);
        await (await launcher.LaunchAsync(_spec)).DisposeAsync();
        _logger.Collector.Clear();
        return launcher;
    }
}
