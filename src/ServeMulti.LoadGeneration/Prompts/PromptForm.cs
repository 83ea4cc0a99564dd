namespace ServeMulti.LoadGeneration.Prompts;

/// <summary>How drawn prompts are sent. Without a tokenizer only numbers of tokens have an exact length.</summary>
public enum PromptForm
{
    /// <summary>
    /// As numbers of tokens where the server takes them, else as words. It is tried with one request before the measurement: the server
    /// must count as many tokens as were sent. Only <c>/v1/completions</c> takes them.
    /// </summary>
    Auto,

    /// <summary>As numbers of tokens, from 1000 to 9999, without trying it.</summary>
    Ids,

    /// <summary>As common English words. How many tokens a word is depends on the tokenizer: one in most of today's.</summary>
    Words,
}
