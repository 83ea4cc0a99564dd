namespace ServeMulti.Launching;

/// <summary>A server that was ready when it was returned. Disposing it stops it: nothing of it is left afterwards. Disposing twice is
/// safe.</summary>
public interface IRunningServer : IAsyncDisposable
{
    /// <summary>Gets what was started.</summary>
    ServerSpec Spec { get; }

    /// <summary>Gets the address for clients, such as <c>http://127.0.0.1:8000</c>; null where the server has none.</summary>
    Uri? Endpoint { get; }

    /// <summary>Gets a task that completes when the server ends without having been asked to; its message says how (exit code and last
    /// lines). It never faults, and never completes for a server that is not ours.</summary>
    Task<ServerExit> Exited { get; }

    /// <summary>Gets the last lines of the server's output, oldest first; empty where it is not known.</summary>
    IReadOnlyList<string> RecentOutput { get; }

    /// <summary>Gets whether disposing the server and launching it again restarts it, which empties its caches; default true, and false for
    /// a server that is not ours.</summary>
    bool CanRestart => true;

    /// <summary>Checks whether the server still answers as it did when it became ready. A server that is merely busy gets time to
    /// answer.</summary>
    /// <remarks>The sweep asks after a run in which something failed: a server whose engine died can answer on, with errors.</remarks>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>One line that says what is wrong with it; null where nothing is, or where that is unknown, which is the default.</returns>
    /// <exception cref="OperationCanceledException">The question was cancelled.</exception>
    Task<string?> FindProblemAsync(CancellationToken cancellationToken = default) => Task.FromResult<string?>(null);

    /// <summary>Asks the server what it is, such as its version and its model: what makes two experiments comparable.</summary>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>What the server says, by name, such as <c>server version</c>; empty where it says nothing, which is the default.</returns>
    /// <exception cref="OperationCanceledException">The question was cancelled.</exception>
    Task<IReadOnlyDictionary<string, string>> ReadFactsAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>());
}
