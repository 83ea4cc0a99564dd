namespace ServeMulti.LoadGeneration;

/// <summary>Sends one request and reads its answer.</summary>
internal interface IRequestSender
{
    /// <summary>Sends a request and writes everything that happens to it into its trace, failures included.</summary>
    /// <param name="request">What to send.</param>
    /// <param name="trace">Where the request's story is written; it is closed when the task completes.</param>
    /// <param name="cancellationToken">Ends the request, which then counts as abandoned.</param>
    Task SendAsync(LoadRequest request, RequestTrace trace, CancellationToken cancellationToken);
}
