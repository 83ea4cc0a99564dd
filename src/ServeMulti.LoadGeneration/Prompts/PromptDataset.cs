namespace ServeMulti.LoadGeneration.Prompts;

/// <summary>Where prompts come from, under the names of <c>vllm bench serve --dataset-name</c>.</summary>
public enum PromptDataset
{
    /// <summary><c>random</c>: random words, see <see cref="RandomPrompts"/>.</summary>
    Random,

    /// <summary><c>prefix_repetition</c>: random words behind one of a few beginnings, see <see cref="PrefixRepetitionPrompts"/>.</summary>
    PrefixRepetition,

    /// <summary><c>custom</c>: a file with one JSON object a line, <c>{"prompt": "..."}</c>, and <c>output_tokens</c> where answers have
    /// lengths of their own.</summary>
    Custom,

    /// <summary><c>sharegpt</c>: a JSON list of conversations; the first message is the prompt, and the length of the second is that of the
    /// answer.</summary>
    ShareGpt,
}
