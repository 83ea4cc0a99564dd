using ServeMulti.Processes;

namespace ServeMulti.Launching;

/// <summary>Watches what one server prints, so that its exit can be explained. Safe for use from several threads.</summary>
/// <remarks>
/// The line that tells the cause is seldom among the last ones: vLLM's API server, for instance, ends with some forty lines of its own that
/// say only that the cause stands above.
/// </remarks>
internal sealed class FailureWitness
{
    /// <summary>How far back a line may lie: one that the server has survived for long is no cause of its end.</summary>
    public const int LinesLookedBack = FailureHeadline.LinesLookedBack;

    private readonly object _gate = new();
    private readonly IReadOnlyList<ServerFailureCause> _causes;
    private readonly (string Line, long Number)?[] _told;
    private readonly FailureHeadline _headline = new();
    private long _lines;

    public FailureWitness(IReadOnlyList<ServerFailureCause> causes)
    {
        _causes = causes;
        _told = new (string, long)?[causes.Count];
    }

    public void Hear(string line)
    {
        _headline.Hear(line);
        lock (_gate)
        {
            _lines++;
            for (int index = 0; index < _causes.Count; index++)
            {
                if (_causes[index].IsToldBy(line))
                {
                    _told[index] = (line, _lines);
                    return;
                }
            }
        }
    }

    /// <summary>Words why the server exited, to follow what happened: the known cause, else the line of its output that says why, else nothing.</summary>
    /// <param name="exitCode">Its exit code.</param>
    /// <param name="recentOutput">Its last lines, for hosts whose launcher passes on no lines.</param>
    public string Describe(int exitCode, IReadOnlyList<string> recentOutput) =>
        Explain(exitCode, recentOutput) is { } explained ? ExplainedExit.Describe(explained)
        : (_headline.TryFind() ?? FailureHeadline.TryFind(recentOutput)) is { } headline ? $": {headline}"
        : "";

    /// <summary>Explains the exit of the server; null where its output names no known cause.</summary>
    /// <param name="exitCode">Its exit code.</param>
    /// <param name="recentOutput">Its last lines, for hosts whose launcher passes on no lines.</param>
    public ExplainedExit? Explain(int exitCode, IReadOnlyList<string> recentOutput)
    {
        lock (_gate)
        {
            for (int index = 0; index < _causes.Count; index++)
            {
                string? line = _told[index] is { } told && told.Number > _lines - LinesLookedBack
                    ? told.Line
                    : recentOutput.LastOrDefault(_causes[index].IsToldBy);
                if (line is not null)
                {
                    return new ExplainedExit(_causes[index], line);
                }
            }
        }

        return exitCode == ExitCodes.Killed && !OperatingSystem.IsWindows() ? new ExplainedExit(ServerFailureCauses.Killed, null) : null;
    }
}
