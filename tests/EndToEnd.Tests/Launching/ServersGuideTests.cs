using System.Text.RegularExpressions;
using ServeMulti.Docs;
using ServeMulti.Parameters;
using ServeMulti.Processes;

namespace ServeMulti.Launching;

/// <summary>Keeps <c>docs/how-to/servers.md</c> true: its blocks are compiled here, and run where that needs nothing but this machine.</summary>
public sealed partial class ServersGuideTests
{
    [Test]
    public void Blocks_AllOfTheGuide_AreCompiledHere()
    {
        var source = Indentation().Replace(File.ReadAllText(Path.Combine(RepositoryFolder.Root, "tests/EndToEnd.Tests/Launching/ServersGuideTests.cs")).ReplaceLineEndings("\n"), "");
        string[] blocks = [.. CSharpBlock().Matches(Guide()).Select(match => Indentation().Replace(match.Groups[1].Value, ""))];

        Assert.That(blocks, Has.Length.EqualTo(7));
        foreach (var block in blocks)
        {
            Assert.That(source, Does.Contain(block));
        }
    }

    [Test]
    public void Profile_AsShown_RecognizesItsCommand()
    {
        (var profile, var launcher, var cacheResetter) = OwnProfile();
        var spec = new ServerSpec { Command = CommandLine.Parse("./my-server --listen 9001") };

        Assert.That(profile.TryFindEndpoint(spec.Command, out var endpoint, out _), Is.True);
        Assert.That(endpoint, Is.EqualTo(new Uri("http://localhost:9001")));
        Assert.That(cacheResetter.FindProblem(spec), Is.Null);
        Assert.That(launcher.FindProblems(spec), Has.One.Items.And.Some.Contains("./my-server"), "all that is missing is the executable");
    }

    [Test]
    public void UnknownServer_AsShown_HasNoProblemButItsExecutable()
    {
        var spec = UnknownServer() with { Command = CommandLine.Parse("dotnet --version") };

        Assert.That(new ProcessServerLauncher(new ProcessLauncher()).FindProblems(spec), Is.Empty);
    }

    [Test]
    public void GuardedServers_AsShown_AskForTheVariableThatIsNotSet()
    {
        (var launcher, var cacheResetter) = GuardedServers();
        var spec = new ServerSpec { Command = CommandLine.Parse("dotnet --version"), Endpoint = new Uri("http://127.0.0.1:9000"), Profile = ServerProfiles.Vllm };

        Assert.That(launcher.FindProblems(spec), Has.One.Items.And.Some.Contains("MY_SERVER_KEY"));
        Assert.That(cacheResetter.FindProblem(spec), Is.Null);
    }

    [Test]
    public async Task OwnServer_AsShown_IsStartedAndStopped()
    {
        var server = await OwnServer().LaunchAsync(new ServerSpec());

        Assert.That(server.Endpoint, Is.EqualTo(new Uri("http://127.0.0.1:9000")));
        await server.DisposeAsync();
        Assert.That(MyServer.Stopped, Is.EqualTo(1));
    }

    [Test]
    public void Error_AsShown_IsWordedSo()
    {
        var shown = Regex.Match(Guide(), "^```text\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline).Groups[1].Value.TrimEnd().Split('\n');

        var output = ServerOutput.DescribeOutput([shown[1][2..]], "logs/server.log");
        var witness = new FailureWitness(ServerProfiles.Vllm.FailureCauses);
        var cause = ExplainedExit.Describe(witness.Explain(1, ["ERROR 11-24 09:12:31 ValueError: No available memory for the cache blocks."]));

        Assert.That(string.Join('\n', shown), Is.EqualTo(
            $"The server {ExitCodes.Describe(1)} before it was ready{cause} Its command: vllm serve my-model --port 8001.{output}".ReplaceLineEndings("\n")));
    }

    [Test]
    public void Limits_Defaults_AreThoseOfTheGuide()
    {
        var guide = Guide();

        Assert.That(guide, Does.Contain($"`ProcessServerOptions.StopGrace` ({new ProcessServerOptions().StopGrace.TotalSeconds} s)"));
        Assert.That(guide, Does.Contain($"They get `ContainerStopGrace`\n({new ProcessServerOptions().ContainerStopGrace.TotalSeconds} s)"));
        Assert.That(guide, Does.Contain($"`ProcessServerOptions.PortTimeout` ({new ProcessServerOptions().PortTimeout.TotalSeconds} s)"));
        Assert.That(guide, Does.Contain($"(default {new ServerSpec().ReadyTimeout.TotalSeconds} s)"));
        Assert.That(guide, Does.Contain($"`ProcessServerOptions.HealthTimeout` ({new ProcessServerOptions().HealthTimeout.TotalSeconds} s)"));
        Assert.That(guide, Does.Contain("four times a second"));
        Assert.That(new ProcessServerOptions().PollInterval, Is.EqualTo(TimeSpan.FromSeconds(0.25)));
        Assert.That(guide, Does.Contain("for a minute"));
        Assert.That(ProcessEnder.KillLimit, Is.EqualTo(TimeSpan.FromMinutes(1)));
    }

#pragma warning disable IDE0051 // Compiled only: they need a model, a network, or a folder.
    private static async Task CommandServerAsync()
    {
        var launcher = new ProcessServerLauncher(new ProcessLauncher());
        await using var server = await launcher.LaunchAsync(new ServerSpec
        {
            Command = CommandLine.Parse("vllm serve my-model --port 8001"),
            LogPath = "logs/server.log",
            ReadyTimeout = TimeSpan.FromMinutes(10),
        });
    }

    private static async Task<IRunningServer> RunningServerAsync()
    {
        var launcher = new RunningServerLauncher();
        var server = await launcher.LaunchAsync(new ServerSpec { Endpoint = new Uri("http://gpu-7:8000"), Profile = ServerProfiles.Vllm });
        return server;
    }

    private static async Task<ProcessServerLauncher> LedgerAsync()
    {
        var ledger = new ProcessLedger("results/first/processes.jsonl");
        await ledger.EndLeftoversAsync(grace: TimeSpan.FromSeconds(10));
        var launcher = new ProcessServerLauncher(new ProcessLauncher(ledger));
        return launcher;
    }
#pragma warning restore IDE0051

    private static ServerSpec UnknownServer()
    {
        var spec = new ServerSpec
        {
            Command = CommandLine.Parse("numactl -N 0 ./my-server --listen 9000"),
            Endpoint = new Uri("http://127.0.0.1:9000"),
        };
        return spec;
    }

    private static (ServerProfile Profile, ProcessServerLauncher Launcher, HttpCacheResetter CacheResetter) OwnProfile()
    {
        var profile = new ServerProfile
        {
            Name = "my server",
            Commands = [ServerCommandPattern.ForProgram("my-server")],
            PortOptions = ["--listen"],
            DefaultPort = 9000,
            ReadinessPaths = ["/ready"],
            CacheResets = [new CacheResetCall("/cache/clear")],
        };
        IReadOnlyList<ServerProfile> profiles = [profile, .. ServerProfiles.BuiltIn];
        var launcher = new ProcessServerLauncher(new ProcessLauncher(), new ProcessServerOptions { Profiles = profiles });
        var cacheResetter = new HttpCacheResetter(profiles);
        return (profile, launcher, cacheResetter);
    }

    private static (ProcessServerLauncher Launcher, HttpCacheResetter CacheResetter) GuardedServers()
    {
        var access = new ServerAccess { ApiKeyVariable = "MY_SERVER_KEY", AcceptsAnyCertificate = true };
        var launcher = new ProcessServerLauncher(new ProcessLauncher(), new ProcessServerOptions { Access = access });
        var cacheResetter = new HttpCacheResetter(access: access);
        return (launcher, cacheResetter);
    }

    private static DelegateServerLauncher OwnServer()
    {
        var launcher = new DelegateServerLauncher(async (spec, cancellationToken) =>
        {
            var mine = await MyServer.StartAsync(spec.Parameters, cancellationToken);
            return new DelegateServer(spec, mine.Address, stop: mine.StopAsync);
        });
        return launcher;
    }

    private static string Guide() =>
        File.ReadAllText(Path.Combine(RepositoryFolder.Root, "docs/how-to/servers.md")).ReplaceLineEndings("\n");

    [GeneratedRegex("^```csharp\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex("^ +", RegexOptions.Multiline)]
    private static partial Regex Indentation();

    private sealed class MyServer
    {
        public static int Stopped { get; private set; }

        public Uri Address { get; } = new("http://127.0.0.1:9000");

        public static Task<MyServer> StartAsync(ParameterSet parameters, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Task.FromResult(parameters.Count == 0 ? new MyServer() : throw new NotSupportedException());
        }

        public Task StopAsync()
        {
            Stopped += Address.IsLoopback ? 1 : 0;
            return Task.CompletedTask;
        }
    }
}
