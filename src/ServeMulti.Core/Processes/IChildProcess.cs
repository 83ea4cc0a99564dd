namespace ServeMulti.Processes;

/// <summary>A child process of ours, with everything that it started. Disposing it ends all of them at once, whatever state they are
/// in.</summary>
public interface IChildProcess : IAsyncDisposable
{
    /// <summary>Gets the identity of the process.</summary>
    ProcessIdentity Identity { get; }

    /// <summary>Gets a task that completes when the process has exited and its output was read (a grandchild that holds the pipe is not
    /// waited for). Never faults.</summary>
    Task<ProcessExit> Exited { get; }

    /// <summary>Gets the last lines of standard output and standard error together, oldest first; at most 50 lines of 2,000 characters,
    /// without colours and other control characters, and with <c>REDACTED</c> in place of secrets.</summary>
    IReadOnlyList<string> RecentOutput { get; }

    /// <summary>Returns more of the last lines than <see cref="RecentOutput"/> holds, in the same form: what explains a failure may lie far
    /// above the last lines.</summary>
    /// <param name="lines">The most lines wanted; 400 are kept.</param>
    /// <remarks>Where it is not implemented, it returns <see cref="RecentOutput"/>.</remarks>
    IReadOnlyList<string> ReadRecentOutput(int lines) => RecentOutput;

    /// <summary>Ends the process and everything it started: asks (SIGTERM), waits, then kills, and verifies that none is left.</summary>
    /// <param name="grace">How long to wait between asking and killing; zero kills at once.</param>
    /// <param name="cancellationToken">Cuts the grace short: what still runs is killed at once. The method always leaves nothing
    /// running.</param>
    /// <remarks>Safe to call more than once, also when the process has already exited.</remarks>
    Task StopAsync(TimeSpan grace, CancellationToken cancellationToken);
}
