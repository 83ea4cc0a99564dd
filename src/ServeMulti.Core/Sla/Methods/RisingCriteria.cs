namespace ServeMulti.Sla.Methods;

/// <summary>Keeps limits from below apart: most rise with the load and are checked at the answer; those seen to fall with it join the
/// search.</summary>
internal sealed class RisingCriteria
{
    /// <summary>A margin must be this much worse at a higher load to be taken for one that falls with the load.</summary>
    private const double ClearlyFalling = 0.1;

    private readonly ServiceLevel _level;
    private readonly MarginTable _table;
    private readonly RunPool _pool;

    public RisingCriteria(ServiceLevel level, MarginTable table, RunPool pool)
    {
        (_level, _table, _pool) = (level, table, pool);
        Active = [.. Enumerable.Range(0, table.Count).Select(c => !table.IsCriterion(c) || !level[c].IsLowerLimit)];
    }

    /// <summary>Gets which margins take part in the search.</summary>
    public bool[] Active { get; }

    /// <summary>Returns whether a criterion may be what bounds the load from above.</summary>
    public bool MayBind(int criterion) => Active[criterion] || !IsPlainThroughput(_level[criterion]);

    public void Join()
    {
        for (var c = 0; c < _level.Count; c++)
        {
            Active[c] |= !IsPlainThroughput(_level[c]) && Falls(c);
        }
    }

    /// <summary>Returns whether a criterion outside the search that may fall with the load is missed at a load.</summary>
    public bool FindDeferredAt(double load) => FindMissedAt(load) is { } missed && !IsPlainThroughput(missed);

    /// <summary>Finds a criterion outside the search that is missed at a load.</summary>
    public ISlaCriterion? FindMissedAt(double load)
    {
        PoolRun[] runs = [.. _pool.At(load).Where(r => r.Counts)];
        return runs.Length == 0 ? null : _level.Where((_, c) => !Active[c] && _table.Mean(runs, c) > 0).FirstOrDefault();
    }

    private static bool IsPlainThroughput(ISlaCriterion criterion) => criterion.Metric.EndsWith("throughput", StringComparison.Ordinal);

    private bool Falls(int criterion)
    {
        var best = double.PositiveInfinity;
        foreach (var load in _pool.Loads)
        {
            var margin = _table.Mean(_pool.At(load), criterion);
            if (margin > best + ClearlyFalling)
            {
                return true;
            }

            best = Math.Min(best, margin);
        }

        return false;
    }
}
