namespace ServeMulti.Sla.Methods;

/// <summary>Keeps the time that the runs of a search took, by what their results state: the same whether they are made or were
/// stored.</summary>
internal sealed class RunClock(LoadVariable variable, SlaSearchOptions options)
{
    private double _seconds;
    private double _runs;

    /// <summary>Gets whether less time is left than a shortest run takes.</summary>
    public bool IsSpent => options.TimeBudget is { } budget && _seconds + NextSeconds > budget.TotalSeconds;

    /// <summary>Gets how long another run takes at least.</summary>
    private double NextSeconds =>
        _runs == 0 ? 0
        : variable.IsRate ? options.RunTime.TotalSeconds
        : _seconds / _runs;

    /// <summary>Adds the last of the runs at a load.</summary>
    public void Add(IReadOnlyList<PoolRun> runs)
    {
        _runs++;
        _seconds += runs[^1].Figures is { Seconds: > 0 } figures && double.IsFinite(figures.Seconds) ? figures.Seconds : 0;
    }
}
