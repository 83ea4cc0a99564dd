namespace ServeMulti.Simulation.Engine;

/// <summary>The state of a sequence.</summary>
internal enum SequenceState
{
    /// <summary>Not admitted yet.</summary>
    Waiting,

    /// <summary>Admitted: it prefills or decodes.</summary>
    Running,

    /// <summary>All its tokens were generated.</summary>
    Finished,

    /// <summary>Cancelled by its client.</summary>
    Aborted,
}

/// <summary>One request in the engine: its lengths, the hashes of the blocks of its prompt, and its progress.</summary>
internal class EngineSequence
{
    /// <param name="promptTokens">The length of the prompt; at least 1.</param>
    /// <param name="answerTokens">The length of the answer; at least 1.</param>
    /// <param name="blockHashes">The chained hash of every full block of the prompt, in order.</param>
    public EngineSequence(int promptTokens, int answerTokens, ulong[] blockHashes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(promptTokens, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(answerTokens, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(blockHashes.Length, promptTokens / EngineOptions.BlockTokens);
        PromptTokens = promptTokens;
        AnswerTokens = answerTokens;
        BlockHashes = blockHashes;
    }

    public int PromptTokens { get; }

    public int AnswerTokens { get; }

    public ulong[] BlockHashes { get; }

    public SequenceState State { get; internal set; }

    /// <summary>Gets how many prompt tokens the prefix cache supplied at admission.</summary>
    public int CachedTokens { get; internal set; }

    /// <summary>Gets how many prompt tokens are ready, the cached ones included.</summary>
    public int PrefilledTokens { get; internal set; }

    /// <summary>Gets how many tokens of the answer exist.</summary>
    public int GeneratedTokens { get; internal set; }

    /// <summary>Gets the blocks that the whole sequence, prompt and answer, occupies.</summary>
    internal int Blocks => ((PromptTokens + AnswerTokens - 1) / EngineOptions.BlockTokens) + 1;
}
