namespace ServeMulti.LlamaEngine.Decoding;

/// <summary>What the engine has done and does, for <c>/metrics</c>.</summary>
/// <param name="Running">Requests that are decoded.</param>
/// <param name="Waiting">Requests that wait for a slot.</param>
/// <param name="PromptTokens">Tokens of prompts evaluated.</param>
/// <param name="AnswerTokens">Tokens of answers decoded.</param>
/// <param name="Finished">Requests whose answer was whole.</param>
/// <param name="Cancelled">Requests whose client went away.</param>
/// <param name="Steps">Steps of the engine.</param>
internal sealed record Counters(int Running, int Waiting, long PromptTokens, long AnswerTokens, long Finished, long Cancelled, long Steps);
