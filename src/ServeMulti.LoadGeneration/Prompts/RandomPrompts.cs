namespace ServeMulti.LoadGeneration.Prompts;

/// <summary>How long random prompts and their answers are, in tokens. Immutable.</summary>
public sealed record RandomPrompts
{
    /// <summary>Gets the mean length of a prompt, without the shared prefix; 0 or more, 1024 by default
    /// (<c>random_input_len</c>).</summary>
    public int InputLength { get; init; } = 1024;

    /// <summary>Gets the mean number of tokens to generate; 1 or more, 128 by default (<c>random_output_len</c>).</summary>
    public int OutputLength { get; init; } = 128;

    /// <summary>Gets how far lengths lie from their mean, as a share of it; from 0 (the default: all alike) to below 1
    /// (<c>random_range_ratio</c>).</summary>
    public double RangeRatio { get; init; }

    /// <summary>Gets the length of a prefix that all prompts of a run share; 0 (the default): none (<c>random_prefix_len</c>).</summary>
    public int PrefixLength { get; init; }
}
