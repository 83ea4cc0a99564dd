using System.Text;

namespace ServeMulti.Processes;

/// <summary>Cuts a stream of UTF-8 bytes into lines, in bounded memory however long a line is.</summary>
/// <remarks>A carriage return ends a line as a line feed does: progress bars are rewritten with it. Empty lines are left out.</remarks>
internal sealed class LineSplitter
{
    public const int LongestLine = 2_000;

    private const string CutSign = "…";

    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _line = new();
    private readonly Action<string> _lineCompleted;
    private bool _isCut;

    public LineSplitter(Action<string> lineCompleted) => _lineCompleted = lineCompleted;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        Span<char> characters = stackalloc char[1024];
        while (bytes.Length > 0)
        {
            _decoder.Convert(bytes, characters, flush: false, out int bytesUsed, out int charactersUsed, out _);
            Append((ReadOnlySpan<char>)characters[..charactersUsed]);
            bytes = bytes[bytesUsed..];
        }
    }

    /// <summary>Completes a last line that has no end.</summary>
    public void Complete()
    {
        Span<char> rest = stackalloc char[4];
        _decoder.Convert([], rest, flush: true, out _, out int charactersUsed, out _);
        Append((ReadOnlySpan<char>)rest[..charactersUsed]);
        EndLine();
    }

    private void Append(ReadOnlySpan<char> characters)
    {
        while (characters.Length > 0)
        {
            int end = characters.IndexOfAny('\n', '\r');
            AppendToLine(end < 0 ? characters : characters[..end]);
            if (end < 0)
            {
                return;
            }

            EndLine();
            characters = characters[(end + 1)..];
        }
    }

    private void AppendToLine(ReadOnlySpan<char> part)
    {
        int room = LongestLine - CutSign.Length - _line.Length;
        _isCut |= part.Length > room;
        _line.Append(part.Length > room ? part[..room] : part);
    }

    private void EndLine()
    {
        if (_line.Length == 0)
        {
            return;
        }

        string line = _isCut ? _line + CutSign : _line.ToString();
        _line.Clear();
        _isCut = false;
        _lineCompleted(line);
    }
}
