using System.Text.Json;

namespace ServeMulti.Results;

/// <summary>What a store needs to know of a sweep to hold its results.</summary>
public sealed record Experiment
{
    /// <summary>Gets every case of the sweep, in the order of the plan, without loads.</summary>
    public required IReadOnlyList<BenchmarkCase> Cases { get; init; }

    /// <summary>Gets the number of runs per case, at least 1.</summary>
    public required int RunsPerCase { get; init; }

    /// <summary>
    /// Gets one number per case that orders the cases of several experiments when they are merged: for a part of a plan, the number of the case's
    /// server in the whole plan. Null (the default): experiments are merged in the order in which they are given.
    /// </summary>
    public IReadOnlyList<int>? Ranks { get; init; }

    /// <summary>Gets the definition of the sweep as a JSON object, kept in <c>experiment.json</c> for people and tools; undefined: none.</summary>
    public JsonElement Definition { get; init; }

    /// <summary>
    /// Gets the environment that servers get in addition to the host's; null as a value stands for a variable that is taken away. Only names and
    /// keyed hashes are ever stored, so that a change can be told and a value cannot.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>
    /// Gets what else decides what is measured, by name, such as <c>cache reset</c>: kept as it is, and a change is told, old -> new. A name that
    /// a stored experiment does not have is not compared. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, string> Conditions { get; init; } = new Dictionary<string, string>();
}
