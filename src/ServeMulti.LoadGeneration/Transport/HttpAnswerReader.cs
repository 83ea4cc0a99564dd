using System.Buffers.Text;

namespace ServeMulti.LoadGeneration.Transport;

/// <summary>Reads one answer in HTTP/1.1 after another, from whatever pieces arrive.</summary>
/// <remarks>RFC 9112: the end of the content is marked by chunks, by a length or by the end of the connection. Trailers and chunk extensions
/// are read over.</remarks>
internal sealed class HttpAnswerReader
{
    private const int LongestHead = 64 * 1024;

    private readonly LineReader _lines = new(LongestHead);
    private State _state;
    private long _left;
    private int _headLength;

    private enum State
    {
        StatusLine,
        Headers,
        Content,
        ContentUntilClose,
        ChunkLength,
        Chunk,
        ChunkEnd,
        Trailers,
        End,
    }

    public HttpAnswerHead Head { get; } = new();

    /// <summary>Gets whether the head has been read.</summary>
    public bool HasHead => _state > State.Headers;

    /// <summary>Gets whether the whole answer has been read.</summary>
    public bool IsAtEnd => _state == State.End;

    /// <summary>Gets whether the end of the connection is the end of the answer.</summary>
    public bool EndsWithConnection => _state == State.ContentUntilClose;

    /// <summary>Makes ready for the next answer.</summary>
    public void Restart()
    {
        _state = State.StatusLine;
        _headLength = 0;
        _lines.Clear();
    }

    /// <summary>Reads on: up to the end of the head, of a piece of content, of the answer or of the data, whichever comes first.</summary>
    /// <param name="data">What has arrived; what was read is taken off its front.</param>
    /// <returns>A piece of the content; empty if there is none.</returns>
    /// <exception cref="HttpIOException">The answer is not HTTP/1.1.</exception>
    public ReadOnlySpan<byte> Read(ref ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty && _state != State.End)
        {
            if (_state is State.Content or State.ContentUntilClose or State.Chunk)
            {
                return ReadContent(ref data);
            }

            if (_lines.TryRead(ref data, out var line) && ReadLine(line))
            {
                break;
            }
        }

        return default;
    }

    // Returns whether the line was the last one of the head.
    private bool ReadLine(ReadOnlySpan<byte> line)
    {
        CountHead(line);
        switch (_state)
        {
            case State.StatusLine:
                Head.ReadStatusLine(line);
                _state = State.Headers;
                return false;
            case State.Headers:
                return ReadHeader(line);
            case State.ChunkLength:
                _left = ReadChunkLength(line);
                _state = _left == 0 ? State.Trailers : State.Chunk;
                return false;
            case State.ChunkEnd when !line.IsEmpty:
                throw new HttpIOException(HttpRequestError.InvalidResponse, "A chunk of the answer is longer than its size says.");
            case State.ChunkEnd:
                _state = State.ChunkLength;
                return false;
            default:
                _state = line.IsEmpty ? State.End : State.Trailers;
                return false;
        }
    }

    // Heads that announce another, and trailers, count too: a server that sends them without end must not be listened to without end.
    private void CountHead(ReadOnlySpan<byte> line)
    {
        _headLength += _state is State.StatusLine or State.Headers or State.Trailers ? line.Length + 1 : 0;
        if (_headLength > LongestHead)
        {
            throw new HttpIOException(HttpRequestError.InvalidResponse, "The head of the answer is too long.");
        }
    }

    private bool ReadHeader(ReadOnlySpan<byte> line)
    {
        if (!line.IsEmpty)
        {
            Head.ReadHeader(line);
            return false;
        }

        _state = Head.IsInterim ? State.StatusLine : FindContent();
        return HasHead;
    }

    private State FindContent()
    {
        _left = Head.ContentLength ?? 0;
        return Head.HasNoContent ? State.End
            : Head.IsChunked ? State.ChunkLength
            : Head.ContentLength is null ? State.ContentUntilClose
            : _left == 0 ? State.End
            : State.Content;
    }

    private ReadOnlySpan<byte> ReadContent(ref ReadOnlySpan<byte> data)
    {
        var content = _state == State.ContentUntilClose || data.Length <= _left ? data : data[..(int)_left];
        data = data[content.Length..];
        if (_state != State.ContentUntilClose)
        {
            _left -= content.Length;
            _state =
                _left > 0 ? _state
                : _state == State.Chunk ? State.ChunkEnd
                : State.End;
        }

        return content;
    }

    private static long ReadChunkLength(ReadOnlySpan<byte> line)
    {
        var end = line.IndexOfAny(" \t;"u8);
        var digits = end < 0 ? line : line[..end];
        return Utf8Parser.TryParse(digits, out long length, out var read, 'x') && read == digits.Length && length >= 0
            ? length
            : throw new HttpIOException(HttpRequestError.InvalidResponse, "A chunk of the answer has no valid length.");
    }
}
