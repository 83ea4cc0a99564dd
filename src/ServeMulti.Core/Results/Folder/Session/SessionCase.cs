using ServeMulti.Cases;

namespace ServeMulti.Results.Folder;

/// <summary>One case, or one load of a case, of an experiment that is being run: what it is, where it is, what is finished.</summary>
internal sealed class SessionCase
{
    /// <param name="benchmarkCase">The case; null for a load that was found on the disk and that was not asked for yet.</param>
    /// <param name="name">The name of its folder.</param>
    /// <param name="folder">What was found there; null where there is nothing yet.</param>
    /// <param name="isVerified">Whether something says that the runs found there are this case's.</param>
    public SessionCase(BenchmarkCase? benchmarkCase, string name, CaseFolder? folder, bool isVerified)
    {
        Case = benchmarkCase;
        Name = name;
        IsVerified = isVerified;
        FoundKey = folder?.Key;
        Runs = folder?.Runs ?? [];
        Failures = folder?.Failures ?? [];
        SummaryLength = folder?.SummaryLength ?? -1;
    }

    public BenchmarkCase? Case { get; set; }

    public string Name { get; }

    public bool IsVerified { get; }

    /// <summary>Gets the key that <c>case.json</c> gave when the experiment was begun; null where there was none.</summary>
    public string? FoundKey { get; }

    /// <summary>Gets or sets whether <c>case.json</c> exists and names this case.</summary>
    public bool HasCaseFile { get; set; }

    /// <summary>Gets the finished runs by number.</summary>
    public SortedDictionary<int, StoredRun> Runs { get; }

    /// <summary>Gets the numbers of runs whose file was lost since the experiment was begun, and of which the journal still speaks.</summary>
    public HashSet<int> LostRuns { get; } = [];

    public SortedSet<int> Failures { get; }

    public List<SessionCase> Loads { get; } = [];

    /// <summary>Gets or sets the size of <c>summary.json</c>; -1 where there is none.</summary>
    public long SummaryLength { get; set; }

    /// <summary>Gets or sets whether a run was saved since the experiment was begun.</summary>
    public bool IsChanged { get; set; }

    /// <summary>Gets the loads in the order of tables.</summary>
    public IEnumerable<SessionCase> OrderedLoads => CaseFolder.OrderLoads(Loads, load => load.Name);
}
