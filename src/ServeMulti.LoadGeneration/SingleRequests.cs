using ServeMulti.LoadGeneration.Arrivals;
using ServeMulti.LoadGeneration.Prompts;
using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration;

/// <summary>Sends a number of requests before the measurement.</summary>
internal static class SingleRequests
{
    /// <summary>Sends requests, waits until all are answered, and returns what happened to the last.</summary>
    /// <param name="count">How many, 1 or more. Their numbers are below 0, so that their prompts are none of the measurement's.</param>
    /// <param name="sender">What sends them.</param>
    /// <param name="prompts">Their prompts.</param>
    /// <param name="limit">How many may be in flight at once; null: all.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Abandons them.</param>
    public static async Task<RequestRecord> SendAsync(
        int count,
        IRequestSender sender,
        IPromptSource prompts,
        int? limit,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var options = new LoadSessionOptions { FirstIndex = -count, KeepsRecords = true };
        var session = new LoadSession(sender, prompts, options, time);
        await using (session.ConfigureAwait(false))
        {
            session.Follow(new ScheduledArrivals(new TimeSpan[count]), limit);
            session.Start();
            await session.WhenIdleAsync(cancellationToken).ConfigureAwait(false);
            return session.ReadRecords()[^1];
        }
    }
}
