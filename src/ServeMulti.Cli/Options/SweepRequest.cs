using ServeMulti.Benchmarking;
using ServeMulti.Cli.Ports;
using ServeMulti.Launching;
using ServeMulti.Parameters;
using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Options;

/// <summary>The parsed options of the root command.</summary>
internal sealed record SweepRequest
{
    public required SweepPlan Plan { get; init; }

    public required CommandLine? AfterBenchCommand { get; init; }

    /// <summary>Gets whether caches are kept between two runs.</summary>
    public required bool KeepsCaches { get; init; }

    public required ServerAccess Access { get; init; }

    /// <summary>Gets how long servers may take to stop; null: the library's defaults.</summary>
    public required TimeSpan? StopGrace { get; init; }

    public required ExperimentChoice Experiment { get; init; }

    /// <summary>Gets the number of servers in the whole plan; a shard has some of them.</summary>
    public required int ServerCount { get; init; }

    /// <summary>Gets the directions of metrics that no known client writes.</summary>
    public required IReadOnlyDictionary<string, MetricDirection> Directions { get; init; }

    public required bool ShowsChildOutput { get; init; }

    /// <summary>Gets whether text in the table that a spreadsheet would run is quoted.</summary>
    public required bool QuotesFormulas { get; init; }

    public required bool IsDryRun { get; init; }

    /// <summary>Gets the name of the submitted sweep whose task this is; null if it is none.</summary>
    public string? TaskOf { get; init; }

    /// <summary>Gets the port of the servers, whatever their commands name; null: what they name.</summary>
    public OwnPort? OwnPort { get; init; }
}
