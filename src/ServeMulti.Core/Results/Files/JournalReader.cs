using System.Text.Unicode;

namespace ServeMulti.Results.Files;

/// <summary>Reads lines of a journal at given places.</summary>
internal sealed class JournalReader : IDisposable
{
    private readonly Stream? _stream;
    private byte[] _buffer = new byte[8 * 1024];

    public JournalReader(Stream? stream) => _stream = stream is null ? null : new BufferedStream(stream, 128 * 1024);

    /// <summary>Reads a line; valid until the next call. False where the file no longer holds it.</summary>
    public bool TryRead(JournalLine line, out ReadOnlyMemory<byte> content)
    {
        content = default;
        if (_stream is null)
        {
            return false;
        }

        if (_buffer.Length < line.Length)
        {
            _buffer = new byte[line.Length * 2];
        }

        if (_stream.Position != line.Offset)
        {
            _stream.Position = line.Offset;
        }

        if (_stream.ReadAtLeast(_buffer.AsSpan(0, line.Length), line.Length, throwOnEndOfStream: false) < line.Length)
        {
            return false;
        }

        content = _buffer.AsMemory(0, line.Length);
        return true;
    }

    /// <summary>Reads the values of a line's record; valid until the next call. False where the line was damaged after it was written.</summary>
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
}
