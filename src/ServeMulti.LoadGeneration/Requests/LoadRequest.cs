namespace ServeMulti.LoadGeneration.Requests;

/// <summary>One request to send. Immutable.</summary>
/// <param name="Index">The number of the request within its run, from 0.</param>
/// <param name="Prompt">The text of the prompt.</param>
/// <param name="InputTokens">How many tokens the prompt is meant to have; the server's own count, where it gives one, goes before
/// it.</param>
/// <param name="OutputTokens">How many tokens may be generated.</param>
internal sealed record LoadRequest(int Index, string Prompt, int InputTokens, int OutputTokens)
{
    /// <summary>Gets the numbers of the prompt's tokens, which are sent in place of its text; null: the text is sent.</summary>
    public IReadOnlyList<int>? TokenIds { get; init; }

    /// <summary>Gets how many tokens are requested in all: where the extra body asks for others, not <see cref="OutputTokens"/>.</summary>
    public int RequestedOutputTokens { get; init; } = OutputTokens;

    /// <summary>Gets whether the length of the prompt was requested; false if it is the length of a given text.</summary>
    public bool IsInputLengthAsked { get; init; } = true;

    /// <summary>Gets whether the prompt is the one that is sent; false if the extra body has another.</summary>
    public bool IsPromptKnown { get; init; } = true;
}
