using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration;

/// <summary>
/// The same numbers of tokens and chunks, once of a server that sends several tokens in a chunk and once of one that hides some: only one
/// of them may say so. Each story has 120 tokens; times are in milliseconds.
/// </summary>
[TestFixture]
public sealed class TokenArrivalsTests
{
    [Test]
    public void Of_OneTokenAChunk_IsTimed() =>
        AssertIs(Of(Chunks(120, "word "), ttft: 50, after: 1190), unstreamed: 0, isTimed: true, first: 1);

    [Test]
    public void Of_EndWithoutText_IsTimedAsIfItWereNotThere() =>
        AssertIs(Of(Chunks(119, "word "), ttft: 50, after: 1180), unstreamed: 0, isTimed: true, first: 1);

    [Test]
    public void Of_FourTokensAChunk_IsTimed() =>
        AssertIs(Of(Chunks(30, "the quick brown fox "), ttft: 50, after: 1160), unstreamed: 0, isTimed: true, first: 4);

    [Test]
    public void Of_FourShortTokensAChunk_CameTooEarlyToBeHidden() =>
        AssertIs(Of(Chunks(30, "a a a a "), ttft: 50, after: 1160), unstreamed: 0, isTimed: true, first: 4);

    [Test]
    public void Of_FourTokensAChunkLongInTheQueue_IsTimedByItsText() =>
        AssertIs(Of(Chunks(30, "the quick brown fox "), ttft: 60_000, after: 1160), unstreamed: 0, isTimed: true, first: 4);

    [Test]
    public void Of_FourShortTokensAChunkLongInTheQueue_IsNotTold() =>
        AssertIs(Of(Chunks(30, "a a a a "), ttft: 60_000, after: 1160), unstreamed: 0, isTimed: false, first: 1);

    [Test]
    public void Of_ChunksOfAllSizes_AreSpreadByTheirText()
    {
        var log = Chunks(20, "a long piece of text that has many tokens", "one", "two of them");
        log.AddUsage(Tokens(120));
        var arrivals = TokenArrivals.Of(120, log, Ms(50), Ms(2000));
        Assert.That((arrivals.PerChunk.Sum(), arrivals.AreTimed), Is.EqualTo((120, true)));
        Assert.That(arrivals.PerChunk[0], Is.GreaterThan(arrivals.PerChunk[2]).And.GreaterThan(arrivals.PerChunk[1]));
    }

    [Test]
    public void Of_HiddenTokens_AreThoseThatTheTextCannotHold() =>
        AssertIs(Of(Chunks(20, "a "), ttft: 1060, after: 190), unstreamed: 80, isTimed: false, first: 1);

    [Test]
    public void Of_HiddenTokensAndLongerText_IsNotTold() =>
        AssertIs(Of(Chunks(20, " longer"), ttft: 1060, after: 190), unstreamed: 0, isTimed: false, first: 1);

    [Test]
    public void Of_HiddenTokensThatTheServerCounts_AreLeftOut() =>
        AssertIs(
            Of(Chunks(20, " word"), ttft: 1060, after: 190, Tokens(120) with { ReasoningTokens = 100 }),
            unstreamed: 100,
            isTimed: true,
            first: 1
        );

    [Test]
    public void Of_ReasoningThatIsStreamed_IsNotHidden()
    {
        var log = Chunks(30, "the quick brown fox ");
        log.MarkReasoning();
        AssertIs(Of(log, ttft: 60_000, after: 1160, Tokens(120) with { ReasoningTokens = 100 }), unstreamed: 0, isTimed: true, first: 4);
    }

    [Test]
    public void Of_ReasoningWithinTheContentInChunksOfSeveral_IsNotHidden()
    {
        AssertIs(
            Of(Chunks(30, "the quick brown fox "), ttft: 50, after: 1160, Tokens(120) with { ReasoningTokens = 100 }),
            unstreamed: 0,
            isTimed: true,
            first: 4
        );
        AssertIs(
            Of(Chunks(30, "the quick brown fox "), ttft: 60_000, after: 1160, Tokens(120) with { ReasoningTokens = 100 }),
            unstreamed: 0,
            isTimed: true,
            first: 4
        );
    }

    [Test]
    public void Of_ReasoningWithinTheContentOneByOne_IsNotHidden() =>
        AssertIs(
            Of(Chunks(120, "word "), ttft: 50, after: 1190, Tokens(120) with { ReasoningTokens = 100 }),
            unstreamed: 0,
            isTimed: true,
            first: 1
        );

    [Test]
    public void Of_CountsThatBeginHigh_TellHowManyCameBefore()
    {
        var log = new ChunkLog();
        for (var i = 0; i < 20; i++)
        {
            log.AddChunk(2);
            log.AddUsage(Tokens(101 + i));
        }

        AssertIs(TokenArrivals.Of(120, log, Ms(1060), Ms(190)), unstreamed: 99, isTimed: true, first: 2);
    }

    [Test]
    public void Of_CountsOfTextHeldBackAndSentAtOnce_AreNotHidden()
    {
        var log = new ChunkLog();
        log.AddUsage(Tokens(0));
        log.AddChunk(400);
        log.AddUsage(Tokens(101));
        for (var i = 1; i < 20; i++)
        {
            log.AddChunk(4);
            log.AddUsage(Tokens(101 + i));
        }

        AssertIs(TokenArrivals.Of(120, log, Ms(1060), Ms(190)), unstreamed: 0, isTimed: true, first: 101);
    }

    [Test]
    public void Of_CountThatDoesNotMoveUntilTheEnd_SaysNothing()
    {
        var log = new ChunkLog();
        for (var i = 0; i < 30; i++)
        {
            log.AddChunk("the quick brown fox ".Length);
            log.AddUsage(Tokens(1));
        }

        AssertIs(Of(log, ttft: 50, after: 1160), unstreamed: 0, isTimed: true, first: 4);
    }

    [Test]
    public void Of_OneChunk_IsNotTimed()
    {
        AssertIs(Of(Chunks(1, new string('x', 480)), ttft: 1200, after: 0), unstreamed: 0, isTimed: false, first: 120);
        AssertIs(Of(Chunks(1, "word"), ttft: 1200, after: 0), unstreamed: 116, isTimed: false, first: 4);
    }

    [Test]
    public void Of_FewerTokensThanChunks_IsTimed() =>
        AssertIs(Of(Chunks(150, "a"), ttft: 50, after: 1490), unstreamed: 0, isTimed: true, first: 1);

    [Test]
    public void Of_AbsurdCount_DoesNotBreak()
    {
        var log = Chunks(20, "a ");
        log.AddUsage(Tokens(int.MaxValue));
        AssertIs(TokenArrivals.Of(int.MaxValue, log, Ms(50), Ms(190)), unstreamed: int.MaxValue - 40, isTimed: false, first: 1);
    }

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static AnswerUsage Tokens(int count) => new() { OutputTokens = count };

    private static ChunkLog Chunks(int count, params string[] texts)
    {
        var log = new ChunkLog();
        for (var i = 0; i < count; i++)
        {
            log.AddChunk(texts[i % texts.Length].Length);
        }

        return log;
    }

    private static TokenArrivals Of(ChunkLog log, double ttft, double after, AnswerUsage? usage = null)
    {
        log.AddUsage(usage ?? Tokens(120));
        return TokenArrivals.Of(120, log, Ms(ttft), Ms(after));
    }

    private static void AssertIs(TokenArrivals arrivals, int unstreamed, bool isTimed, int first) =>
        Assert.That(
            (arrivals.Unstreamed, arrivals.AreTimed, arrivals.PerChunk.Count == 0 ? 1 : arrivals.PerChunk[0]),
            Is.EqualTo((unstreamed, isTimed, first))
        );
}
