using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration;

/// <summary>What unfinished answers keep is little for each token, is limited for all of them together, and is given back.</summary>
[TestFixture]
[NonParallelizable]
public sealed class AnswerMemoryTests
{
    private const int Tokens = 1_000_000;

    [TestCase(false, 10)]
    [TestCase(true, 14)]
    public void MarkToken_AMillionTokens_TakeAFewBytesEach(bool countsAlongTheWay, int mostBytes)
    {
        var trace = Trace(new());
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var token = 1; token <= Tokens; token++)
        {
            trace.MarkToken(null, 4, TimeSpan.FromMilliseconds(token));
            if (countsAlongTheWay)
            {
                trace.MarkUsage(new() { OutputTokens = token });
            }
        }

        Assert.That(
            (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Tokens,
            Is.LessThan(mostBytes),
            "segments and their list, nothing copied"
        );
        Assert.That(trace.Chunks, Is.EqualTo(Tokens));
    }

    [Test]
    public void MarkUsage_AgainAndAgainWithoutText_TakesNothing()
    {
        var trace = Trace(new(1024));
        for (var count = 0; count < Tokens; count++)
        {
            trace.MarkUsage(new() { OutputTokens = count });
        }

        Assert.That(trace.CountedTokens, Is.EqualTo(Tokens - 1));
    }

    [Test]
    public void MarkToken_MoreThanThereIs_FailsAsALimitOfTheClientAndGivesItBack()
    {
        var memory = new AnswerMemory(64 * 1024);
        var trace = Trace(memory);
        var exception = Assert.Catch<AnswerMemoryException>(() =>
        {
            while (true)
            {
                trace.MarkToken();
            }
        });

        Assert.That(RequestFailures.TryClassify(exception!)!.CountedAs, Is.EqualTo("client_limit"));
        Assert.That(() => Trace(memory).MarkToken(), Throws.TypeOf<AnswerMemoryException>());
        trace.ReturnMemory();
        trace.ReturnMemory();
        Assert.That(() => Trace(memory).MarkToken(), Throws.Nothing);
        Assert.That(() => memory.Take(64 * 1024), Throws.TypeOf<AnswerMemoryException>(), "what is returned twice is not there twice");
    }

    [Test]
    public void MarkToken_WithText_TakesItToo()
    {
        var trace = Trace(new(64 * 1024), keepsText: true);
        Assert.That(() => trace.MarkToken(new('x', 40_000), 40_000, TimeSpan.Zero), Throws.TypeOf<AnswerMemoryException>());
    }

    [Test]
    public void IsEndless_MoreThanLongAndMoreThanRequested_IsTrue()
    {
        var trace = Trace(new());
        trace.MarkSent(new(0, "x", 1, 5000));
        for (var chunk = 0; chunk < 16 * 5000; chunk++)
        {
            trace.MarkToken();
        }

        Assert.That(trace.IsEndless, Is.False);
        trace.MarkToken();
        Assert.That(trace.IsEndless, Is.True);
    }

    [Test]
    public async Task Session_RequestsOneAfterTheOther_GiveTheirMemoryBack()
    {
        var memory = new AnswerMemory(4096);
        List<RequestRecord> failed = [];
        var options = new LoadSessionOptions
        {
            Memory = memory,
            OnClosed = (_, request) => failed.AddRange(request.IsCompleted ? [] : [request]),
        };
        await using var session = new LoadSession(new FewTokens(), new NumberedPrompts(), options, TimeProvider.System);
        session.Follow(new Arrivals.ScheduledArrivals(Enumerable.Repeat(TimeSpan.Zero, 100)), limit: 1);
        session.Start();
        await session.WhenIdleAsync();
        Assert.That(failed, Is.Empty);
    }

    private static RequestTrace Trace(AnswerMemory memory, bool keepsText = false) =>
        new(0, TimeSpan.Zero, TimeSpan.Zero, new(TimeProvider.System), keepsText, memory);

    private sealed class FewTokens : IRequestSender
    {
        public Task SendAsync(LoadRequest request, RequestTrace trace, CancellationToken cancellationToken)
        {
            trace.MarkSent(request);
            trace.MarkToken();
            trace.MarkToken();
            trace.Complete();
            return Task.CompletedTask;
        }
    }
}
