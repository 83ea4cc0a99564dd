namespace ServeMulti.Simulation.Engine;

/// <summary>The limits and costs of the simulated engine.</summary>
/// <remarks>Costs are in microseconds, so that sums of many small shares keep their precision.</remarks>
internal sealed record EngineOptions
{
    /// <summary>The number of tokens in one block of the prefix cache and of the KV cache.</summary>
    public const int BlockTokens = 16;

    /// <summary>Gets the largest number of sequences that run at once; at least 1.</summary>
    public int MaxNumSeqs { get; init; } = 256;

    /// <summary>Gets the largest number of tokens, prefilled and decoded, of one step; at least <see cref="MaxNumSeqs"/>.</summary>
    public int MaxNumBatchedTokens { get; init; } = 2048;

    /// <summary>Gets a value indicating whether prompts reuse the blocks of earlier prompts with the same beginning.</summary>
    public bool EnablePrefixCaching { get; init; } = true;

    /// <summary>Gets the cost of every step, in microseconds.</summary>
    public double StepBaseMicroseconds { get; init; } = 8_000;

    /// <summary>Gets the cost of a prefilled token, in microseconds.</summary>
    public double PrefillMicrosecondsPerToken { get; init; } = 20;

    /// <summary>Gets the cost of a sequence in a step, in microseconds.</summary>
    public double DecodeMicrosecondsPerSequence { get; init; } = 100;

    /// <summary>Gets the standard deviation of a step's cost relative to its mean; 0 makes every step cost exactly its formula.</summary>
    public double Noise { get; init; }

    /// <summary>Gets the seed of the noise.</summary>
    public long Seed { get; init; }

    /// <summary>Gets the tokens (prompt and answer) that running sequences may hold together; 0 sets no limit.</summary>
    public int KvCacheTokens { get; init; }

    /// <summary>Gets the size of the prefix cache in tokens; the least recently used are evicted first.</summary>
    public int PrefixCacheTokens { get; init; } = 262_144;
}
