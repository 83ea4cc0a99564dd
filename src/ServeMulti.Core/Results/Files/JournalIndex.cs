namespace ServeMulti.Results.Files;

/// <summary>Which runs a journal speaks of, and where.</summary>
internal sealed class JournalIndex
{
    private readonly Dictionary<(string Folder, int Run), JournalLine> _lines = [];

    /// <summary>Gets the number of lines that are of no use: torn, not ours, or of a run that a later line speaks of again.</summary>
    public int InvalidLines { get; private set; }

    /// <summary>Gets the number of runs.</summary>
    public int Count => _lines.Count;

    public void Add(string folder, int run, JournalLine line)
    {
        if (!_lines.TryAdd((folder, run), line))
        {
            InvalidLines++;
            _lines[(folder, run)] = line;
        }
    }

    public void CountInvalid() => InvalidLines++;

    public bool TryFind(string folder, int run, out JournalLine line) => _lines.TryGetValue((folder, run), out line);
}
