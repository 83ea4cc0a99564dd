using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration.Transport;

/// <summary>Cuts arriving bytes into lines that end with LF or CRLF. A line that has arrived whole is not copied.</summary>
internal sealed class LineReader(int longest)
{
    private readonly ByteBuffer _begun = new(longest);

    /// <summary>Forgets a line that has begun.</summary>
    public void Clear() => _begun.Clear();

    /// <summary>Takes a line off the front of the data, without its end; what has begun of one is kept for the next data.</summary>
    /// <returns>Whether a line was there; it holds until the next call.</returns>
    /// <exception cref="HttpIOException">A line is too long.</exception>
    public bool TryRead(ref ReadOnlySpan<byte> data, out ReadOnlySpan<byte> line)
    {
        var end = data.IndexOf((byte)'\n');
        line = data[..(end < 0 ? data.Length : end)];
        data = data[(end < 0 ? data.Length : end + 1)..];
        if (_begun.Length + line.Length > longest)
        {
            throw new HttpIOException(HttpRequestError.InvalidResponse, "The head of the answer is too long.");
        }

        if (end < 0)
        {
            _begun.Append(line);
            return false;
        }

        if (_begun.Length > 0)
        {
            _begun.Append(line);
            line = _begun.Written;
            _begun.Clear();
        }

        line = line.EndsWith("\r"u8) ? line[..^1] : line;
        return true;
    }
}
