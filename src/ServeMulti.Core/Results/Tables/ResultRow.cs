namespace ServeMulti.Results;

/// <summary>One row of a <see cref="ResultTable"/>: one run. Immutable.</summary>
public sealed class ResultRow
{
    private readonly TableColumns _columns;
    private readonly RowBlock _block;
    private readonly int _index;

    internal ResultRow(TableColumns columns, RowBlock block, int index)
    {
        _columns = columns;
        _block = block;
        _index = index;
    }

    /// <summary>Gets the cell of a column; empty where the run has no such field, or the table no such column.</summary>
    /// <param name="column">The name of the column.</param>
    public ResultCell this[string column] => _columns.TryFind(column, out var index) ? this[index] : default;

    /// <summary>Gets the cell of a column.</summary>
    /// <param name="column">The number of the column, from 0.</param>
    public ResultCell this[int column] => ResultCell.Parse(FindToken(column));

    /// <summary>Finds the cell of a column, as JSON; empty where there is nothing in it.</summary>
    internal ReadOnlySpan<byte> FindToken(int column) => _block.Find(_index, column);
}
