using ServeMulti.LoadGeneration.Metrics;
using ServeMulti.LoadGeneration.Prompts;
using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration;

/// <summary>One finished run: what was requested and what was measured. Immutable.</summary>
internal sealed record RunOutcome
{
    public required OpenAiBenchmarkOptions Settings { get; init; }

    public required string Model { get; init; }

    /// <summary>Gets the local time at which the run ended.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>Gets the seed of the run itself, from which its prompts and gaps can be drawn again.</summary>
    public required int Seed { get; init; }

    public required BenchmarkMetrics Metrics { get; init; }

    /// <summary>Gets the tokens that the completed requests asked for.</summary>
    public required RequestedTokens Requested { get; init; }

    /// <summary>Gets the form in which prompts were sent: ids or words.</summary>
    public required PromptForm PromptForm { get; init; }

    public required ClientLoad Client { get; init; }

    /// <summary>Gets the name of the transport that was used.</summary>
    public required string Transport { get; init; }

    /// <summary>Gets the details of every request; null unless they are kept.</summary>
    public RequestDetails? Details { get; init; }

    /// <summary>Gets the folder for temporary files; null: the machine has one.</summary>
    public string? ScratchFolder { get; init; }
}
