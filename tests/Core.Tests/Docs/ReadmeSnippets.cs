using ServeMulti.Benchmarking;
using ServeMulti.Launching;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Sla;
using ServeMulti.Sweeping;

namespace ServeMulti.Docs;

/// <summary>The C# of README.md beside the quick start, line for line; a test compares the two and runs it.</summary>
internal static class ReadmeSnippets
{
    public static async Task<SweepReport> SweepOnFunctionsAsync()
    {
        var plan = SweepPlanner.Plan(new SweepDefinition
        {
            ServeParameters = ParameterSweep.Grid(("max_num_seqs", [16, 64])),
            BenchParameters = ParameterSweep.Grid(("request_rate", [1, 4])),
        });
        var runner = new SweepRunner(
            new DelegateServerLauncher((spec, token) => StartMyServerAsync(spec, token)),
            new DelegateBenchmarkRunner((request, token) => MeasureAsync(request.Endpoint!, request.Parameters, token)),
            new NoCacheReset(),
            new InMemoryResultStore());
        var report = await runner.RunAsync(plan);
        return report;
    }

    public static async Task<SlaSearchResult> SearchOnAFunctionAsync()
    {
        var searcher = new SlaSearcher(LoadVariable.RequestRate, (run, token) => MeasureAtAsync(run.Load, run.Prompts, token));
        var result = await searcher.SearchAsync(ServiceLevel.Parse("p99_e2el_ms<=500"));
        Console.WriteLine(result);
        return result;
    }

    private static Task<BenchmarkResult> MeasureAtAsync(double rate, int prompts, CancellationToken cancellationToken)
    {
        const double Capacity = 100;
        var latency = rate < Capacity ? 50 / (1 - (rate / Capacity)) : 100_000;
        var throughput = Math.Min(rate, Capacity);
        return Task.FromResult(BenchmarkResult.Success(ResultDocument.FromMetrics(
        [
            new("completed", prompts), new("failed", 0), new("duration", prompts / throughput),
            new("request_throughput", throughput), new("mean_e2el_ms", latency / 2), new("p99_e2el_ms", latency),
        ])));
    }

    private static Task<IRunningServer> StartMyServerAsync(ServerSpec spec, CancellationToken cancellationToken) => Task.FromResult<IRunningServer>(
        new DelegateServer(spec, new Uri("http://127.0.0.1:8000")));

    private static Task<BenchmarkResult> MeasureAsync(Uri endpoint, ParameterSet parameters, CancellationToken cancellationToken) => Task.FromResult(
        BenchmarkResult.Success(ResultDocument.FromMetrics([new("port", endpoint.Port), new("parameters", parameters.Count)])));
}
