namespace ServeMulti.Results;

/// <summary>Puts the rows of a table together, one after the other.</summary>
internal sealed class ResultTableBuilder
{
    private readonly List<ResultRow> _rows = [];
    private readonly RowTokens _row = new();
    private readonly RowBlock.Builder _block = new();

    /// <summary>Gets the columns seen so far.</summary>
    public TableColumns Columns { get; } = new();

    /// <summary>Adds the row of a record: a flat JSON object.</summary>
    public void Add(ReadOnlyMemory<byte> record)
    {
        _row.Read(record, Columns);
        Add(_row);
    }

    /// <summary>Adds a row whose values were found with <see cref="Columns"/>.</summary>
    public void Add(RowTokens row)
    {
        _block.Add(row);
        if (_block.IsFull)
        {
            CompleteBlock();
        }
    }

    public ResultTable Build()
    {
        CompleteBlock();
        return new ResultTable(Columns, _rows);
    }

    private void CompleteBlock()
    {
        var count = _block.Count;
        var block = _block.Complete();
        for (var index = 0; index < count; index++)
        {
            _rows.Add(new ResultRow(Columns, block, index));
        }
    }
}
