namespace ServeMulti.LoadGeneration.Prompts;

/// <summary>Draws numbers of tokens that every vocabulary has, and that mean text in all of them.</summary>
/// <remarks>
/// Special tokens, single bytes and reserved places lie below 1000 (Llama 2, Gemma, Mistral, DeepSeek) or at the end of a vocabulary (Llama
/// 3, Qwen, GPT), and the vocabularies of language models have 32,000 tokens or more. A server whose vocabulary is smaller refuses the
/// largest number.
/// </remarks>
internal static class PromptIds
{
    public const int First = 1000;
    public const int Last = 9999;

    public static int[] Draw(PromptRandom random, int count)
    {
        var ids = new int[count];
        for (var i = 0; i < count; i++)
        {
            ids[i] = random.Between(First, Last);
        }

        return ids;
    }
}
