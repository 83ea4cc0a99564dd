namespace ServeMulti.Results.Folder;

/// <summary>The finished runs of an experiment in the order of its table: reads them, or copies them to CSV, several at a time where the disk allows it.</summary>
internal sealed class TableSource
{
    private const int RowsPerPart = 1024;

    private readonly IFileSystem _files;
    private readonly ExperimentLayout _layout;
    private readonly RunJournal _journal;
    private readonly IReadOnlyList<RunPlace> _runs;
    private readonly int _rowsPerPart;
    private readonly bool _isSideBySide;

    public TableSource(IFileSystem files, ExperimentLayout layout, RunJournal journal, IReadOnlyList<RunPlace> runs)
        : this(files, layout, journal, runs, RowsPerPart, SideBySide.RowsWorthThreads)
    {
    }

    internal TableSource(IFileSystem files, ExperimentLayout layout, RunJournal journal, IReadOnlyList<RunPlace> runs, int rowsPerPart, int rowsWorthThreads)
    {
        _files = files;
        _layout = layout;
        _journal = journal;
        _runs = runs;
        _rowsPerPart = rowsPerPart;
        _isSideBySide = files.IsShared && runs.Count >= rowsWorthThreads;
    }

    /// <summary>Reads the whole table.</summary>
    public ResultTable Read(CancellationToken cancellationToken)
    {
        var columns = new TableColumns();
        using var reader = Open(columns);
        var parts = new IReadOnlyList<RowBlock>?[(_runs.Count + _rowsPerPart - 1) / _rowsPerPart];
        if (parts.Length > 0)
        {
            parts[0] = ReadPart(0, reader.Read, cancellationToken);
        }

        if (_isSideBySide)
        {
            ReadSideBySide(parts, columns, cancellationToken);
        }

        // Columns stand in the order in which the rows bring them: a part with a new one waits for those before it.
        for (var part = 1; part < parts.Length; part++)
        {
            parts[part] ??= ReadPart(part, reader.Read, cancellationToken);
        }

        return new ResultTable(columns, parts.SelectMany(blocks => blocks!));
    }

    /// <summary>Writes the table, of which no more than some parts are in memory at a time.</summary>
    /// <param name="stream">The stream; it is written from its beginning.</param>
    public void WriteCsv(Stream stream)
    {
        var columns = new TableColumns();
        using var reader = Open(columns);
        if (_runs.Count > 0)
        {
            reader.Read(_runs[0]);
        }

        while (!TryWriteCsv(stream, reader, columns))
        {
            foreach (var run in _runs)
            {
                reader.Read(run);
            }
        }
    }

    /// <summary>Reads the parts that bring no column; the others stay null.</summary>
    private void ReadSideBySide(IReadOnlyList<RowBlock>?[] parts, TableColumns columns, CancellationToken cancellationToken)
    {
        using var readers = new ReaderOfEachThread(this, columns);
        SideBySide.For(_files, parts.Length, part => parts[part] ??= ReadPart(part, readers.TryReadKnown, cancellationToken), cancellationToken);
    }

    private IReadOnlyList<RowBlock>? ReadPart(int part, Func<RunPlace, RowTokens?> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var blocks = new RowBlock.Builder();
        for (var run = part * _rowsPerPart; run < Math.Min((part + 1) * _rowsPerPart, _runs.Count); run++)
        {
            if (read(_runs[run]) is not { } row)
            {
                return null;
            }

            blocks.Add(row);
        }

        return blocks.Complete();
    }

    private bool TryWriteCsv(Stream stream, RowReader reader, TableColumns columns)
    {
        if (!_isSideBySide)
        {
            return ResultTableCsv.TryWrite(stream, columns.Names, _runs, reader.TryReadKnown, isSideBySide: false);
        }

        using var readers = new ReaderOfEachThread(this, columns);
        return ResultTableCsv.TryWrite(stream, columns.Names, _runs, readers.TryReadKnown, isSideBySide: true);
    }

    private RowReader Open(TableColumns columns) => new(_files, _layout, _journal.OpenReader(), columns);

    /// <summary>Readers that know the same columns; what one gives is valid until its thread reads again.</summary>
    private sealed class ReaderOfEachThread : IDisposable
    {
        private readonly ThreadLocal<RowReader> _readers;

        public ReaderOfEachThread(TableSource source, TableColumns columns) => _readers = new(() => source.Open(columns.Copy()), trackAllValues: true);

        public RowTokens? TryReadKnown(RunPlace place) => _readers.Value!.TryReadKnown(place);

        public void Dispose()
        {
            foreach (var reader in _readers.Values)
            {
                reader.Dispose();
            }

            _readers.Dispose();
        }
    }
}
