namespace ServeMulti.LoadGeneration.Requests;

/// <summary>Which of the tokens that a server counted came with which chunk of the stream, as far as that is known. Immutable.</summary>
/// <param name="PerChunk">The tokens of each chunk; empty if all have one.</param>
/// <param name="Unstreamed">How many tokens are known never to have arrived, such as hidden reasoning.</param>
/// <param name="AreTimed">Whether it is known which tokens arrived when.</param>
/// <remarks>
/// Where there are more tokens than chunks, either chunks hold several tokens, or tokens were generated that are not in the stream: before
/// its first chunk, because reasoning comes first. What distinguishes them, the surest first: counts within the stream; the time, where the
/// first chunk came too early for so many tokens before it and the text can hold them; the server's count of reasoning tokens, where no
/// reasoning arrived; the text, because a token is at least one byte and on average about four. Text in between leaves it open, and so does
/// an answer of one chunk.
/// </remarks>
internal readonly record struct TokenArrivals(IReadOnlyList<int> PerChunk, int Unstreamed, bool AreTimed)
{
    // Tokens without text are in every answer: its end, the marks around reasoning and calls.
    private const int FewTokens = 4;
    private const int SmallShare = 10;

    // Prose has 4 bytes a token or more, code 3; single digits and garbage less.
    private const double FewBytesPerToken = 2.5;
    private const double ManyBytesPerToken = 12;

    // How much faster than the visible tokens the hidden ones can have been generated, while the server had less to do.
    private const double LargestSpeedUp = 4;

    /// <summary>Finds out for a stream of one chunk or more.</summary>
    /// <param name="tokens">The tokens that the server counted, 1 or more.</param>
    /// <param name="log">What its chunks were like.</param>
    /// <param name="timeToFirst">The time from the sending to the first chunk.</param>
    /// <param name="timeAfter">The time from there to the last.</param>
    public static TokenArrivals Of(int tokens, ChunkLog log, TimeSpan timeToFirst, TimeSpan timeAfter)
    {
        var chunks = log.Lengths.Count;
        var surplus = tokens - chunks;
        if (surplus == 0)
        {
            return new([], 0, true);
        }

        if (chunks == 1)
        {
            return OfOneChunk(tokens, log.Lengths[0]);
        }

        if (CountsAlongTheWay(log))
        {
            return OfCounts(tokens, log);
        }

        if (IsSmall(surplus, tokens) || (CameTooEarly(surplus, chunks, timeToFirst, timeAfter) && Surplus(tokens, MostTokens(log)) == 0))
        {
            return Streamed(tokens, log, 0);
        }

        var hidden = log.HasReasoning ? 0 : Math.Clamp(log.Usage.ReasoningTokens ?? 0, 0, surplus);
        return IsSmall(hidden, tokens) || MostTokens(log) > ManyBytesPerToken * (tokens - hidden)
            ? OfText(tokens, log)
            : Streamed(tokens - hidden, log, hidden);
    }

    private static TokenArrivals Streamed(int tokens, ChunkLog log, int unstreamed) =>
        new(TokenSpread.Over(log.Lengths, [], tokens), unstreamed, true);

    private static TokenArrivals OfOneChunk(int tokens, int length)
    {
        var unstreamed = Surplus(tokens, length);
        return new([tokens - unstreamed], unstreamed, false);
    }

    private static TokenArrivals OfCounts(int tokens, ChunkLog log)
    {
        var perChunk = TokenSpread.Over(log.Lengths, log.Counts, tokens);
        var unstreamed = Surplus(perChunk[0], log.Lengths[0]);
        perChunk[0] -= unstreamed;
        return new(perChunk, unstreamed, perChunk.Skip(1).Any(count => count > 0));
    }

    private static TokenArrivals OfText(int tokens, ChunkLog log)
    {
        var most = MostTokens(log);
        return most >= FewBytesPerToken * tokens
            ? Streamed(tokens, log, 0)
            : new([.. Enumerable.Repeat(1, log.Lengths.Count)], Surplus(tokens, most), false);
    }

    // Empty text is a token that has no printable form yet.
    private static long MostTokens(ChunkLog log) => log.Lengths.Sum(length => Math.Max(1L, length));

    private static bool IsSmall(int surplus, int tokens) => surplus <= Math.Max(FewTokens, tokens / SmallShare);

    // How many tokens more there are than a text can hold.
    private static int Surplus(int tokens, long length)
    {
        var surplus = (int)Math.Max(0, tokens - Math.Max(1, length));
        return IsSmall(surplus, tokens) ? 0 : surplus;
    }

    private static bool CameTooEarly(int surplus, int chunks, TimeSpan timeToFirst, TimeSpan timeAfter) =>
        timeToFirst * LargestSpeedUp < timeAfter / (chunks - 1) * surplus;

    // Some servers send a count that does not move until the end: it says nothing. One that moves is never behind the chunks.
    private static bool CountsAlongTheWay(ChunkLog log)
    {
        var running = log.Counts.Where(count => count.Chunks > 0 && count.Chunks < log.Lengths.Count).ToArray();
        return running.Length > 0
            && running[0].Chunks == 1
            && Array.TrueForAll(running, count => count.Tokens >= count.Chunks && count.Tokens <= log.Usage.OutputTokens);
    }
}
