namespace ServeMulti.Results;

/// <summary>One row of a <see cref="ResultTable"/>: one run. Immutable.</summary>
public sealed class ResultRow
{
    private readonly TableColumns _columns;
    private readonly ResultCell[] _cells;

    internal ResultRow(TableColumns columns, ResultCell[] cells)
    {
        _columns = columns;
        _cells = cells;
    }

    /// <summary>Gets the cell of a column; empty where the run has no such field, or the table no such column.</summary>
    /// <param name="column">The name of the column.</param>
    public ResultCell this[string column] => _columns.TryFind(column, out var index) ? this[index] : default;

    /// <summary>Gets the cell of a column.</summary>
    /// <param name="column">The number of the column, from 0.</param>
    public ResultCell this[int column] => column < _cells.Length ? _cells[column] : default;
}
