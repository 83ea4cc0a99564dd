using ServeMulti.Cases;

namespace ServeMulti.Results;

/// <summary>What a store already holds of an experiment, seen without changing anything.</summary>
/// <param name="Cases">One item per case that was asked for, in that order.</param>
/// <param name="Problems">Why the experiment cannot be opened, one line each: it exists already, it does not exist, its commands or
/// parameters differ, another host holds it, its folder cannot be written.</param>
/// <param name="Notes">What is worth knowing but stops nothing, one line each: results that cannot be verified, files that were set
/// aside.</param>
public sealed record StoreInspection(IReadOnlyList<CaseInspection> Cases, IReadOnlyList<string> Problems, IReadOnlyList<string> Notes)
{
    /// <summary>Gets what finds a finished run that the store holds, without changing anything; optional: by default no run is known. A
    /// preflight sees by it what is done of a search or a load scan.</summary>
    public Func<BenchmarkCase, int, CancellationToken, Task<RunRecord?>>? FindRun { get; init; }

    /// <summary>Finds a finished run, as the store held it when it was inspected; null where there is none.</summary>
    /// <param name="benchmarkCase">The case, at a load or without one.</param>
    /// <param name="runNumber">The number of the run.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public Task<RunRecord?> FindRunAsync(BenchmarkCase benchmarkCase, int runNumber, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(benchmarkCase);
        return FindRun?.Invoke(benchmarkCase, runNumber, cancellationToken) ?? Task.FromResult<RunRecord?>(null);
    }
}
