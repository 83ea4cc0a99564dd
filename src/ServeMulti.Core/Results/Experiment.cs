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

    /// <summary>Gets the environment that the servers' profiles pass. Only names and keyed hashes are ever stored, so that a change can be told.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
