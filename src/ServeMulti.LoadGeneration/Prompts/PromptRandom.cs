namespace ServeMulti.LoadGeneration.Prompts;

/// <summary>A small generator of random numbers (SplitMix64) that costs nothing to start, so that every request can have its own.</summary>
internal struct PromptRandom
{
    private ulong _state;

    public PromptRandom(int seed, int stream) => _state = Mix(((ulong)(uint)seed << 32) | (uint)stream);

    /// <summary>Returns a whole number from 0 to a limit, the limit excluded.</summary>
    public int Next(int limit) => (int)(((NextBits() >> 32) * (ulong)limit) >> 32);

    /// <summary>Returns a whole number between two, both included.</summary>
    public int Between(int low, int high) => low + Next(high - low + 1);

    private static ulong Mix(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }

    private ulong NextBits() => Mix(_state += 0x9E3779B97F4A7C15);
}
