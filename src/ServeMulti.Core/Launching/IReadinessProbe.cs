namespace ServeMulti.Launching;

/// <summary>Asks a server once whether it is ready. How often to ask, and until when, is up to the launcher.</summary>
public interface IReadinessProbe
{
    /// <summary>Asks once.</summary>
    /// <param name="request">The server.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The answer; a server that cannot be reached is not ready, not an exception.</returns>
    Task<ReadinessAnswer> ProbeAsync(ReadinessRequest request, CancellationToken cancellationToken = default);

    /// <summary>Asks a server that is ready what it is: its version and its model.</summary>
    /// <param name="request">The server.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>What the server says, by name, such as <c>server version</c>; empty where it says nothing, which is the default.</returns>
    Task<IReadOnlyDictionary<string, string>> ReadFactsAsync(ReadinessRequest request, CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>());
}
