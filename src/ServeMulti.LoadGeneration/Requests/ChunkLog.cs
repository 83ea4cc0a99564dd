namespace ServeMulti.LoadGeneration.Requests;

/// <summary>What the chunks of one stream were like: how long their texts are, and what the server had counted when they came. Not safe for
/// several threads at once.</summary>
internal sealed class ChunkLog
{
    private readonly List<int> _lengths = [];
    private readonly List<TokenCount> _counts = [];

    public IReadOnlyList<int> Lengths => _lengths;

    /// <summary>Gets the counts that the server gave, each with the number of chunks that had arrived by then.</summary>
    public IReadOnlyList<TokenCount> Counts => _counts;

    public AnswerUsage Usage { get; private set; }

    /// <summary>Gets whether reasoning was streamed.</summary>
    public bool HasReasoning { get; private set; }

    public void AddChunk(int length) => _lengths.Add(length);

    public void AddUsage(AnswerUsage usage)
    {
        Usage = Usage.With(usage);
        if (usage.OutputTokens is { } tokens)
        {
            _counts.Add(new(_lengths.Count, tokens));
        }
    }

    public void MarkReasoning() => HasReasoning = true;
}

/// <summary>How many tokens a server had counted when a number of chunks had arrived.</summary>
internal readonly record struct TokenCount(int Chunks, int Tokens);
