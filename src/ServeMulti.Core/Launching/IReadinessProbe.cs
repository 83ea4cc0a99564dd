namespace ServeMulti.Launching;

/// <summary>Asks a server once whether it is ready. How often to ask, and until when, is the launcher's affair.</summary>
public interface IReadinessProbe
{
    /// <summary>Asks once.</summary>
    /// <param name="endpoint">The server's address.</param>
    /// <param name="profile">What is known of the server.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The answer; a server that cannot be reached is not ready, not an exception.</returns>
    Task<ReadinessAnswer> ProbeAsync(Uri endpoint, ServerProfile profile, CancellationToken cancellationToken = default);
}
