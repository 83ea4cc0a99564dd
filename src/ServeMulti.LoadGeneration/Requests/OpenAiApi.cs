namespace ServeMulti.LoadGeneration.Requests;

/// <summary>Which part of an OpenAI-compatible server requests go to.</summary>
public enum OpenAiApi
{
    /// <summary><c>/v1/completions</c>: backends <c>openai</c> and <c>vllm</c>.</summary>
    Completions,

    /// <summary><c>/v1/chat/completions</c>: backend <c>openai-chat</c>.</summary>
    ChatCompletions,

    /// <summary><c>/v1/embeddings</c>: backend <c>openai-embeddings</c>. Nothing is generated: an answer comes whole and has an end-to-end
    /// latency only.</summary>
    Embeddings,
}
