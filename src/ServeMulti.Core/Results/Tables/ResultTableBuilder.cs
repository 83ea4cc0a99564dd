namespace ServeMulti.Results;

/// <summary>Builds a table row by row.</summary>
internal sealed class ResultTableBuilder
{
    private readonly TableColumns _columns = new();
    private readonly RowTokens _row = new();
    private readonly RowBlock.Builder _blocks = new();

    /// <summary>Adds the row of a record: a flat JSON object.</summary>
    public void Add(ReadOnlyMemory<byte> record)
    {
        _row.Read(record, _columns);
        _blocks.Add(_row);
    }

    public ResultTable Build() => new(_columns, _blocks.Complete());
}
