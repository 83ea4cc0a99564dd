namespace ServeMulti.LoadGeneration.Requests;

/// <summary>Decides whether a server's count of tokens can be true.</summary>
/// <remarks>A count that cannot is worse than none: a single one of two billion tokens makes a server the fastest of all.</remarks>
internal static class CountCheck
{
    /// <summary>How many times the tokens that were requested a count may be, and how many chunks may come with each token that was
    /// counted.</summary>
    public const int LargestFactor = 16;

    // The template of a chat and a system prompt of the server's own come on top of a prompt, however short it is.
    private const int FewestInput = 256;

    // Where the request sets no length: longer than the context of any model.
    private const long LongestAnswer = 16 * 1024 * 1024;

    /// <summary>Returns how many tokens an answer can have at most.</summary>
    /// <param name="requested">How many were requested; 0 or less: no number.</param>
    public static long MostOutput(int requested) => requested > 0 ? (long)LargestFactor * requested : LongestAnswer;

    /// <summary>Returns whether a count of generated tokens can be true.</summary>
    /// <param name="tokens">The count.</param>
    /// <param name="requested">How many were requested; 0 or less: no number.</param>
    /// <param name="chunks">How many chunks of text arrived.</param>
    public static bool IsOutputPossible(int tokens, int requested, int chunks) =>
        tokens >= 0 && tokens <= MostOutput(requested) && chunks <= (long)LargestFactor * tokens;

    /// <summary>Returns whether a count of the prompt's tokens can be true.</summary>
    /// <param name="tokens">The count.</param>
    /// <param name="request">The request; null: unknown.</param>
    public static bool IsInputPossible(int tokens, LoadRequest? request) =>
        tokens > 0
        && (request is not { IsPromptKnown: true } || tokens <= (long)LargestFactor * Math.Max(FewestInput, request.InputTokens));
}
