namespace ServeMulti.LoadGeneration.Requests;

/// <summary>What the chunks of one stream were like: when they came, how long their texts are, and what the server had counted by then. Not
/// safe for several threads at once.</summary>
/// <remarks>8 bytes a chunk, and 4 more where the server counts along the way.</remarks>
internal sealed class ChunkLog
{
    private const int NotCounted = int.MinValue;

    private readonly SegmentList<int> _lengths = new();
    private readonly GapList _gaps = new();

    // The first count after each chunk.
    private readonly SegmentList<int> _counts = new();

    public IReadOnlyList<int> Lengths => _lengths;

    /// <summary>Gets the times between the chunks.</summary>
    public IReadOnlyList<TimeSpan> Gaps => _gaps;

    /// <summary>Gets the counts that the server gave after its first chunk, each with the number of chunks that had arrived by
    /// then.</summary>
    public IEnumerable<TokenCount> Counts =>
        _counts.Select((tokens, index) => new TokenCount(index + 1, tokens)).Where(count => count.Tokens != NotCounted);

    public AnswerUsage Usage { get; private set; }

    /// <summary>Gets whether reasoning was streamed.</summary>
    public bool HasReasoning { get; private set; }

    /// <summary>Gets how many bytes the next chunk takes, with a count of its tokens.</summary>
    public int NextBytes => _lengths.IsFull ? SegmentList<int>.SegmentLength * 3 * sizeof(int) : 0;

    public void AddChunk(int length) => _lengths.Add(length);

    public void AddGap(TimeSpan gap) => _gaps.Add(gap);

    public void AddUsage(AnswerUsage usage)
    {
        Usage = Usage.With(usage);
        if (usage.OutputTokens is not { } tokens || _counts.Count >= _lengths.Count)
        {
            return;
        }

        while (_counts.Count < _lengths.Count - 1)
        {
            _counts.Add(NotCounted);
        }

        _counts.Add(tokens);
    }

    public void MarkReasoning() => HasReasoning = true;
}

/// <summary>How many tokens a server had counted when a number of chunks had arrived.</summary>
internal readonly record struct TokenCount(int Chunks, int Tokens);
