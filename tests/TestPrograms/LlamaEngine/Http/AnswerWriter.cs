using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ServeMulti.LlamaEngine.Http;

/// <summary>Writes one answer, whole or as an event for each token.</summary>
internal sealed class AnswerWriter(IBufferWriter<byte> output, bool isChat)
{
    private readonly string _id = (isChat ? "chatcmpl-" : "cmpl-") + Guid.NewGuid().ToString("N");
    private readonly long _created = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    /// <summary>Writes what comes before the first token: in a chat, the role.</summary>
    public void WriteOpening()
    {
        if (isChat)
        {
            WriteEvent("""{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}""");
        }
    }

    /// <summary>Writes the event of one token.</summary>
    public void WriteToken(string text, string? finishReason)
    {
        var content = isChat ? $"\"delta\":{{\"content\":{Quoted(text)}}}" : $"\"text\":{Quoted(text)}";
        WriteEvent($"{{\"index\":0,{content},\"finish_reason\":{(finishReason is null ? "null" : Quoted(finishReason))}}}");
    }

    /// <summary>Writes the end of the stream, and before it the counts where they are given.</summary>
    public void WriteEnd(string? usage)
    {
        if (usage is not null)
        {
            Write($"data: {Head(true)}],\"usage\":{usage}}}\n\n");
        }

        Write("data: [DONE]\n\n");
    }

    public void WriteWhole(string text, string finishReason, string usage)
    {
        var content = isChat ? $"\"message\":{{\"role\":\"assistant\",\"content\":{Quoted(text)}}}" : $"\"text\":{Quoted(text)}";
        Write($"{Head(false)}{{\"index\":0,{content},\"finish_reason\":{Quoted(finishReason)}}}],\"usage\":{usage}}}");
    }

    public static string Usage(int promptTokens, int answerTokens) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"prompt_tokens\":{promptTokens},\"completion_tokens\":{answerTokens},\"total_tokens\":{promptTokens + answerTokens}}}"
        );

    private void WriteEvent(string choice) => Write($"data: {Head(true)}{choice}]}}\n\n");

    private string Head(bool isEvent) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"id\":\"{_id}\",\"object\":\"{(isChat ? isEvent ? "chat.completion.chunk" : "chat.completion" : "text_completion")}\",\"created\":{_created},\"model\":\"{Router.ModelName}\",\"choices\":["
        );

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    private void Write(string text) => Encoding.UTF8.GetBytes(text, output);
}
