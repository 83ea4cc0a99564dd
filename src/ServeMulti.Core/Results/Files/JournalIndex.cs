namespace ServeMulti.Results.Files;

/// <summary>Which runs a journal speaks of, and where.</summary>
internal sealed class JournalIndex
{
    private readonly Dictionary<string, Dictionary<int, (string CaseKey, JournalLine Line)>> _runs = new(StringComparer.Ordinal);

    /// <summary>Gets the number of lines that are of no use: torn, not ours, or of a run that a later line speaks of again.</summary>
    public int InvalidLines { get; private set; }

    /// <summary>Gets the number of runs.</summary>
    public int Count { get; private set; }

    public void Add(string caseKey, string folder, int run, JournalLine line)
    {
        if (!_runs.TryGetValue(folder, out var runs))
        {
            _runs.Add(folder, runs = []);
        }

        if (runs.ContainsKey(run))
        {
            InvalidLines++;
        }
        else
        {
            Count++;
        }

        runs[run] = (caseKey, line);
    }

    public void CountInvalid() => InvalidLines++;

    public bool TryFind(string folder, int run, out string caseKey, out JournalLine line)
    {
        (caseKey, line) = ("", default);
        if (!_runs.TryGetValue(folder, out var runs) || !runs.TryGetValue(run, out var found))
        {
            return false;
        }

        (caseKey, line) = found;
        return true;
    }
}
