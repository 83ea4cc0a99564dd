using ServeMulti.Benchmarking;
using ServeMulti.Sla;

namespace ServeMulti.Sweeping;

/// <summary>How to scan the load in each case of a sweep: one request at a time, all at once, and evenly spaced loads between what both
/// reached.</summary>
/// <remarks>The levels are those of vLLM's <c>bench sweep serve_workload</c>. A scan needs no SLA and
/// finds no answer: it shows how a server behaves.</remarks>
public sealed record ScanDefinition
{
    /// <summary>Gets what is varied; the default is the request rate.</summary>
    public LoadVariable Variable { get; init; } = LoadVariable.RequestRate;

    /// <summary>Gets the most levels of a case, the two ends included; at least 2, default 10. Levels that round to the same whole number
    /// are run once.</summary>
    public int Iterations { get; init; } = 10;

    /// <summary>Gets the prompts of every run, laid over the benchmark as <c>num_prompts</c>; at least 1. Null (the default): the
    /// <c>num_prompts</c> of the case's benchmark parameters or command, else 1000 (the default of <c>vllm bench serve</c>) where there is
    /// a command and 200 where there is none.</summary>
    public int? Prompts { get; init; }

    /// <summary>Gets the metrics that show the load that a server carried.</summary>
    internal IReadOnlyList<string> RequiredMetrics =>
        Variable.IsWhole ? [ResultKeys.RequestThroughput, ResultKeys.MeanEndToEndLatency] : [ResultKeys.RequestThroughput];
}
