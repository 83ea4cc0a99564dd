namespace ServeMulti.Results.Folder;

/// <summary>Which runs a journal speaks of, and where.</summary>
internal sealed class JournalIndex
{
    private readonly Dictionary<(string Folder, int Run), (string CaseKey, JournalLine Line)> _lines = [];

    /// <summary>Gets the number of lines that do not count: torn, not ours, or of a run that a later line speaks of again.</summary>
    public int InvalidLines { get; private set; }

    /// <summary>Gets the number of runs.</summary>
    public int Count => _lines.Count;

    /// <summary>Gets the runs, each by the name of its folder and its number.</summary>
    public IEnumerable<(string Folder, int Run)> Runs => _lines.Keys;

    public void Add(string caseKey, string folder, int run, JournalLine line)
    {
        if (!_lines.TryAdd((folder, run), (caseKey, line)))
        {
            InvalidLines++;
            _lines[(folder, run)] = (caseKey, line);
        }
    }

    public void CountInvalid() => InvalidLines++;

    public bool TryFind(string folder, int run, out string caseKey, out JournalLine line)
    {
        var isFound = _lines.TryGetValue((folder, run), out var found);
        (caseKey, line) = isFound ? found : ("", default);
        return isFound;
    }
}
