using ServeMulti.Cases;

namespace ServeMulti.Results.Folder;

/// <summary>One case, or one load of a case, of a merged experiment, and where each of its runs comes from.</summary>
internal sealed class MergedCase
{
    private readonly List<(MergeSource Source, CaseFolder Folder)> _origins = [];

    public MergedCase(BenchmarkCase benchmarkCase, int rank)
    {
        Case = benchmarkCase;
        Rank = rank;
    }

    public BenchmarkCase Case { get; }

    public int Rank { get; }

    public SortedDictionary<int, (MergeSource Source, CaseFolder Folder)> Runs { get; } = [];

    /// <summary>Adds the runs of one experiment; returns the numbers of those that another one has with other results.</summary>
    public IReadOnlyList<int> Add(MergeSource source, CaseFolder folder)
    {
        var contradictions = new List<int>();
        _origins.Add((source, folder));
        foreach (var run in folder.Runs.Keys)
        {
            if (!Runs.TryAdd(run, (source, folder)) && !Runs[run].Source.HasSameRun(Runs[run].Folder, source, folder, run))
            {
                contradictions.Add(run);
            }
        }

        return contradictions;
    }

    public RunRecord Read(int run) => new(Case, run, Runs[run].Source.ReadRun(Runs[run].Folder, run));

    public void CopyOthers(string target)
    {
        foreach (var (source, folder) in _origins)
        {
            source.CopyOthers(folder, target, Runs.ContainsKey);
        }
    }
}
