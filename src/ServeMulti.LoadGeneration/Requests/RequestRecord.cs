namespace ServeMulti.LoadGeneration.Requests;

/// <summary>What happened to one request. Immutable.</summary>
/// <remarks>All instants are offsets from the start of the sending, on a monotonic clock. A request that is still open has no
/// <see cref="End"/>.</remarks>
internal sealed record RequestRecord
{
    /// <summary>Gets the number of the request within its run, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Gets when the schedule wanted the request to be sent.</summary>
    public required TimeSpan Scheduled { get; init; }

    /// <summary>
    /// Gets when the request had to be sent: as scheduled or, where a limit on the requests in flight held it back, when its place became
    /// free.
    /// </summary>
    public required TimeSpan IntendedStart { get; init; }

    /// <summary>Gets when the request was sent; latencies count from here.</summary>
    public required TimeSpan ActualStart { get; init; }

    /// <summary>Gets when the first token arrived; null if none did.</summary>
    public TimeSpan? FirstToken { get; init; }

    /// <summary>Gets the times between the arrivals of neighbouring tokens, without the first; empty where fewer than two
    /// arrived.</summary>
    /// <remarks>What is timed is the chunk of the stream: a server that sends several tokens in one chunk has fewer of these times than
    /// tokens.</remarks>
    public IReadOnlyList<TimeSpan> InterTokenTimes { get; init; } = [];

    /// <summary>Gets when the last token arrived or, for a failed request, when it failed; null while the request is open.</summary>
    public TimeSpan? End { get; init; }

    /// <summary>Gets how many tokens the prompt was asked to have; null if it is a given text, such as one of a file.</summary>
    public int? RequestedInputTokens { get; init; }

    /// <summary>Gets how many tokens the answer was asked to have at most, or exactly with <c>ignore_eos</c>.</summary>
    public int RequestedOutputTokens { get; init; }

    /// <summary>Gets the number of tokens of the prompt: the server's count, else the length that was requested.</summary>
    public int InputTokens { get; init; }

    /// <summary>Gets the number of generated tokens: the server's count, else the number of chunks
    /// (<see cref="AreOutputTokensCounted"/>).</summary>
    public int OutputTokens { get; init; }

    /// <summary>Gets whether the server gave no count of the generated tokens, so that the chunks of its stream were counted.</summary>
    public bool AreOutputTokensCounted { get; init; }

    /// <summary>Gets whether a count that the server gave cannot be true: the prompt then has the length that was requested, the answer
    /// that
    /// of its chunks.</summary>
    internal bool AreCountsRefused { get; init; }

    /// <summary>Gets how many of the tokens came with each chunk, the first chunk first; empty if they are spread evenly, such as one a
    /// chunk.</summary>
    public IReadOnlyList<int> ChunkTokens { get; init; } = [];

    /// <summary>Gets how many of the tokens are known never to have arrived, such as hidden reasoning; there may be more.</summary>
    public int UnstreamedTokens { get; init; }

    /// <summary>Gets whether it is known which of the tokens arrived when; where it is not, there is no time per output token.</summary>
    public bool AreTokensTimed { get; init; } = true;

    /// <summary>Gets how often the request was sent again on a fresh connection because a kept one was closed before a byte was
    /// answered.</summary>
    public int Resends { get; init; }

    /// <summary>Gets the generated text; null unless the run keeps details.</summary>
    public string? GeneratedText { get; init; }

    /// <summary>Gets why the request was not answered in full; null if it was, and while it is open.</summary>
    public RequestFailure? Failure { get; init; }

    /// <summary>Gets whether the request was answered in full.</summary>
    public bool IsCompleted => End is not null && Failure is null;

    /// <summary>Gets the time from the sending to the first token; null if none arrived.</summary>
    public TimeSpan? TimeToFirstToken => FirstToken - ActualStart;

    /// <summary>Gets the time from the sending to the last token; null while the request is open.</summary>
    public TimeSpan? Latency => End - ActualStart;

    /// <summary>
    /// Gets the mean time per token after those of the first chunk; null if there are none, and where it is unknown which arrived when
    /// (<see cref="AreTokensTimed"/>).
    /// </summary>
    public TimeSpan? TimePerOutputToken =>
        AreTokensTimed && Chunks > 1 && TokensAfterFirstChunk is > 0 and var tokens ? (Latency - TimeToFirstToken) / tokens : null;

    /// <summary>Gets how much later than intended the request was sent: the client's own lag.</summary>
    public TimeSpan SendLag => ActualStart - IntendedStart;

    /// <summary>Gets how long a limit on the requests in flight held the request back.</summary>
    public TimeSpan QueueTime => IntendedStart - Scheduled;

    /// <summary>Gets the number of chunks that arrived.</summary>
    internal int Chunks => FirstToken is null ? 0 : InterTokenTimes.Count + 1;

    /// <summary>Gets whether tokens came after the first, and it is unknown how fast. One token behind the text only ends an
    /// answer.</summary>
    internal bool LacksTimePerOutputToken => Chunks > 0 && TimePerOutputToken is null && OutputTokens - Chunks > 1;

    /// <summary>Gets the number of tokens that arrived.</summary>
    internal int StreamedTokens => OutputTokens - UnstreamedTokens;

    /// <summary>Returns the number of tokens that came with a chunk.</summary>
    internal double TokensOf(int chunk) => ChunkTokens.Count > 0 ? ChunkTokens[chunk] : (double)StreamedTokens / Chunks;

    /// <summary>Gets the number of tokens that came after those of the first chunk, which are 1 or more.</summary>
    internal double TokensAfterFirstChunk => StreamedTokens - Math.Max(1, TokensOf(0));
}
