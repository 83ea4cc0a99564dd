namespace ServeMulti.LoadGeneration.Prompts;

/// <summary>Prompts that begin with one of a few prefixes, as the requests of a few applications do. Immutable.</summary>
public sealed record PrefixRepetitionPrompts
{
    /// <summary>Gets the length of a prefix, in tokens; 0 or more, 256 by default (<c>prefix_repetition_prefix_len</c>).</summary>
    public int PrefixLength { get; init; } = 256;

    /// <summary>Gets the length of what follows the prefix, in tokens; 0 or more, 256 by default
    /// (<c>prefix_repetition_suffix_len</c>).</summary>
    public int SuffixLength { get; init; } = 256;

    /// <summary>Gets the number of prefixes; 1 or more, 10 by default (<c>prefix_repetition_num_prefixes</c>).</summary>
    public int NumPrefixes { get; init; } = 10;

    /// <summary>Gets the number of tokens to generate; 1 or more, 128 by default (<c>prefix_repetition_output_len</c>).</summary>
    public int OutputLength { get; init; } = 128;
}
