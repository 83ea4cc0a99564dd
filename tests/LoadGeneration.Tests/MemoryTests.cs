using ServeMulti.LoadGeneration.Arrivals;
using ServeMulti.LoadGeneration.Metrics;
using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration;

/// <summary>What a run remembers does not grow with the number of its requests, once its samples have gone over to histograms.</summary>
[TestFixture]
[NonParallelizable]
public sealed class MemoryTests
{
    private const int Requests = LatencySample.ExactLimit + 10_000;
    private const int MostBytesPerRequest = 4;

    [Test]
    public async Task Session_TwiceAsManyRequests_TakesNoMoreMemory()
    {
        var metrics = new MetricsAccumulator(goodput: null, TimeSpan.Zero);
        await using var session = new LoadSession(
            new InstantSender(),
            new NumberedPrompts(),
            new() { OnClosed = (_, request) => metrics.Add(request) },
            TimeProvider.System
        );
        session.Start();
        await SendAsync(session);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await SendAsync(session);
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.That(metrics.ToMetrics(session.LastClosed, session.PeakInFlight).Completed, Is.EqualTo(2 * Requests));
        Assert.That(grown / (double)Requests, Is.LessThan(MostBytesPerRequest), "bytes for each further request");
    }

    private static async Task SendAsync(LoadSession session)
    {
        session.Follow(new ScheduledArrivals(Enumerable.Repeat(TimeSpan.Zero, Requests)), limit: 4);
        await session.WhenIdleAsync();
    }

    private sealed class InstantSender : IRequestSender
    {
        public Task SendAsync(LoadRequest request, RequestTrace trace, CancellationToken cancellationToken)
        {
            trace.MarkSent(request);
            trace.MarkToken();
            trace.MarkToken();
            trace.MarkToken();
            trace.Complete();
            return Task.CompletedTask;
        }
    }
}
