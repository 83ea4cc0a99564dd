namespace ServeMulti.Simulation.Engine;

/// <summary>The counters since the start of the engine, and its fill level.</summary>
internal readonly record struct EngineCounters
{
    public int Running { get; init; }

    public int Waiting { get; init; }

    /// <summary>Gets the share of the KV cache that running sequences hold, 0 to 1; 0 where no limit is set.</summary>
    public double KvCacheUsage { get; init; }

    public long PromptTokens { get; init; }

    public long GenerationTokens { get; init; }

    public long PrefixQueriedTokens { get; init; }

    public long PrefixHitTokens { get; init; }

    public long Finished { get; init; }

    public long Aborted { get; init; }

    public long Steps { get; init; }

    /// <summary>Gets the sum of the costs of all steps.</summary>
    public TimeSpan BusyTime { get; init; }
}
