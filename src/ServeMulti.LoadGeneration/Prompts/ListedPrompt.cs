namespace ServeMulti.LoadGeneration.Prompts;

/// <summary>A prompt of a file.</summary>
/// <param name="Text">The prompt.</param>
/// <param name="OutputTokens">How long its answer is to be; null if the file does not say.</param>
internal sealed record ListedPrompt(string Text, int? OutputTokens)
{
    // The rule of thumb for English text; the server's own count goes before it wherever there is one.
    private const int CharactersPerToken = 4;

    /// <summary>Estimates the number of tokens of a text.</summary>
    public static int EstimateTokens(string text) => (text.Length + CharactersPerToken - 1) / CharactersPerToken;
}
