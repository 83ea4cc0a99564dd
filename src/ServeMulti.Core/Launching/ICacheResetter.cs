namespace ServeMulti.Launching;

/// <summary>Empties a server's caches, so that a run does not profit from the one before it.</summary>
public interface ICacheResetter
{
    /// <summary>Finds, without starting anything, why the caches of a server cannot be reset.</summary>
    /// <param name="spec">The server that would be started.</param>
    /// <returns>One line that says what is missing and what to do; null where a reset is possible.</returns>
    string? FindProblem(ServerSpec spec);

    /// <summary>Returns whether that problem lies in the present state of this machine, such as a missing executable: a dry run warns of
    /// it.</summary>
    /// <param name="spec">The server that would be started.</param>
    /// <returns>What <see cref="FindProblem"/> returns, or null, which is the default.</returns>
    string? FindMachineProblem(ServerSpec spec) => null;

    /// <summary>Describes how the caches of a server are emptied, in a few words, so that a resumed experiment can notice a
    /// change.</summary>
    /// <param name="spec">The server that would be started.</param>
    /// <returns>What is done, such as a command; null (the default): unknown, and a change is not noticed.</returns>
    string? DescribeReset(ServerSpec spec) => null;

    /// <summary>Empties the caches.</summary>
    /// <param name="server">The running server.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="CacheResetException">A cache could not be emptied; the finished run is kept, the server should be restarted before
    /// the next one.</exception>
    Task ResetAsync(IRunningServer server, CancellationToken cancellationToken = default);
}
