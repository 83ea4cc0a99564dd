namespace ServeMulti.Sweeping;

/// <summary>What is already done of a plan, what is left, and everything that prevents its start.</summary>
public sealed class PreflightReport
{
    private readonly Lazy<Dictionary<PlannedCase, CaseWork>> _works;

    internal PreflightReport() =>
        _works = new(() =>
            Servers
                .SelectMany(server => server.Cases)
                .ToDictionary(work => work.Planned, (IEqualityComparer<PlannedCase>)ReferenceEqualityComparer.Instance)
        );

    /// <summary>Gets the plan.</summary>
    public required SweepPlan Plan { get; init; }

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

    /// <summary>Gets how often a server will be started, if none is lost: once per server with runs left, in rounds once per server and
    /// round, and before each run where servers are started anew between runs. In a search or a load scan with such starts the
    /// most.</summary>
    public int ServerStartCount =>
        Plan.Definition switch
        {
            { RestartBetweenRuns: true } => Servers.Sum(server => server.Cases.Sum(work => work.RemainingRuns.Count)),
            { RunOrder: not RunOrder.CaseByCase } => Servers.Sum(server =>
                server.Cases.SelectMany(work => work.RemainingRuns).Distinct().Count()
            ),
            _ => Servers.Count(server => !server.IsDone),
        };

    /// <summary>Gets the servers of the plan, with what is left to do.</summary>
    internal IReadOnlyList<ServerWork> Servers { get; init; } = [];

    /// <summary>Gets what foresees the runs of a case.</summary>
    internal Func<CaseWork, IEnumerable<ForeseenRun>> Foresee { get; init; } = _ => [];

    /// <summary>Returns whether nothing of a case is left to do.</summary>
    /// <param name="planned">A case of <see cref="Plan"/>.</param>
    /// <exception cref="ArgumentException">The case is not one of the plan's.</exception>
    public bool IsDone(PlannedCase planned) => WorkOf(planned).IsDone;

    /// <summary>Returns the number of runs of a case, finished ones included; in a search or a load scan that is not finished, the most that
    /// it may take.</summary>
    /// <param name="planned">A case of <see cref="Plan"/>.</param>
    /// <exception cref="ArgumentException">The case is not one of the plan's.</exception>
    public int CountRuns(PlannedCase planned) => WorkOf(planned).CountedRuns;

    /// <summary>Returns the runs of a case that are known before anything starts, in their order: all of a plain sweep's, warm-up included;
    /// of a search or a load scan those that are stored, and those that it begins or goes on with.</summary>
    /// <param name="planned">A case of <see cref="Plan"/>.</param>
    /// <exception cref="ArgumentException">The case is not one of the plan's.</exception>
    public IEnumerable<ForeseenRun> ForeseeRuns(PlannedCase planned) => Foresee(WorkOf(planned));

    private CaseWork WorkOf(PlannedCase planned)
    {
        ArgumentNullException.ThrowIfNull(planned);
        return _works.Value.TryGetValue(planned, out var work)
            ? work
            : throw new ArgumentException($"The case {planned.Name} is not part of the plan that was checked.", nameof(planned));
    }
}
