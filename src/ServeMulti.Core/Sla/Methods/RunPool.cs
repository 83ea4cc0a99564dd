namespace ServeMulti.Sla.Methods;

/// <summary>Every run that the searches over one server and benchmark have seen, in the order in which they saw them.</summary>
internal sealed class RunPool
{
    private readonly SortedList<double, List<PoolRun>> _loads = [];

    /// <summary>Gets every load with a run, ascending.</summary>
    public IList<double> Loads => _loads.Keys;

    public IEnumerable<PoolRun> All => _loads.Values.SelectMany(r => r);

    /// <summary>Gets the best throughput of any run, in req/s; zero where none is known.</summary>
    public double BestThroughput => All.Select(r => r.Throughput).Where(double.IsFinite).DefaultIfEmpty(0).Max();

    /// <summary>Gets the runs at a load in the order of their numbers.</summary>
    public IReadOnlyList<PoolRun> At(double load) => _loads.TryGetValue(load, out List<PoolRun>? runs) ? runs : [];

    public int CountAt(double load) => At(load).Count(r => r.Counts);

    public void Add(PoolRun run)
    {
        if (!_loads.TryGetValue(run.Load, out List<PoolRun>? runs))
        {
            _loads.Add(run.Load, runs = []);
        }

        runs.Add(run);
    }
}

/// <summary>One run in a pool.</summary>
/// <param name="load">The load.</param>
/// <param name="prompts">The prompts that were sent.</param>
/// <param name="figures">What was measured; null where not one request was completed.</param>
internal sealed class PoolRun(double load, double prompts, RunFigures? figures)
{
    public double Load { get; } = load;

    public double Prompts { get; } = prompts;

    public RunFigures? Figures { get; } = figures;

    public double Throughput => Figures?.Throughput ?? 0;

    /// <summary>Gets or sets whether the run is evidence: a burst, or a run that was too short and repeated, is not.</summary>
    public bool Counts { get; set; } = true;
}
