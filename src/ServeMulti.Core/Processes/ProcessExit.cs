namespace ServeMulti.Processes;

/// <summary>How a child process ended.</summary>
/// <param name="ExitCode">The exit code; on Linux and macOS 128 + the signal's number where a signal ended it.</param>
/// <param name="RecentOutput">The last lines of standard output and standard error together, oldest first.</param>
public sealed record ProcessExit(int ExitCode, IReadOnlyList<string> RecentOutput);
