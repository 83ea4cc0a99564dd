using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServeMulti.Benchmarking;
using ServeMulti.Fakes;
using ServeMulti.Launching;
using ServeMulti.Parameters;
using ServeMulti.Processes;
using ServeMulti.Results;
using ServeMulti.Sweeping;
using ServeMulti.Testing;

namespace ServeMulti;

public sealed class ServeMultiServiceCollectionExtensionsTests
{
    private static readonly SweepDefinition Definition = new()
    {
        Endpoint = new Uri("http://127.0.0.1:8000"),
        ServerProfile = ServerProfiles.Simulated,
        RunsPerCase = 2,
    };

    [Test]
    public async Task AddServeMulti_Alone_BuildsAndHasEveryDefault()
    {
        await using var provider = Build(new ServiceCollection().AddServeMulti());

        var sweeps = provider.GetRequiredService<LocalSweepFactory>();
        Assert.That(provider.GetRequiredService<LocalSweepFactory>(), Is.SameAs(sweeps));
        Assert.That(provider.GetRequiredService<IServerLauncher>(), Is.TypeOf<ProcessServerLauncher>());
        Assert.That(provider.GetRequiredService<ICacheResetter>(), Is.TypeOf<HttpCacheResetter>());
        Assert.That(provider.GetRequiredService<IBenchmarkRunner>(), Is.TypeOf<CommandBenchmarkRunner>());
        Assert.That(provider.GetRequiredService<IProcessLauncher>(), Is.TypeOf<ProcessLauncher>());
    }

    [Test]
    public async Task Create_HostHasItsOwnParts_UsesThemWhenEverTheyWereRegistered()
    {
        var launcher = new FakeServerLauncher();
        var runner = new ScriptedBenchmarkRunner();
        var resetter = new RecordingCacheResetter();
        var store = new InMemoryResultStore();
        var services = new ServiceCollection().AddSingleton<IServerLauncher>(launcher).AddServeMulti();
        services.AddSingleton<IBenchmarkRunner>(runner).AddSingleton<ICacheResetter>(resetter).AddSingleton<IResultStore>(store);
        await using var provider = Build(services);

        await using var sweep = provider.GetRequiredService<LocalSweepFactory>().Create(Definition);
        await sweep.RunAsync();

        Assert.That((launcher.Specs.Count, runner.Requests.Count, resetter.Resets), Is.EqualTo((1, 2, 1)));
        Assert.That(sweep.Location, Is.EqualTo(store.Location));
    }

    [Test]
    public async Task Create_SeveralExperiments_EachHasItsFolder()
    {
        using var folder = new ScratchFolder();
        var services = new ServiceCollection()
            .AddSingleton<IServerLauncher, FakeServerLauncher>()
            .AddSingleton<ICacheResetter, RecordingCacheResetter>()
            .AddSingleton<IBenchmarkRunner, ScriptedBenchmarkRunner>()
            .AddServeMulti(options => options with { OutputFolder = folder.Path });
        await using var provider = Build(services);
        var sweeps = provider.GetRequiredService<LocalSweepFactory>();

        await using var first = sweeps.Create(Definition, "first");
        await using var second = sweeps.Create(SweepPlanner.Plan(Definition), "second");
        var reports = await Task.WhenAll(first.RunAsync(), second.RunAsync());

        Assert.That(reports, Has.All.Property(nameof(SweepReport.IsComplete)).True);
        Assert.That(Directory.GetDirectories(folder.Path).Select(Path.GetFileName).Order(), Is.EqualTo(new[] { "first", "second" }));
    }

    [Test]
    public async Task Options_RegisteredThenConfiguredThenOfTheSweep_TheLastWins()
    {
        using var folder = new ScratchFolder();
        var services = new ServiceCollection()
            .AddSingleton(new LocalSweepOptions { OutputFolder = "nowhere", ExperimentName = "registered" })
            .AddServeMulti(options => options with { OutputFolder = folder.Path })
            .AddServeMulti(options => options with { ExperimentName = $"{options.ExperimentName}-configured" });
        await using var provider = Build(services);
        var sweeps = provider.GetRequiredService<LocalSweepFactory>();

        await using var usual = sweeps.Create(Definition);
        await using var named = sweeps.Create(Definition, "named");
        await using var changed = sweeps.Create(
            Definition,
            "named",
            options => options with { ExperimentName = $"{options.ExperimentName}-changed" }
        );

        Assert.That(
            new[] { usual.Location, named.Location, changed.Location },
            Is.EqualTo(new[] { "registered-configured", "named", "named-changed" }.Select(name => Path.Combine(folder.Path, name)))
        );
    }

    [Test]
    public async Task Options_OfServers_HoldForTheDefaultPartsToo()
    {
        var mine = new ServerProfile
        {
            Name = "mine",
            Commands = [ServerCommandPattern.ForProgram("mine")],
            DefaultHost = "127.0.0.1",
            DefaultPort = 4711,
        };
        await using var provider = Build(
            new ServiceCollection().AddServeMulti(options => options with { Servers = options.Servers with { Profiles = [mine] } })
        );

        Assert.That(
            provider.GetRequiredService<IServerLauncher>().FindEndpoint(new ServerSpec { Command = CommandLine.Parse("mine") }),
            Is.EqualTo(new Uri("http://127.0.0.1:4711"))
        );
    }

    [Test]
    public async Task HttpHandlerClockAndLoggers_OfTheHost_AreUsed()
    {
        using var folder = new ScratchFolder();
        using var handler = new AnsweringHandler();
        var loggers = new CountingLoggers();
        var services = new ServiceCollection()
            .AddSingleton<HttpMessageHandler>(handler)
            .AddSingleton<ILoggerFactory>(loggers)
            .AddSingleton<TimeProvider>(new VirtualClock { LongestPause = TimeSpan.FromSeconds(1) })
            .AddSingleton<IBenchmarkRunner, ScriptedBenchmarkRunner>()
            .AddServeMulti(options => options with { OutputFolder = folder.Path });
        await using var provider = Build(services);

        await using var sweep = provider.GetRequiredService<LocalSweepFactory>().Create(Definition);
        Assert.That((await sweep.RunAsync()).IsComplete);

        Assert.That(
            handler.Requests,
            Is.EqualTo(
                new[]
                {
                    "GET /health",
                    "GET /version",
                    "GET /v1/models",
                    "POST /reset_prefix_cache",
                    "POST /reset_mm_cache",
                    "POST /reset_encoder_cache",
                }
            )
        );
        Assert.That(Path.GetFileName(sweep.Location), Does.StartWith("20000101_"), "the clock of the host names the experiment");
        Assert.That(loggers.Categories, Has.Some.EqualTo(typeof(SweepRunner).FullName));
    }

    [Test]
    public async Task ProcessLauncherProbeAndServerOptions_OfTheHost_AreUsed()
    {
        using var folder = new ScratchFolder();
        var processes = new FakeProcessLauncher();
        var probe = new ReadyProbe();
        var services = new ServiceCollection()
            .AddSingleton<IProcessLauncher>(processes)
            .AddSingleton<IReadinessProbe>(probe)
            .AddSingleton(
                new ProcessServerOptions
                {
                    Profiles =
                    [
                        ServerProfiles.Simulated with
                        {
                            Name = "mine",
                            Commands = [ServerCommandPattern.ForProgram("dotnet")],
                            Environment = new Dictionary<string, string?> { ["MINE"] = "1" },
                        },
                    ],
                }
            )
            .AddSingleton<IBenchmarkRunner, ScriptedBenchmarkRunner>()
            .AddSingleton<ICacheResetter, NoCacheReset>()
            .AddServeMulti(options => options with { OutputFolder = folder.Path });
        await using var provider = Build(services);

        await using var sweep = provider
            .GetRequiredService<LocalSweepFactory>()
            .Create(new SweepDefinition { ServeCommand = CommandLine.Parse("dotnet --port 47123"), RunsPerCase = 1 });
        await sweep.RunAsync();

        Assert.That(processes.Children.Single().Spec.Environment, Contains.Key("MINE"));
        Assert.That(processes.Children.Single().IsEnded);
        Assert.That(probe.Questions, Is.EqualTo(1));
    }

    private static ServiceProvider Build(IServiceCollection services) =>
        services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

    private sealed class AnsweringHandler : HttpMessageHandler
    {
        public List<string> Requests { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add($"{request.Method} {request.RequestUri!.AbsolutePath}");
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK));
        }
    }

    private sealed class ReadyProbe : IReadinessProbe
    {
        public int Questions { get; private set; }

        public Task<ReadinessAnswer> ProbeAsync(ReadinessRequest request, CancellationToken cancellationToken = default)
        {
            Questions++;
            return Task.FromResult(new ReadinessAnswer(true, "ready"));
        }
    }

    private sealed class CountingLoggers : ILoggerFactory
    {
        public List<string> Categories { get; } = [];

        public ILogger CreateLogger(string categoryName)
        {
            Categories.Add(categoryName);
            return Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;
        }

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose() { }
    }
}
