using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using ServeMulti.Benchmarking;
using ServeMulti.Fakes;
using ServeMulti.Launching;
using ServeMulti.LoadGeneration;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Sla;
using ServeMulti.Sweeping;
using ServeMulti.Testing;

namespace ServeMulti.Docs;

/// <summary>Keeps <c>docs/how-to/own-program.md</c> and <c>own-orchestration.md</c> true: their programs are compiled here and run.</summary>
public sealed partial class OwnProgramTests
{
    private readonly FakeServerLauncher _launcher = new();

    [TestCase("own-program.md")]
    [TestCase("own-orchestration.md")]
    public async Task Code_OnThePage_IsTheOneHere(string page)
    {
        var source = Unindent(await File.ReadAllTextAsync(Path.Combine(RepositoryFolder.Root, "tests/Core.Tests/Docs/OwnProgramTests.cs")));
        var text = await File.ReadAllTextAsync(Path.Combine(RepositoryFolder.Root, "docs/how-to", page));
        var blocks = Block().Matches(text.ReplaceLineEndings("\n")).Select(block => Unindent(block.Groups[1].Value)).ToArray();

        Assert.That(blocks, Has.Length.GreaterThan(2));
        Assert.That(blocks.Where(block => !source.Contains(block, StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task Sweep_OnThePage_Runs()
    {
        using var folder = new ScratchFolder();
        var events = new EventCollector<SweepEvent>();
        var options = new LocalSweepOptions { OutputFolder = folder.Path, Launcher = _ => _launcher, Runner = _ => new ScriptedBenchmarkRunner(), CacheResetter = _ => new NoCacheReset() };
        var (report, runs) = await SweepAsync(new SweepDefinition { RunsPerCase = 2 }, options, events.Report, CancellationToken.None);

        Assert.That((report.IsComplete, runs.Count, events.Events.Count > 0), Is.EqualTo((true, 2, true)));
    }

    [Test]
    public async Task Options_OnThePage_MakeTheParts()
    {
        var options = Options();

        await using var sweep = new LocalSweep(new SweepDefinition { ServeCommand = CommandLine.Parse("vllm serve m") }, options with { Store = new InMemoryResultStore() });
        Assert.That((await sweep.CheckAsync()).InputProblems.Concat((await sweep.CheckAsync()).MachineProblems), Has.Some.Contains("./drop-caches.sh"));
    }

    [Test]
    public async Task Services_OnThePage_RunASweep()
    {
        var services = new ServiceCollection();
        AddTo(services);
        services.AddSingleton<IServerLauncher>(_launcher).AddSingleton<IBenchmarkRunner, ScriptedBenchmarkRunner>().AddSingleton<ICacheResetter, NoCacheReset>()
            .AddTransient<IResultStore, InMemoryResultStore>().AddSingleton<NightlyBenchmark>();
        await using var provider = services.BuildServiceProvider(validateScopes: true);

        Assert.That((await provider.GetRequiredService<NightlyBenchmark>().RunAsync(new SweepDefinition { RunsPerCase = 1 }, CancellationToken.None)).IsComplete);
    }

    [Test]
    public async Task Signals_OnThePage_EndNothingWithoutASignal()
    {
        await using var sweep = new LocalSweep(
            new SweepDefinition { RunsPerCase = 1 },
            new LocalSweepOptions { Launcher = _ => _launcher, Runner = _ => new ScriptedBenchmarkRunner(), CacheResetter = _ => new NoCacheReset(), Store = new InMemoryResultStore() });
        await RunWithSignalsAsync(sweep);

        Assert.That(await sweep.ReadRunsAsync(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Loop_OnThePage_FindsTheEdgeOfEachServerAndLeavesNone()
    {
        var runner = new ScriptedBenchmarkRunner { Script = (request, _) => Task.FromResult(QueueServer.Measure(request)) };
        var cacheResetter = new RecordingCacheResetter();

        var found = await LoopAsync(QueueServer.TwoServers with { Search = null }, _launcher, runner, cacheResetter, ServiceLevel.Parse("p99_e2el_ms<=300"), CancellationToken.None);

        // 100 / (1 - x / capacity) = 300 at two thirds of the capacity.
        Assert.That(found.Values.Select(result => result.Load), Is.EqualTo(new double?[] { 26.7, 53.3 }).Within(6).Percent);
        Assert.That(cacheResetter.Resets, Is.EqualTo(runner.Requests.Count));
        Assert.That(runner.Requests.Select(request => request.Command!.ToString()), Has.All.Contains("--request-rate "));
        Assert.That((_launcher.Specs.Count, _launcher.Running), Is.EqualTo((2, 0)));
    }

    [Test]
    public async Task LoadVariable_OnThePage_FindsTheLargestBatch()
    {
        Assert.That((await SearchBatchAsync()).Load, Is.InRange(37, 40), "10 ms a sequence, 400 ms allowed");
        Assert.That(ReadBatchSize(new BenchmarkRequest { Parameters = new() { { "batch_size", 16 } } }), Is.EqualTo(16));
    }

    private static async Task<(SweepReport Report, IReadOnlyList<RunRecord> Runs)> SweepAsync(
        SweepDefinition definition, LocalSweepOptions options, Action<SweepEvent> Show, CancellationToken cancellationToken)
    {
        await using var sweep = new LocalSweep(definition, options);
        var report = await sweep.RunAsync(Show, cancellationToken);
        var runs = await sweep.ReadRunsAsync(cancellationToken);
        return (report, runs);
    }

    private static LocalSweepOptions Options()
    {
        var options = new LocalSweepOptions
        {
            Runner = _ => new OpenAiBenchmarkRunner(new OpenAiBenchmarkOptions { NumPrompts = 200, RequestRate = 8 }),
            CacheResetter = processes => new CommandCacheResetter(CommandLine.Parse("./drop-caches.sh"), processes),
            Servers = new ProcessServerOptions { StopGrace = TimeSpan.FromSeconds(30) },
        };
        return options;
    }

    private static void AddTo(IServiceCollection services)
    {
        services.AddServeMulti(options => options with { OutputFolder = "/data/experiments" });
    }

    private static async Task RunWithSignalsAsync(LocalSweep sweep)
    {
        using var signals = new StopSignals();
        await sweep.RunAsync(cancellationToken: signals.Token);
    }

#pragma warning disable CA1859 // A host writes its loop on the interfaces.
    private static async Task<Dictionary<string, SlaSearchResult>> LoopAsync(
        SweepDefinition definition, IServerLauncher launcher, IBenchmarkRunner runner, ICacheResetter cacheResetter, ServiceLevel level, CancellationToken cancellationToken)
    {
        var answers = new Dictionary<string, SlaSearchResult>();
        foreach (var server in SweepPlanner.Plan(definition).Servers)
        {
            await using var running = await launcher.LaunchAsync(server.ToServerSpec(), cancellationToken);
            foreach (var planned in server.Cases)
            {
                var searcher = new SlaSearcher(LoadVariable.RequestRate, async (run, token) =>
                {
                    var result = await runner.RunAsync(planned.ToRequest(running.Endpoint, run), token);
                    await cacheResetter.ResetAsync(running, token);
                    return result;
                });
                answers[planned.Name] = await searcher.SearchAsync(level, cancellationToken: cancellationToken);
            }
        }

        return answers;
    }
#pragma warning restore CA1859

    private static async Task<SlaSearchResult> SearchBatchAsync()
    {
        var searcher = new SlaSearcher(
            LoadVariable.Whole("batch_size", largest: 512, unit: "sequences"),
            (run, token) => MeasureAsync(batchSize: (int)run.Load, run.Prompts, token));
        var found = await searcher.SearchAsync(ServiceLevel.Parse("p99_step_ms<=400"));
        return found;
    }

    private static long ReadBatchSize(BenchmarkRequest request)
    {
        var batchSize = request.Parameters.Find("batch_size").ToInt64();
        return batchSize;
    }

    private static Task<BenchmarkResult> MeasureAsync(int batchSize, int prompts, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(BenchmarkResult.Success(ResultDocument.FromMetrics([new("completed", prompts), new("p99_step_ms", 10 * batchSize)])));
    }

    private static string Unindent(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim())).Trim();

    [GeneratedRegex("^```csharp\n(.+?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    public sealed class NightlyBenchmark(LocalSweepFactory sweeps)
    {
        public async Task<SweepReport> RunAsync(SweepDefinition definition, CancellationToken stoppingToken)
        {
            await using var sweep = sweeps.Create(definition, "nightly");
            return await sweep.RunAsync(cancellationToken: stoppingToken);
        }
    }
}
