using System.Globalization;
using ServeMulti.Benchmarking;
using ServeMulti.Parameters;
using ServeMulti.Sla;
using ServeMulti.Sweeping;

namespace ServeMulti.Fakes;

/// <summary>Servers whose latency follows a closed form: 100 / (1 - rate / capacity) ms.</summary>
internal static class QueueServer
{
    /// <summary>Searches two of them, of capacity 40 and 80, for p99_e2el_ms&lt;=300.</summary>
    public static SweepDefinition TwoServers { get; } =
        new()
        {
            ServeCommand = CommandLine.Parse("vllm serve m"),
            BenchCommand = CommandLine.Parse("vllm bench serve --num-prompts 200"),
            ServeParameters = ParameterSweep.Grid(("capacity", [40, 80])),
            Search = new SearchDefinition { ServiceLevels = [ServiceLevel.Parse("p99_e2el_ms<=300")] },
        };

    public static BenchmarkResult Measure(BenchmarkRequest request)
    {
        var capacity = Number(request.ServeParameters, "capacity");
        var rate = Number(request.Parameters, "request_rate");
        var prompts = request.Parameters.TryFind("num_prompts", out _) ? Number(request.Parameters, "num_prompts") : 200;
        var latency = rate < capacity ? 100 / (1 - (rate / capacity)) : 100_000;
        return BenchmarkResult.Success(
            ResultDocument.FromMetrics([
                new("completed", prompts),
                new("failed", 0),
                new("duration", prompts / Math.Min(rate, capacity)),
                new("request_throughput", Math.Min(rate, capacity)),
                new("mean_e2el_ms", latency / 2),
                new("p99_e2el_ms", latency),
            ])
        );
    }

    public static double Number(ParameterSet parameters, string key) =>
        parameters.TryFind(key, out var value) ? double.Parse(value.Text, CultureInfo.InvariantCulture) : double.NaN;
}
