// What the README promises a host: a short sweep on a server and a benchmark of its own, stored in files and resumed, a search, services,
// and figures.
using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using ServeMulti;
using ServeMulti.Benchmarking;
using ServeMulti.Launching;
using ServeMulti.LoadGeneration;
using ServeMulti.Parameters;
using ServeMulti.Sla;
using ServeMulti.Sweeping;
#if DRAWS
using ServeMulti.Plotting.Export;
using ServeMulti.Plotting.Figures;
using ServeMulti.Plotting.Reports;
#endif

var output = Directory.CreateTempSubdirectory("serve-multi-consumer-").FullName;
try
{
    var first = await SweepAsync();
    Check(first is { ExecutedRuns: 8, EarlierRuns: 0, IsComplete: true }, $"8 runs are executed, not {first.ExecutedRuns}");
    var second = await SweepAsync();
    Check(second is { ExecutedRuns: 0, EarlierRuns: 8, IsComplete: true }, $"8 runs are found again, not {second.EarlierRuns}");
    var rows = await File.ReadAllLinesAsync(Path.Combine(output, "consumer", "summary.csv"));
    Check(rows.Length == 9, $"the table has a header and 8 rows, not {rows.Length} lines");

    var searcher = new SlaSearcher(
        LoadVariable.MaxConcurrency,
        (run, _) => Task.FromResult(BenchmarkResult.Success(MeasureAt(run.Load, run.Prompts)))
    );
    var answer = await searcher.SearchAsync(ServiceLevel.Parse("p99_e2el_ms<=500"));
    Check(answer.Load is > 40 and <= 50, $"10 ms per request in flight allow 50 of them within 500 ms, not {answer.Load}");

    var unanswered = await new OpenAiBenchmarkRunner(new OpenAiBenchmarkOptions { NumPrompts = 2 }).RunAsync(
        new BenchmarkRequest { Endpoint = new Uri("http://127.0.0.1:9") }
    );
    Check(unanswered.Failure is not null, "a benchmark of a server that is not there fails");

    await using var services = new ServiceCollection().AddServeMulti().BuildServiceProvider();
    Check(
        services.GetRequiredService<IServerLauncher>() is ProcessServerLauncher,
        "servers are processes where nothing else is registered"
    );
    Check(services.GetRequiredService<LocalSweepFactory>() is not null, "sweeps are made by a factory");

#if DRAWS
    var report = await HtmlReport.SaveAsync(Path.Combine(output, "consumer"));
    FigureExporter.Save(SearchFigures.Draw(answer), Path.Combine(output, "search.png"));
    Check(
        new FileInfo(report).Length > 10_000 && new FileInfo(Path.Combine(output, "search.png")).Length > 10_000,
        "the report and the figure are drawn"
    );
#endif

    Console.WriteLine(
        $"A sweep on the packages, on {RuntimeInformation.FrameworkDescription} ({AppContext.TargetFrameworkName}): {first.ExecutedRuns} runs, resumed: {second.ExecutedRuns} more."
    );
}
finally
{
    Directory.Delete(output, recursive: true);
}

async Task<SweepReport> SweepAsync()
{
    var servers = 0;
    var launcher = new DelegateServerLauncher(
        (spec, _) =>
        {
            servers++;
            return Task.FromResult<IRunningServer>(
                new DelegateServer(
                    spec,
                    new Uri("http://127.0.0.1:8000"),
                    () =>
                    {
                        servers--;
                        return Task.CompletedTask;
                    }
                )
            );
        }
    );
    var benchmark = DelegateBenchmarkRunner.FromMetrics(request => new Dictionary<string, double>
    {
        ["completed"] = 10,
        ["request_throughput"] = request.ServeParameters.Find("max_num_seqs").ToDouble(),
    });
    var definition = new SweepDefinition
    {
        ServeParameters = ParameterSweep.Grid(("max_num_seqs", [16, 64])),
        BenchParameters = ParameterSweep.Grid(("request_rate", [1, 4])),
        RunsPerCase = 2,
    };
    await using var sweep = new LocalSweep(
        definition,
        new LocalSweepOptions
        {
            OutputFolder = output,
            ExperimentName = "consumer",
            Launcher = _ => launcher,
            Runner = _ => benchmark,
            CacheResetter = _ => new NoCacheReset(),
        }
    );
    var report = await sweep.RunAsync();
    Check(servers == 0, $"every server is stopped, not {servers} left");
    return report;
}

static ResultDocument MeasureAt(double load, int prompts) =>
    ResultDocument.FromMetrics(
        new Dictionary<string, double>
        {
            ["completed"] = prompts,
            ["duration"] = prompts / load,
            ["request_throughput"] = load,
            ["p99_e2el_ms"] = 10 * load,
        }
    );

static void Check(bool holds, string claim)
{
    if (!holds)
    {
        throw new InvalidOperationException($"The consumer check failed: expected that {claim}.");
    }
}
