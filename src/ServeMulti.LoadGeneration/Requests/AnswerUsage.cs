namespace ServeMulti.LoadGeneration.Requests;

/// <summary>What a server counted: the whole answer or, in a chunk of a stream, the answer so far. Immutable.</summary>
internal readonly record struct AnswerUsage
{
    /// <summary>What stands for a number that no count can be: below 0, not whole, or beyond all bounds.</summary>
    public const int Impossible = -1;

    public int? InputTokens { get; init; }

    public int? OutputTokens { get; init; }

    /// <summary>Gets how many of the generated tokens are reasoning.</summary>
    public int? ReasoningTokens { get; init; }

    public bool IsEmpty => InputTokens is null && OutputTokens is null;

    /// <summary>Returns these counts with those that others give in their place.</summary>
    public AnswerUsage With(AnswerUsage later) =>
        new()
        {
            InputTokens = later.InputTokens ?? InputTokens,
            OutputTokens = later.OutputTokens ?? OutputTokens,
            ReasoningTokens = later.ReasoningTokens ?? ReasoningTokens,
        };
}
