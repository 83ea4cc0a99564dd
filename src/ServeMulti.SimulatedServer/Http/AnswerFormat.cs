using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ServeMulti.Simulation.Prompts;

namespace ServeMulti.Simulation.Http;

/// <summary>Writes one answer as JSON, as one object or as events. The parts that are the same for every token are encoded once.</summary>
internal sealed class AnswerFormat
{
    private readonly bool _isChat;
    private readonly ulong _promptHash;
    private readonly string _id;
    private readonly string _origin;
    private readonly byte[] _eventHead;
    private readonly byte[] _eventTail;
    private readonly byte[] _lastEventTail;

    /// <param name="isChat">Whether the answer has the chat form.</param>
    /// <param name="modelName">The name of the model.</param>
    /// <param name="created">The instant of the answer, in seconds since 1970.</param>
    /// <param name="promptHash">The hash that determines the words of the answer.</param>
    /// <param name="finishReason"><c>length</c> or <c>stop</c>.</param>
    public AnswerFormat(bool isChat, string modelName, long created, ulong promptHash, string finishReason)
    {
        _isChat = isChat;
        _promptHash = promptHash;
        FinishReason = finishReason;
        _id = (isChat ? "chatcmpl-" : "cmpl-") + Guid.NewGuid().ToString("N");
        _origin = string.Create(CultureInfo.InvariantCulture, $"\"created\":{created},\"model\":\"{JsonEncodedText.Encode(modelName)}\"");
        _eventHead = Bytes(EventHead + "{\"index\":0," + (isChat ? "\"delta\":{\"content\":\"" : "\"text\":\""));
        _eventTail = Bytes(EventTail("null"));
        _lastEventTail = Bytes(EventTail($"\"{finishReason}\""));
    }

    /// <summary>Gets the finish reason: <c>length</c> or <c>stop</c>.</summary>
    public string FinishReason { get; }

    private string EventHead => $"data: {Head(_isChat ? "chat.completion.chunk" : "text_completion")}";

    /// <summary>Writes the start of the stream: in a chat, the role.</summary>
    public void WriteOpening(IBufferWriter<byte> output)
    {
        if (_isChat)
        {
            output.Write(
                Bytes(
                    EventHead
                        + "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n"
                )
            );
        }
    }

    /// <summary>Writes one event for each of <paramref name="count"/> tokens from <paramref name="first"/> on.</summary>
    public void WriteTokens(IBufferWriter<byte> output, int first, int count, bool endsAnswer)
    {
        for (var index = first; index < first + count; index++)
        {
            output.Write(_eventHead);
            output.Write(AnswerText.Token(_promptHash, index));
            output.Write(endsAnswer && index == first + count - 1 ? _lastEventTail : _eventTail);
        }
    }

    /// <summary>Writes the usage, if <paramref name="usage"/> is given, and the end of the stream.</summary>
    public void WriteEnd(IBufferWriter<byte> output, string? usage)
    {
        if (usage is not null)
        {
            output.Write(Bytes($"{EventHead}],\"usage\":{usage}}}\n\n"));
        }

        output.Write("data: [DONE]\n\n"u8);
    }

    /// <summary>Writes the whole answer as one object.</summary>
    public void WriteWhole(IBufferWriter<byte> output, int count, string usage)
    {
        var start = _isChat ? "\"message\":{\"role\":\"assistant\",\"content\":\"" : "\"text\":\"";
        output.Write(Bytes(Head(_isChat ? "chat.completion" : "text_completion") + "{\"index\":0," + start));
        for (var index = 0; index < count; index++)
        {
            output.Write(AnswerText.Token(_promptHash, index));
        }

        var end = _isChat ? "\"}" : "\"";
        output.Write(Bytes($"{end},\"logprobs\":null,\"finish_reason\":\"{FinishReason}\",\"stop_reason\":null}}],\"usage\":{usage}}}"));
    }

    private string Head(string kind) => $"{{\"id\":\"{_id}\",\"object\":\"{kind}\",{_origin},\"choices\":[";

    private string EventTail(string finishReason) =>
        _isChat
            ? $"\"}},\"logprobs\":null,\"finish_reason\":{finishReason}}}]}}\n\n"
            : $"\",\"logprobs\":null,\"finish_reason\":{finishReason},\"stop_reason\":null}}],\"usage\":null}}\n\n";

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
