using System.Runtime.CompilerServices;

namespace ServeMulti.Results;

/// <summary>The values of some dozens of rows in two arrays: a cell costs its JSON text and four bytes, wherever it is in a table of
/// any size. Immutable.</summary>
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

    /// <summary>Gets the number of rows.</summary>
    public int Count => _firstCells.Length - 1;

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

    /// <summary>Collects rows in blocks.</summary>
    public sealed class Builder
    {
        // Arrays of a block stay below the size from which the runtime keeps them apart, where they are not moved together.
        private const int FullText = 48 * 1024;
        private const int FullCells = 8 * 1024;

        private readonly List<RowBlock> _blocks = [];
        private readonly List<int> _firstCells = [0];
        private byte[] _text = new byte[FullText + 4096];
        private int[] _ends = new int[FullCells + 256];
        private int _textLength;
        private int _cells;

        /// <summary>Adds a row, which is copied.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Add(RowTokens row)
        {
            if (_ends.Length < _cells + row.Count)
            {
                Array.Resize(ref _ends, 2 * (_cells + row.Count));
            }

            var record = row.Record;
            if (_text.Length < _textLength + record.Length)
            {
                Array.Resize(ref _text, 2 * (_textLength + record.Length));
            }

            foreach (var (start, length) in row.Places)
            {
                record.Slice(start, length).CopyTo(_text.AsSpan(_textLength));
                _textLength += length;
                _ends[_cells++] = _textLength;
            }

            _firstCells.Add(_cells);
            if (_textLength >= FullText || _cells >= FullCells)
            {
                CompleteBlock();
            }
        }

        /// <summary>Returns the blocks of all rows that were added.</summary>
        public IReadOnlyList<RowBlock> Complete()
        {
            if (_firstCells.Count > 1)
            {
                CompleteBlock();
            }

            return _blocks;
        }

        private void CompleteBlock()
        {
            _blocks.Add(new RowBlock(_text.AsSpan(0, _textLength).ToArray(), _ends.AsSpan(0, _cells).ToArray(), [.. _firstCells]));
            (_textLength, _cells) = (0, 0);
            _firstCells.RemoveRange(1, _firstCells.Count - 1);
        }
    }
}
