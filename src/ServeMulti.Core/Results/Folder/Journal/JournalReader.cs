using System.Text.Unicode;

namespace ServeMulti.Results.Folder;

/// <summary>Reads lines of a journal at given places. What it gives is valid until the next call.</summary>
internal sealed class JournalReader : IDisposable
{
    private const int Least = 4 * 1024;
    private const int Most = 256 * 1024;

    private readonly Stream? _stream;
    private byte[] _buffer = new byte[Most];
    private long _start;
    private int _length;
    private long _next;
    private int _ahead = Least;

    public JournalReader(Stream? stream) => _stream = stream;

    /// <summary>Reads a line. False where the file no longer holds it.</summary>
    public bool TryRead(JournalLine line, out ReadOnlyMemory<byte> content)
    {
        var isThere = (line.Offset >= _start && line.Offset + line.Length <= _start + _length) || TryFill(line);
        _next = line.Offset + line.Length;
        content = isThere ? _buffer.AsMemory((int)(line.Offset - _start), line.Length) : default;
        return isThere;
    }

    /// <summary>Reads the values of a line's record. False where the line was damaged after it was written.</summary>
    public bool TryRead(JournalLine line, TableColumns columns, RowTokens row)
    {
        if (!TryRead(line, out var content) || !JournalLine.TryFindRecord(content, out var record) || !Utf8.IsValid(record.Span))
        {
            return false;
        }

        try
        {
            row.Read(record, columns);
            return true;
        }
        catch (Exception exception) when (JsonText.IsUnreadable(exception))
        {
            return false;
        }
    }

    public void Dispose() => _stream?.Dispose();

    /// <summary>The longer lines are asked for one behind the other, the more are read at a time: any order costs a few times the lines at
    /// most.</summary>
    private bool TryFill(JournalLine line)
    {
        if (_stream is null)
        {
            return false;
        }

        _ahead = line.Offset == _next ? Math.Min(2 * _ahead, Most) : Least;
        var wanted = Math.Max(line.Length, _ahead);
        if (_buffer.Length < wanted)
        {
            _buffer = new byte[wanted];
        }

        _stream.Position = line.Offset;
        _start = line.Offset;
        _length = _stream.ReadAtLeast(_buffer.AsSpan(0, wanted), line.Length, throwOnEndOfStream: false);
        return _length >= line.Length;
    }
}
