namespace ServeMulti.LoadGeneration;

/// <summary>How far a run is. Immutable.</summary>
/// <param name="Elapsed">The time since the start of the sending.</param>
/// <param name="Sent">The number of requests sent.</param>
/// <param name="Completed">The number of requests answered in full.</param>
/// <param name="Failed">The number of requests that were not.</param>
/// <param name="InFlight">The number of requests without their full answer yet.</param>
/// <param name="Chunks">The number of chunks of generated text that arrived: tokens, where the server sends one by one.</param>
public sealed record LoadProgress(TimeSpan Elapsed, int Sent, int Completed, int Failed, int InFlight, long Chunks);
