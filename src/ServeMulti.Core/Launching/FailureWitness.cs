using ServeMulti.Processes;

namespace ServeMulti.Launching;

/// <summary>Explains the exit of a server by what it printed last.</summary>
/// <remarks>
/// The line that names the cause is seldom among the very last ones: vLLM's API server, for instance, ends with some forty lines of its own
/// that say only that the cause is above. Nothing is looked at while a server runs, which may print tens of thousands of lines a
/// second.
/// </remarks>
internal sealed class FailureWitness
{
    /// <summary>How far back a line may lie: one that the server has survived for long is no cause of its end.</summary>
    public const int LinesLookedBack = FailureHeadline.LinesLookedBack;

    private readonly IReadOnlyList<ServerFailureCause> _causes;

    public FailureWitness(IReadOnlyList<ServerFailureCause> causes) => _causes = causes;

    /// <summary>Words why the server exited, to follow what happened: the known cause, else the line of its output that says why, else
    /// nothing.</summary>
    /// <param name="exitCode">Its exit code.</param>
    /// <param name="output">Its last lines, <see cref="LinesLookedBack"/> where there are so many.</param>
    public string Describe(int exitCode, IReadOnlyList<string> output) =>
        Explain(exitCode, output) is { } explained ? ExplainedExit.Describe(explained)
        : FailureHeadline.TryFind(output) is { } headline ? $": {headline}"
        : "";

    /// <summary>Explains the exit of the server; null where its output names no known cause.</summary>
    /// <param name="exitCode">Its exit code.</param>
    /// <param name="output">Its last lines, <see cref="LinesLookedBack"/> where there are so many.</param>
    public ExplainedExit? Explain(int exitCode, IReadOnlyList<string> output)
    {
        foreach (var cause in _causes)
        {
            if (output.LastOrDefault(line => cause == _causes.FirstOrDefault(told => told.IsToldBy(line))) is { } line)
            {
                return new ExplainedExit(cause, line);
            }
        }

        return exitCode == ExitCodes.Killed && !OperatingSystem.IsWindows() ? new ExplainedExit(ServerFailureCauses.Killed, null) : null;
    }
}
