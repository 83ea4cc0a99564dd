namespace ServeMulti.Results.Folder;

/// <summary>Reads a stream line by line, as bytes, with the place of each line.</summary>
internal sealed class LineReader
{
    /// <summary>A line of this length is none of ours.</summary>
    private const int Longest = 64 * 1024 * 1024;

    private readonly Stream _stream;
    private byte[] _buffer = new byte[256 * 1024];

    public LineReader(Stream stream) => _stream = stream;

    /// <summary>Yields each line with its line feed; the last one without, where the file does not end in one, or is read no further
    /// because the line is longer than memory should hold. Each is valid until the next.</summary>
    public IEnumerable<(long Offset, ReadOnlyMemory<byte> Line)> ReadLines()
    {
        var offset = 0L;
        var start = 0;
        var end = 0;
        while (true)
        {
            var length = _buffer.AsSpan(start, end - start).IndexOf((byte)'\n') + 1;
            if (length > 0)
            {
                yield return (offset, _buffer.AsMemory(start, length));
                offset += length;
                start += length;
                continue;
            }

            if (!TryMakeRoom(ref start, ref end))
            {
                break;
            }

            var read = _stream.Read(_buffer.AsSpan(end));
            if (read == 0)
            {
                break;
            }

            end += read;
        }

        if (end > start)
        {
            yield return (offset, _buffer.AsMemory(start, end - start));
        }
    }

    private bool TryMakeRoom(ref int start, ref int end)
    {
        if (start > 0)
        {
            _buffer.AsSpan(start, end - start).CopyTo(_buffer);
            (start, end) = (0, end - start);
        }

        if (end == Longest)
        {
            return false;
        }

        if (end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        return true;
    }
}
