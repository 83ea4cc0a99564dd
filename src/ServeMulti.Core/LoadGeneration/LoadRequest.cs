namespace ServeMulti.LoadGeneration;

/// <summary>One request to send. Immutable.</summary>
/// <param name="Index">The number of the request within its run, from 0.</param>
/// <param name="Prompt">The text of the prompt.</param>
/// <param name="InputTokens">How many tokens the prompt is meant to have; the server's own count, where it gives one, goes before it.</param>
/// <param name="OutputTokens">How many tokens may be generated.</param>
internal sealed record LoadRequest(int Index, string Prompt, int InputTokens, int OutputTokens);
