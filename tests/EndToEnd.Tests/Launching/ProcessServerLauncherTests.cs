using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Microsoft.Extensions.Time.Testing;
using ServeMulti.Parameters;
using ServeMulti.Processes;

namespace ServeMulti.Launching;

/// <summary>Real servers, real HTTP: every test ends with nothing of its server left.</summary>
[SupportedOSPlatform("linux")]
[Platform("Linux", Reason = "That processes are gone is read in /proc.")]
public sealed class ProcessServerLauncherTests
{
    private static readonly TimeSpan HangLimit = TimeSpan.FromMinutes(2);
    private static readonly ProcessServerOptions Quick = new() { PollInterval = TimeSpan.FromMilliseconds(5) };
    private static readonly ServerProfile Profile = new() { Name = "test", CacheResets = [new CacheResetCall("/reset_prefix_cache")] };

    private readonly RecordingProcessLauncher _processes = new();
    private readonly int _port = TestProgram.FindFreePort();

    [TearDown]
    public void NothingIsLeft() => _processes.AssertNoneIsLeft();

    [Test]
    public async Task LaunchAsync_ReadyAtOnce_AnswersUntilDisposed()
    {
        using var http = new HttpClient();
        var server = await LaunchAsync(Spec());

        using var answer = await http.GetAsync(new Uri(server.Endpoint!, "/health"));
        await server.DisposeAsync();
        await server.DisposeAsync();

        Assert.That(answer.IsSuccessStatusCode, Is.True);
        Assert.That(() => http.GetAsync(new Uri(server.Endpoint!, "/health")), Throws.InstanceOf<HttpRequestException>());
        Assert.That(server.Exited.IsCompleted, Is.False, "a stop that was asked for is no death");
    }

    [Test]
    public async Task LaunchAsync_ReadyLate_WaitsForIt()
    {
        await using var server = await LaunchAsync(Spec("--not-ready", "5"));

        Assert.That(server.RecentOutput.Count(line => line == "GET /health 503"), Is.EqualTo(5));
    }

    [Test]
    public async Task LaunchAsync_NeverReady_TimesOut()
    {
        var clock = new FakeTimeProvider();
        var launch = new ProcessServerLauncher(_processes, Quick, new HttpReadinessProbe(), clock).LaunchAsync(
            Spec("--not-ready", "-1") with
            {
                ReadyTimeout = TimeSpan.FromHours(1),
            }
        );

        // The second question shows that the first was answered.
        while (_processes.Started.Count == 0 || _processes.Started.Single().RecentOutput.Count(line => line == "GET /health 503") < 2)
        {
            clock.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }

        clock.Advance(TimeSpan.FromHours(1));

        Assert.That(
            async () => await launch.WaitAsync(HangLimit),
            Throws
                .TypeOf<ServerStartException>()
                .With.Message.Contains("not ready within 3600 s")
                .And.Message.Contains("/health answered 503")
        );
    }

    [Test]
    public void LaunchAsync_ExitsBeforeReady_SaysHowAtOnce()
    {
        var log = Path.Combine(TestContext.CurrentContext.WorkDirectory, Guid.NewGuid().ToString("N"), "server.log");

        Assert.That(
            () => LaunchAsync(Spec("--exit", "7") with { LogPath = log, ReadyTimeout = TimeSpan.FromHours(10) }),
            Throws
                .TypeOf<ServerStartException>()
                .With.Property(nameof(ServerStartException.ExitCode))
                .EqualTo(7)
                .And.Message.Contains("exited with code 7 before it was ready")
                .And.Message.Contains("loading weights")
                .And.Message.Contains("fatal: no such model")
                .And.Message.Contains(log)
        );
        Assert.That(File.ReadAllText(log), Does.Contain("fatal: no such model"));
    }

    [Test]
    public async Task Exited_ServerDiesDuringARun_TellsHow()
    {
        using var http = new HttpClient();
        await using var server = await LaunchAsync(Spec());

        Assert.That(() => http.PostAsync(new Uri(server.Endpoint!, "/die"), null), Throws.InstanceOf<HttpRequestException>());
        var exit = await server.Exited.WaitAsync(HangLimit);

        Assert.That(exit.Message, Is.EqualTo("the server exited with code 9"));
        Assert.That(exit.RecentOutput, Does.Contain("the engine core died"));
    }

    [Test]
    public async Task LaunchAsync_FloodsBothOutputs_BecomesReady()
    {
        await using var server = await LaunchAsync(Spec("--flood", "100"));

        Assert.That(server.RecentOutput, Has.Count.EqualTo(50).Or.Count.EqualTo(49));
        Assert.That(server.RecentOutput, Has.All.Length.LessThanOrEqualTo(2_000));
    }

    [Test]
    public async Task DisposeAsync_IgnoresSigTerm_KillsAfterTheGrace()
    {
        var options = Quick with { StopGrace = TimeSpan.FromMilliseconds(100) };
        var server = await new ProcessServerLauncher(_processes, options).LaunchAsync(Spec("--ignore-sigterm")).WaitAsync(HangLimit);

        await server.DisposeAsync();

        Assert.That(server.RecentOutput, Does.Contain("asked"));
        Assert.That((await _processes.Started.Single().Exited).ExitCode, Is.EqualTo(128 + 9));
    }

    [TestCase("sh -c 'sleep 1000 & echo worker $!'; exec \"$@\"", TestName = "DisposeAsync_ReparentedGrandchild_EndsItToo")]
    [TestCase(
        "sh -c 'setsid sh -c \"echo worker \\$\\$; exec sleep 1000\" &'; exec \"$@\"",
        TestName = "DisposeAsync_GrandchildWithItsOwnSession_EndsItToo"
    )]
    public async Task DisposeAsync_Grandchild_EndsItToo(string script)
    {
        var server = await LaunchAsync(Spec() with { Command = InShell(script) });
        var worker = await ReadWorkerAsync();
        Assert.That(ScriptChild.IsRunning(worker), Is.True);

        await server.DisposeAsync();

        Assert.That(ScriptChild.IsRunning(worker), Is.False);
    }

    [Test]
    public async Task LaunchAsync_LeaderExitsWhileItsWorkerLives_FailsAndEndsTheWorker()
    {
        Assert.That(
            () => LaunchAsync(Spec() with { Command = InShell("sleep 1000 & echo worker $!; exit 1") }),
            Throws.TypeOf<ServerStartException>().With.Property(nameof(ServerStartException.ExitCode)).EqualTo(1)
        );

        var id = int.Parse(
            (await _processes.WaitForLineAsync(line => line.StartsWith("worker ", StringComparison.Ordinal)))[7..],
            CultureInfo.InvariantCulture
        );
        Assert.That(ProcFs.TryRead(id), Is.Null.Or.Property(nameof(ProcEntry.IsAlive)).False);
    }

    [Test]
    public async Task LaunchAsync_PortTaken_NamesTheServerAndLeavesItAlone()
    {
        using var stale = Process.Start(
            new ProcessStartInfo("dotnet", TestProgram.Command("TestServer", "--port", $"{_port}").Arguments)
            {
                RedirectStandardOutput = true,
            }
        )!;
        Assert.That(await stale.StandardOutput.ReadLineAsync().WaitAsync(HangLimit), Is.EqualTo("listening"));
        try
        {
            Assert.That(
                () => LaunchAsync(Spec()),
                Throws.TypeOf<ServerStartException>().With.Message.Contains($"Port {_port} is already taken by process {stale.Id} (dotnet)")
            );
            Assert.That(_processes.Started, Is.Empty);
            Assert.That(stale.HasExited, Is.False);
        }
        finally
        {
            stale.Kill();
            await stale.WaitForExitAsync();
        }
    }

    [TestCase("exec \"$@\"", TestName = "LaunchAsync_ServerItselfListens_IsItsOwn")]
    [TestCase("\"$@\" & wait", TestName = "LaunchAsync_ItsChildListens_IsItsOwn")]
    [TestCase("setsid \"$@\" & wait", TestName = "LaunchAsync_ItsChildWithASessionListens_IsItsOwn")]
    [TestCase("sh -c '\"$@\" &' sh \"$@\"; sleep 1000", TestName = "LaunchAsync_AReparentedGrandchildListens_IsItsOwn")]
    public async Task LaunchAsync_AnyOfItsFamilyListens_IsItsOwn(string script)
    {
        var folder = Directory.CreateTempSubdirectory("serve-multi-port-").FullName;
        var executable = Path.Combine(folder, "my-server");
        File.WriteAllText(executable, $"#!/bin/sh\nset -- {TestProgram.Command("TestServer", "--port", $"{_port}")}\n{script}\n");
        File.SetUnixFileMode(executable, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var profile = new ServerProfile
        {
            Name = "test",
            DefaultHost = "127.0.0.1",
            Commands = [ServerCommandPattern.ForProgram("my-server")],
        };
        try
        {
            await using var server = await new ProcessServerLauncher(_processes, Quick with { Profiles = [profile] })
                .LaunchAsync(new ServerSpec { Command = new CommandLine(executable, "--port", $"{_port}") })
                .WaitAsync(HangLimit);

            Assert.That(server.Endpoint, Is.EqualTo(new Uri($"http://127.0.0.1:{_port}")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void LaunchAsync_CancelledBefore_StartsNothing()
    {
        Assert.That(
            () => new ProcessServerLauncher(_processes).LaunchAsync(Spec(), new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>()
        );
        Assert.That(_processes.Started, Is.Empty);
    }

    [Test]
    public async Task LaunchAsync_CancelledDuring_EndsTheServer()
    {
        using var cancellation = new CancellationTokenSource();
        var launch = new ProcessServerLauncher(_processes, Quick).LaunchAsync(Spec("--not-ready", "-1"), cancellation.Token);
        await _processes.WaitForLineAsync(line => line == "GET /health 503");

        await cancellation.CancelAsync();

        Assert.That(
            async () => await launch.WaitAsync(HangLimit),
            Throws.InstanceOf<OperationCanceledException>().With.Property("CancellationToken").EqualTo(cancellation.Token)
        );
        _processes.AssertNoneIsLeft();
    }

    [Test]
    public async Task LaunchAsync_CancelledAfter_TheServerRunsOnUntilDisposed()
    {
        using var cancellation = new CancellationTokenSource();
        var server = await new ProcessServerLauncher(_processes, Quick).LaunchAsync(Spec(), cancellation.Token).WaitAsync(HangLimit);

        await cancellation.CancelAsync();
        Assert.That(ScriptChild.IsRunning(_processes.Started.Single().Identity), Is.True);

        await server.DisposeAsync();
    }

    [Test]
    public async Task LaunchAsync_OneAfterTheOther_TheSamePortIsFreeAgain()
    {
        for (var round = 0; round < 3; round++)
        {
            using var http = new HttpClient();
            await using var server = await LaunchAsync(Spec());
            await http.GetStringAsync(new Uri(server.Endpoint!, "/health"));
        }

        Assert.That(_processes.Started, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task ResetAsync_RealServer_PostsAndReportsMissingRoutes()
    {
        await using var server = await LaunchAsync(Spec("--routes", "/reset_prefix_cache"));

        await new HttpCacheResetter().ResetAsync(server);

        Assert.That(
            await _processes.WaitForLineAsync(line => line.StartsWith("POST", StringComparison.Ordinal)),
            Is.EqualTo("POST /reset_prefix_cache 200")
        );
        var vllm = new DelegateServer(server.Spec with { Profile = ServerProfiles.Vllm }, server.Endpoint);
        Assert.That(
            () => new HttpCacheResetter().ResetAsync(vllm),
            Throws.TypeOf<CacheResetException>().With.Message.Contains("/reset_mm_cache answered 404")
        );
    }

    [Test]
    public async Task LaunchAsync_ServerAlreadyRunning_IsHandedOutAndNeverStopped()
    {
        await using var server = await LaunchAsync(Spec());

        var running = await new RunningServerLauncher().LaunchAsync(new ServerSpec { Endpoint = server.Endpoint });
        await running.DisposeAsync();

        using var client = new TcpClient();
        Assert.That(() => client.ConnectAsync(server.Endpoint!.Host, server.Endpoint.Port), Throws.Nothing);
    }

    private ServerSpec Spec(params string[] arguments) =>
        new()
        {
            Command = TestProgram.Command("TestServer", ["--port", $"{_port}", .. arguments]),
            Endpoint = new Uri($"http://127.0.0.1:{_port}"),
            Profile = Profile,
        };

    private CommandLine InShell(string script)
    {
        var server = TestProgram.Command("TestServer", "--port", $"{_port}");
        return new CommandLine("sh", ["-c", script, "sh", server.Executable, .. server.Arguments]);
    }

    private Task<IRunningServer> LaunchAsync(ServerSpec spec) =>
        new ProcessServerLauncher(_processes, Quick).LaunchAsync(spec).WaitAsync(HangLimit);

    private async Task<ProcessIdentity> ReadWorkerAsync()
    {
        var line = await _processes.WaitForLineAsync(text => text.StartsWith("worker ", StringComparison.Ordinal));
        return ProcFs.TryRead(int.Parse(line[7..], CultureInfo.InvariantCulture))!.Value.Identity;
    }
}
