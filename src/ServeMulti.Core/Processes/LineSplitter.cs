using System.Text;

namespace ServeMulti.Processes;

/// <summary>Cuts a stream of UTF-8 bytes into lines, in bounded memory however long a line is. Nothing is decoded or allocated for a line:
/// servers print tens of thousands a second.</summary>
/// <remarks>A carriage return ends a line as a line feed does: progress bars are rewritten with it. Empty lines are left out.</remarks>
internal sealed class LineSplitter
{
    /// <summary>The most characters of a line's text.</summary>
    public const int LongestLine = 2_000;

    // No UTF-16 character comes of more than three bytes: this many are always more text than is kept.
    private const int LongestLineBytes = 3 * LongestLine;

    private const string CutSign = "…";

    private readonly LineReceiver _lineCompleted;
    private byte[] _begun = new byte[256];
    private int _begunLength;

    public LineSplitter(LineReceiver lineCompleted) => _lineCompleted = lineCompleted;

    /// <summary>Receives the bytes of one line, which are only lent; <see cref="Decode"/> makes text of them.</summary>
    public delegate void LineReceiver(ReadOnlySpan<byte> line);

    /// <summary>Returns the text of a line: bytes that are no UTF-8 become replacement characters, and what is too long is cut and
    /// marked.</summary>
    public static string Decode(ReadOnlySpan<byte> line)
    {
        var text = Encoding.UTF8.GetString(line);
        if (text.Length < LongestLine)
        {
            return text;
        }

        var kept = LongestLine - CutSign.Length;
        return text[..(char.IsHighSurrogate(text[kept - 1]) ? kept - 1 : kept)] + CutSign;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var end = bytes.IndexOfAny((byte)'\n', (byte)'\r');
            if (end < 0)
            {
                Begin(bytes);
                return;
            }

            if (_begunLength > 0)
            {
                Begin(bytes[..end]);
                Complete();
            }
            else if (end > 0)
            {
                _lineCompleted(bytes[..Math.Min(end, LongestLineBytes)]);
            }

            bytes = bytes[(end + 1)..];
        }
    }

    /// <summary>Completes a last line that has no end.</summary>
    public void Complete()
    {
        if (_begunLength > 0)
        {
            var length = _begunLength;
            _begunLength = 0;
            _lineCompleted(_begun.AsSpan(0, length));
        }
    }

    private void Begin(ReadOnlySpan<byte> part)
    {
        part = part[..Math.Min(part.Length, LongestLineBytes - _begunLength)];
        if (_begunLength + part.Length > _begun.Length)
        {
            Array.Resize(ref _begun, Math.Min(LongestLineBytes, 2 * (_begunLength + part.Length)));
        }

        part.CopyTo(_begun.AsSpan(_begunLength));
        _begunLength += part.Length;
    }
}
