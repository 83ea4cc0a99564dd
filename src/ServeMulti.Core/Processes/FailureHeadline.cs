using ServeMulti.Parameters;

namespace ServeMulti.Processes;

/// <summary>Finds, in what a process printed before it failed, the line that says why; the same for servers and benchmarks.</summary>
/// <remarks>
/// The last line is seldom the one: progress bars, tracebacks and warnings about what was not cleaned up follow it. Of the last lines the
/// most telling counts, and of equally telling ones the last. Where these only point to a cause that was printed before, as vLLM's do, it
/// is looked for further back.
/// </remarks>
internal sealed class FailureHeadline
{
    /// <summary>How far back a line may lie: one that the process has survived for long is no cause of its end.</summary>
    public const int LinesLookedBack = 400;

    /// <summary>Within the last lines a vague one is preferred to nothing.</summary>
    private const int LastLines = 50;

    private const int LongestLine = 300;

    private readonly (string Line, long Number)?[] _latest = new (string, long)?[Enum.GetValues<Telling>().Length];
    private readonly OutputLineReader _reader = new();
    private long _lines;

    private FailureHeadline() { }

    /// <summary>Finds the line in the last lines of a process, <see cref="LinesLookedBack"/> where there are so many; null if none says
    /// why.</summary>
    public static string? TryFind(IReadOnlyList<string> recentOutput)
    {
        var headline = new FailureHeadline();
        foreach (var line in recentOutput)
        {
            headline.Hear(line);
        }

        return headline.TryFind();
    }

    private void Hear(string line)
    {
        _lines++;
        if (_reader.Read(PlainText.Of(line)) is var (telling, text) && telling != Telling.Nothing)
        {
            _latest[(int)telling] = (text, _lines);
        }
    }

    private string? TryFind()
    {
        var found =
            Within(LastLines, Telling.Exception)
            ?? Within(LastLines, Telling.Error)
            ?? Within(LinesLookedBack, Telling.Exception)
            ?? Within(LinesLookedBack, Telling.Error)
            ?? Within(LastLines, Telling.Pointer)
            ?? Within(LastLines, Telling.Hint);
        return found is null ? null : Excerpt.OneLine(found, LongestLine);
    }

    private string? Within(int lines, Telling telling) =>
        _latest[(int)telling] is { } latest && latest.Number > _lines - lines ? latest.Line : null;
}
