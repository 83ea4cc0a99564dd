namespace ServeMulti.Sweeping;

/// <summary>What a preflight found: everything that stands in the way of a plan, and what is already done of it.</summary>
public sealed record PreflightReport
{
    /// <summary>Gets the plan.</summary>
    public required SweepPlan Plan { get; init; }

    /// <summary>Gets the servers of the plan, with what is left to do.</summary>
    public required IReadOnlyList<ServerWork> Servers { get; init; }

    /// <summary>Gets what is wrong with the experiment that would hold the results, one line each.</summary>
    public required IReadOnlyList<string> StoreProblems { get; init; }

    /// <summary>Gets what is wrong with what was asked for, on whatever machine, one line each: a benchmark that asks another server, a
    /// metric that it does not write, no way to reset caches.</summary>
    public IReadOnlyList<string> InputProblems { get; init; } = [];

    /// <summary>Gets what this machine lacks at present to carry the plan out, one line each: executables, free ports. A dry run only warns
    /// of it.</summary>
    public required IReadOnlyList<string> MachineProblems { get; init; }

    /// <summary>Gets what is worth saying but stops nothing, one line each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Gets all problems together: those of the store, the input and the machine; empty where the sweep can start.</summary>
    public IReadOnlyList<string> Problems => [.. StoreProblems, .. InputProblems, .. MachineProblems];

    /// <summary>Gets the number of planned runs that are finished already.</summary>
    public int FinishedRunCount => Servers.Sum(server => server.Cases.Sum(work => work.FinishedCount));

    /// <summary>Gets the number of runs of the plan, finished ones included; in a search or a load scan that is not finished, the most that
    /// it may take.</summary>
    public int RunCount => Servers.Sum(server => server.Cases.Sum(work => work.CountedRuns));
}
