using ServeMulti.Parameters;

namespace ServeMulti.Processes;

/// <summary>The last lines that a process wrote: kept as bytes, and made plain text when they are requested. Safe for use from several
/// threads.</summary>
internal sealed class OutputTail
{
    /// <summary>How many lines are shown in messages and stored with a failure.</summary>
    public const int ShownLines = 50;

    /// <summary>How many lines are kept: the cause of a failure may lie far above the last ones.</summary>
    public const int KeptLines = FailureHeadline.LinesLookedBack;

    private readonly object _gate = new();
    private readonly byte[][] _lines = new byte[KeptLines][];
    private readonly int[] _lengths = new int[KeptLines];
    private readonly SecretRedactor? _secrets;
    private long _count;

    /// <param name="secrets">What hides the secrets of the process in the lines that are read; null: nothing does.</param>
    public OutputTail(SecretRedactor? secrets = null) => _secrets = secrets;

    /// <summary>Adds a line. Its place is that of the oldest, whose memory is used again.</summary>
    public void Add(ReadOnlySpan<byte> line)
    {
        lock (_gate)
        {
            var place = (int)(_count++ % KeptLines);
            if (_lines[place] is not { } buffer || buffer.Length < line.Length)
            {
                _lines[place] = buffer = new byte[line.Length + (line.Length / 2)];
            }

            line.CopyTo(buffer);
            _lengths[place] = line.Length;
        }
    }

    /// <summary>Returns the last lines, oldest first, without colours, other control characters and secrets; lines of which nothing is left
    /// are
    /// left out.</summary>
    public IReadOnlyList<string> ToList(int most = ShownLines)
    {
        var lines = new List<string>();
        lock (_gate)
        {
            for (var number = _count - 1; number >= Math.Max(0, _count - KeptLines) && lines.Count < most; number--)
            {
                var place = (int)(number % KeptLines);
                var plain = PlainText.Of(LineSplitter.Decode(_lines[place].AsSpan(0, _lengths[place])));
                if (plain.Length > 0)
                {
                    lines.Add(plain);
                }
            }
        }

        lines.Reverse();
        return _secrets?.Redact(lines) ?? lines;
    }
}
