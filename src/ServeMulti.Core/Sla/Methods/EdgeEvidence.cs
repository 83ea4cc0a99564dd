namespace ServeMulti.Sla.Methods;

/// <summary>Classifies the runs of a search: evidence of the capacity, or of the margins.</summary>
/// <remarks>A run under overload shows the capacity, but not where latencies cross their limits; using both would count the speed of that
/// run twice.</remarks>
internal sealed class EdgeEvidence(MarginTable table, RisingCriteria rising, SlaSearchOptions options, RunPool pool)
{
    /// <summary>A run below this share of the throughput it could reach shows saturation.</summary>
    private const double KeepsUp = 0.985;

    /// <summary>Requests arrive at random: so many standard deviations of the time that they take are no saturation.</summary>
    private const double ArrivalErrors = 2;

    private EdgePosterior? _known;
    private (int Runs, int Counted, int Criteria) _knownOf;

    /// <summary>Returns where the edge lies. Rates that need not be sustained have no capacity for an asymptote; their margins are taken as
    /// those of concurrency.</summary>
    /// <param name="capacityGuess">A capacity to begin from, in req/s.</param>
    /// <param name="floor">The smallest load of interest.</param>
    public EdgePosterior Find(double capacityGuess, double floor)
    {
        var of = (pool.All.Count(), pool.All.Count(r => r.Counts), rising.Active.Count(a => a));
        if (_known is null || of != _knownOf)
        {
            (_known, _knownOf) = (Compute(capacityGuess, floor), of);
        }

        return _known;
    }

    /// <summary>Returns whether a run fell short of the throughput that it could reach.</summary>
    public static bool IsSaturated(PoolRun run) => Reached(run) is not > KeepsUp;

    /// <summary>Returns the throughput of runs together, in req/s, not counting the wait for their last answers.</summary>
    public static double Achieved(IReadOnlyCollection<PoolRun> runs, double drainSeconds) =>
        runs.Sum(r => r.Figures!.Completed) / runs.Sum(r => r.Figures!.Seconds - Math.Min(drainSeconds, r.Figures.Seconds / 2));

    private static bool IsClearlySaturated(PoolRun run) =>
        Reached(run) is not { } share || !(share > KeepsUp - (ArrivalErrors / Math.Sqrt(run.Prompts)));

    private static double? Reached(PoolRun run) =>
        run.Figures is { } figures ? figures.Throughput * ((run.Prompts / run.Load) + figures.LatencySeconds) / run.Prompts : null;

    private EdgePosterior Compute(double capacityGuess, double floor)
    {
        PoolRun[] counted = [.. pool.All.Where(r => r.Counts)];
        if (table.Keep >= table.Count)
        {
            return EdgePosterior.Of(counted, table, rising.Active, null, floor, options.MaxLoad);
        }

        var drain = options.FixedPrompts ? 0 : new DrainTime(pool).LikelyAt(capacityGuess);
        PoolRun[] measured = [.. pool.All.Where(r => r.Figures is not null && double.IsFinite(r.Throughput) && r.Throughput > 0)];
        HashSet<PoolRun> saturated = [.. measured.Where(r => r.Counts && IsClearlySaturated(r))];
        var capacity = CapacityPosterior.Of(
            Math.Max(pool.BestThroughput, capacityGuess),
            [.. saturated.Select(r => (Achieved([r], drain), r.Prompts))],
            [.. measured.Where(r => !r.Counts).Select(r => (r.Throughput, r.Prompts))],
            [.. measured.Where(r => r.Counts && !saturated.Contains(r)).Select(r => (r.Throughput, r.Prompts))]
        );
        PoolRun[] others = [.. counted.Where(r => !saturated.Contains(r))];
        return EdgePosterior.Of(others.Length > 0 ? others : counted, table, rising.Active, capacity, floor, options.MaxLoad);
    }
}
