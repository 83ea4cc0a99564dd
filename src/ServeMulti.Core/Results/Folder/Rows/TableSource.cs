namespace ServeMulti.Results.Folder;

/// <summary>The finished runs of an experiment in the order of its table: reads them, or copies them to CSV.</summary>
internal sealed class TableSource
{
    private readonly IFileSystem _files;
    private readonly ExperimentLayout _layout;
    private readonly RunJournal _journal;
    private readonly IReadOnlyList<RunPlace> _runs;

    public TableSource(IFileSystem files, ExperimentLayout layout, RunJournal journal, IReadOnlyList<RunPlace> runs)
    {
        _files = files;
        _layout = layout;
        _journal = journal;
        _runs = runs;
    }

    /// <summary>Reads the whole table.</summary>
    public ResultTable Read(CancellationToken cancellationToken)
    {
        var columns = new TableColumns();
        var blocks = new RowBlock.Builder();
        using var reader = Open(columns);
        foreach (var run in _runs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            blocks.Add(reader.Read(run));
        }

        return new ResultTable(columns, blocks.Complete());
    }

    /// <summary>Writes the table, of which one row is in memory at a time.</summary>
    /// <param name="stream">The stream; it is written from its beginning.</param>
    /// <param name="quotesFormulas">Whether text that a spreadsheet would run is quoted.</param>
    public void WriteCsv(Stream stream, bool quotesFormulas = false)
    {
        var columns = new TableColumns();
        using var reader = Open(columns);
        if (_runs.Count > 0)
        {
            reader.Read(_runs[0]);
        }

        // The first row has the columns of most tables. Where it has not, the rows are read once for their columns alone.
        while (!ResultTableCsv.TryWrite(stream, columns.Names, _runs, reader.TryReadKnown, quotesFormulas))
        {
            foreach (var run in _runs)
            {
                reader.Read(run);
            }
        }
    }

    private RowReader Open(TableColumns columns) => new(_files, _layout, _journal.OpenReader(), columns);
}
