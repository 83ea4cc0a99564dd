namespace ServeMulti.Results;

/// <summary>The values of some dozens of rows in two arrays: a cell costs its JSON text and four bytes, wherever it stands in a table of any size. Immutable.</summary>
internal sealed class RowBlock
{
    private readonly byte[] _text;
    private readonly int[] _ends;
    private readonly int[] _firstCells;

    private RowBlock(byte[] text, int[] ends, int[] firstCells)
    {
        _text = text;
        _ends = ends;
        _firstCells = firstCells;
    }

    /// <summary>Finds a cell, as JSON; empty where the row has no value in the column.</summary>
    public ReadOnlySpan<byte> Find(int row, int column)
    {
        var cell = _firstCells[row] + column;
        if (cell >= _firstCells[row + 1])
        {
            return default;
        }

        var start = cell == 0 ? 0 : _ends[cell - 1];
        return _text.AsSpan(start, _ends[cell] - start);
    }

    /// <summary>Collects rows until they fill a block.</summary>
    public sealed class Builder
    {
        // Arrays of a block stay below the size from which the runtime keeps them apart, where they are not moved together.
        private const int FullText = 48 * 1024;
        private const int FullCells = 8 * 1024;

        private readonly List<byte> _text = new(FullText + 4096);
        private readonly List<int> _ends = new(FullCells);
        private readonly List<int> _firstCells = [0];

        public int Count => _firstCells.Count - 1;

        public bool IsFull => _text.Count >= FullText || _ends.Count >= FullCells;

        public void Add(RowTokens row)
        {
            for (var column = 0; column < row.Count; column++)
            {
                _text.AddRange(row[column]);
                _ends.Add(_text.Count);
            }

            _firstCells.Add(_ends.Count);
        }

        /// <summary>Returns the rows that were added, and begins anew.</summary>
        public RowBlock Complete()
        {
            var block = new RowBlock([.. _text], [.. _ends], [.. _firstCells]);
            _text.Clear();
            _ends.Clear();
            _firstCells.RemoveRange(1, _firstCells.Count - 1);
            return block;
        }
    }
}
