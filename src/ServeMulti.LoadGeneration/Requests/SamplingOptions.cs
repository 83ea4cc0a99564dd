namespace ServeMulti.LoadGeneration.Requests;

/// <summary>How the server picks tokens. What is null is not sent: the server decides. Immutable.</summary>
public sealed record SamplingOptions
{
    /// <summary>Gets the temperature; 0 (the default): always the likeliest token.</summary>
    public double? Temperature { get; init; } = 0;

    /// <summary>Gets the share of the likeliest tokens to pick from.</summary>
    public double? TopP { get; init; }

    /// <summary>Gets the number of the likeliest tokens to pick from.</summary>
    public int? TopK { get; init; }

    /// <summary>Gets the smallest probability of a token, as a share of the likeliest one's.</summary>
    public double? MinP { get; init; }

    /// <summary>Gets the penalty for how often a token was used.</summary>
    public double? FrequencyPenalty { get; init; }

    /// <summary>Gets the penalty for a token that was used at all.</summary>
    public double? PresencePenalty { get; init; }

    /// <summary>Gets the penalty for repetition.</summary>
    public double? RepetitionPenalty { get; init; }

    /// <summary>Gets whether generation goes on after the model ends its answer, so that every answer has the length asked for; true by
    /// default.</summary>
    public bool IgnoreEos { get; init; } = true;

    internal IEnumerable<(string Name, double Value)> Given()
    {
        (string Name, double? Value)[] all =
        [
            ("temperature", Temperature),
            ("top_p", TopP),
            ("top_k", TopK),
            ("min_p", MinP),
            ("frequency_penalty", FrequencyPenalty),
            ("presence_penalty", PresencePenalty),
            ("repetition_penalty", RepetitionPenalty),
        ];
        return all.Where(entry => entry.Value is not null).Select(entry => (entry.Name, entry.Value!.Value));
    }
}
