namespace ServeMulti.Results.Files;

/// <summary>Reads rows of a table: from the journal, or, where it has no good line of a run, from the run's own file.</summary>
internal sealed class RowReader : IDisposable
{
    private readonly IFileSystem _files;
    private readonly ExperimentLayout _layout;
    private readonly JournalReader _journal;
    private readonly RowTokens _row = new();

    /// <param name="files">The file operations.</param>
    /// <param name="layout">Where everything stands.</param>
    /// <param name="journal">Reads the journal; it is disposed with this object.</param>
    public RowReader(IFileSystem files, ExperimentLayout layout, JournalReader journal)
    {
        _files = files;
        _layout = layout;
        _journal = journal;
    }

    /// <summary>Yields a row per run; each is valid until the next.</summary>
    public IEnumerable<RowTokens> Read(IEnumerable<(string Folder, int Run, JournalLine? Line)> runs, TableColumns columns)
    {
        foreach (var (folder, run, line) in runs)
        {
            // A line that was damaged after it was written is of no use; the run's own file holds the same.
            if (line is not { } known || !_journal.TryRead(known, columns, _row))
            {
                _row.Read(RunObject.Parse(_files.ReadWhole(_layout.RunFile(folder, run))).ToRecord(), columns);
            }

            yield return _row;
        }
    }

    public ResultTable ReadTable(IEnumerable<(string Folder, int Run, JournalLine? Line)> runs, CancellationToken cancellationToken)
    {
        var builder = new ResultTableBuilder();
        foreach (var row in Read(runs, builder.Columns))
        {
            cancellationToken.ThrowIfCancellationRequested();
            builder.Add(row);
        }

        return builder.Build();
    }

    public void Dispose() => _journal.Dispose();
}
