using ServeMulti.Benchmarking;
using ServeMulti.Launching;
using ServeMulti.Parameters;
using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Options;

/// <summary>What the root command was asked to do.</summary>
internal sealed record SweepRequest
{
    public required SweepPlan Plan { get; init; }

    public required CommandLine? AfterBenchCommand { get; init; }

    /// <summary>Gets whether caches stay as they are between two runs.</summary>
    public required bool KeepsCaches { get; init; }

    public required ServerAccess Access { get; init; }

    /// <summary>Gets how long servers may take to end; null: the library's defaults.</summary>
    public required TimeSpan? StopGrace { get; init; }

    public required ExperimentChoice Experiment { get; init; }

    /// <summary>Gets the number of servers of the whole plan, of which a shard runs a part.</summary>
    public required int ServerCount { get; init; }

    /// <summary>Gets which values are better of metrics that no known client writes.</summary>
    public required IReadOnlyDictionary<string, MetricDirection> Directions { get; init; }

    public required bool ShowsChildOutput { get; init; }

    public required bool IsDryRun { get; init; }
}
