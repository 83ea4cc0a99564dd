namespace ServeMulti.LoadGeneration.Requests;

/// <summary>Adds up how many tokens the completed requests of a run asked for.</summary>
/// <remarks>Not safe for several threads at once.</remarks>
internal sealed class RequestedTokens
{
    /// <summary>Gets the tokens of prompts; null if a request's prompt is a given text, whose length was not asked for.</summary>
    public long? Input { get; private set; } = 0;

    /// <summary>Gets the tokens of answers.</summary>
    public long Output { get; private set; }

    public void Add(RequestRecord request)
    {
        if (request.IsCompleted)
        {
            Input += request.RequestedInputTokens;
            Output += request.RequestedOutputTokens;
        }
    }
}
