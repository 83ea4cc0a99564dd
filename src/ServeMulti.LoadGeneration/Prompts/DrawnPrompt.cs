using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration.Prompts;

/// <summary>A prompt, or a part of one, that was drawn with a length in tokens: as words or as numbers of tokens. Immutable.</summary>
/// <param name="Text">The words; empty if there are numbers.</param>
/// <param name="TokenIds">The numbers of tokens; null if there are words.</param>
internal sealed record DrawnPrompt(string Text, int[]? TokenIds)
{
    /// <summary>Draws so many tokens.</summary>
    /// <param name="form">Ids or words.</param>
    /// <param name="random">From where.</param>
    /// <param name="tokens">How many.</param>
    public static DrawnPrompt Draw(PromptForm form, PromptRandom random, int tokens) =>
        form == PromptForm.Ids ? new("", PromptIds.Draw(random, tokens)) : new(RandomText.Write(random, tokens), null);

    /// <summary>Puts a beginning and what follows it together; both are of one form.</summary>
    public DrawnPrompt Then(DrawnPrompt rest) =>
        TokenIds is null ? new(RandomText.Join(Text, rest.Text), null) : new("", [.. TokenIds, .. rest.TokenIds!]);

    public LoadRequest ToRequest(int index, int inputTokens, int outputTokens) =>
        new(index, Text, inputTokens, outputTokens) { TokenIds = TokenIds };
}
