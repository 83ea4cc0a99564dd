namespace ServeMulti.Results.Folder;

/// <summary>Reads rows of a table: from the journal, or, where it has no good line of a run, from the run's own file.</summary>
internal sealed class RowReader : IDisposable
{
    private readonly IFileSystem _files;
    private readonly ExperimentLayout _layout;
    private readonly JournalReader _journal;
    private readonly TableColumns _columns;
    private readonly RowTokens _row = new();

    /// <param name="files">The file operations.</param>
    /// <param name="layout">Where everything is.</param>
    /// <param name="journal">Reads the journal; it is disposed with this object.</param>
    /// <param name="columns">The columns that are known.</param>
    public RowReader(IFileSystem files, ExperimentLayout layout, JournalReader journal, TableColumns columns)
    {
        _files = files;
        _layout = layout;
        _journal = journal;
        _columns = columns;
    }

    /// <summary>Reads a row, which is valid until the next; columns that are new are added.</summary>
    public RowTokens Read(RunPlace place)
    {
        // A line that was damaged after it was written is ignored; the run's own file holds the same.
        if (place.Line is not { } known || !_journal.TryRead(known, _columns, _row))
        {
            _row.Read(_files.ReadRun(_layout.RunFile(place.Folder, place.Run)).ToRecord(), _columns);
        }

        return _row;
    }

    /// <summary>Reads a row as <see cref="Read"/> does; null where it has a column that is not known, which is not added.</summary>
    public RowTokens? TryReadKnown(RunPlace place)
    {
        var known = _columns.Count;
        var row = Read(place);
        if (_columns.Count == known)
        {
            return row;
        }

        _columns.TakeBack(known);
        return null;
    }

    public void Dispose() => _journal.Dispose();
}
