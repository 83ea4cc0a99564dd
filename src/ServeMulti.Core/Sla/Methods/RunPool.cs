namespace ServeMulti.Sla.Methods;

/// <summary>Every run that the searches over one server and benchmark have seen, in the order in which they saw them.</summary>
internal sealed class RunPool
{
    private readonly SortedList<double, List<PoolRun>> _loads = [];
    private readonly SortedList<double, List<UnusableRun>> _unusable = [];

    /// <summary>Gets every load with a run that a search may learn from, ascending.</summary>
    public IList<double> Loads => _loads.Keys;

    /// <summary>Gets every load with a run, those included that no search learns from, ascending.</summary>
    public IEnumerable<double> AllLoads => _loads.Keys.Union(_unusable.Keys).Order();

    public IEnumerable<PoolRun> All => _loads.Values.SelectMany(r => r);

    /// <summary>Gets the best throughput of any run, in req/s; zero if none is known.</summary>
    public double BestThroughput => All.Select(r => r.Throughput).Where(double.IsFinite).DefaultIfEmpty(0).Max();

    /// <summary>Gets the runs at a load in the order of their numbers.</summary>
    public IReadOnlyList<PoolRun> At(double load) => _loads.TryGetValue(load, out var runs) ? runs : [];

    /// <summary>Gets the runs at a load that are kept and from which no search learns.</summary>
    public IReadOnlyList<UnusableRun> UnusableAt(double load) => _unusable.TryGetValue(load, out var runs) ? runs : [];

    public int CountAt(double load) => At(load).Count(r => r.Counts);

    /// <summary>Returns the number of the next run at a load.</summary>
    public int NextNumberAt(double load) => At(load).Count + UnusableAt(load).Count;

    /// <summary>Returns the runs at a load that could not judge it, since the last one that could.</summary>
    public IReadOnlyList<UnusableRun> UnjudgedSinceLastAt(double load)
    {
        var last = At(load) is { Count: > 0 } runs ? runs.Max(run => run.Number) : -1;
        return [.. UnusableAt(load).Where(run => run.CannotJudge && run.Number > last)];
    }

    public void Add(PoolRun run) => Add(_loads, run.Load, run);

    public void Add(UnusableRun run) => Add(_unusable, run.Load, run);

    private static void Add<T>(SortedList<double, List<T>> loads, double load, T run)
    {
        if (!loads.TryGetValue(load, out var runs))
        {
            loads.Add(load, runs = []);
        }

        runs.Add(run);
    }
}

/// <summary>One run in a pool.</summary>
/// <param name="load">The load.</param>
/// <param name="prompts">The prompts that were sent.</param>
/// <param name="figures">What was measured; null where not one request was completed.</param>
/// <param name="number">The number of the run at its load.</param>
internal sealed class PoolRun(double load, double prompts, RunFigures? figures, int number = 0)
{
    private bool _counts = true;

    public double Load { get; } = load;

    public double Prompts { get; } = prompts;

    /// <summary>Gets the requested number of prompts; a benchmark may report another number.</summary>
    public double Asked { get; init; } = prompts;

    public RunFigures? Figures { get; } = figures;

    public int Number { get; } = number;

    public double Throughput => Figures?.Throughput ?? 0;

    /// <summary>Gets whether the run can judge the server; a burst for which the load generator was too slow is only an estimate.</summary>
    public bool CanCount { get; init; } = true;

    /// <summary>Gets or sets whether the run is evidence: a burst, or a run that was too short and repeated, is not.</summary>
    public bool Counts
    {
        get => _counts && CanCount;
        set => _counts = value;
    }
}

/// <summary>A run that is kept but cannot judge the server.</summary>
/// <param name="Load">The load.</param>
/// <param name="Number">The number of the run at its load.</param>
/// <param name="Figures">What was measured.</param>
/// <param name="Reason">Why it does not count, as one line.</param>
/// <param name="CannotJudge">Whether it was made as asked and cannot judge the server; false if it was made under other rules.</param>
internal sealed record UnusableRun(double Load, int Number, RunFigures Figures, string Reason, bool CannotJudge);
