namespace ServeMulti.LoadGeneration.Requests;

/// <summary>Sends one request and reads its answer. It is disposed when nothing of it is in flight any more.</summary>
internal interface IRequestSender : IAsyncDisposable
{
    /// <summary>Sends a request and writes everything that happens to it into its trace, failures included.</summary>
    /// <param name="request">What to send.</param>
    /// <param name="trace">Where the request's story is written; it is closed when the task completes.</param>
    /// <param name="cancellationToken">Ends the request, which then counts as abandoned.</param>
    Task SendAsync(LoadRequest request, RequestTrace trace, CancellationToken cancellationToken);

    /// <summary>Gets the name of the transport, as results spell it.</summary>
    string TransportName => "httpclient";

    /// <summary>Completes when work has had its turn that waits for a thread where the reading of an answer waits for one.</summary>
    /// <remarks>To the end of the thread pool's common queue, unless a sender reads elsewhere.</remarks>
    Task WhenFreeAsync() =>
        Task.Factory.StartNew(static () => { }, CancellationToken.None, TaskCreationOptions.PreferFairness, TaskScheduler.Default);

    ValueTask IAsyncDisposable.DisposeAsync() => ValueTask.CompletedTask;
}
