namespace ServeMulti.Launching;

/// <summary>How a server ended that was not asked to.</summary>
/// <param name="Message">One line: what happened, such as <c>the server exited with code 1</c>.</param>
/// <param name="ExitCode">The exit code; null where there is none.</param>
/// <param name="RecentOutput">The last lines of its output, oldest first.</param>
public sealed record ServerExit(string Message, int? ExitCode, IReadOnlyList<string> RecentOutput)
{
    /// <summary>Gets why it ended, as far as its output shows it; null where it does not.</summary>
    public ServerFailureCause? Cause { get; init; }
}
