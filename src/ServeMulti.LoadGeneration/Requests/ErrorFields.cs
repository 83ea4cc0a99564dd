using System.Text.Json;

namespace ServeMulti.LoadGeneration.Requests;

/// <summary>What a JSON object of an answer says of an error, in any of the shapes that servers use.</summary>
/// <remarks>
/// <c>{"error": ...}</c> with an object or a text (OpenAI, vLLM, SGLang, llama.cpp, TGI, Ollama); flat <c>{"object": "error", "message":
/// ...}</c> (vLLM before 0.10, LMDeploy, TensorRT-LLM) and <c>{"message": ..., "code": 500}</c>; <c>{"detail": ...}</c> with a text or a
/// list (FastAPI).
/// </remarks>
internal struct ErrorFields
{
    private const string Unreadable = "The server reported an error in text that is not valid Unicode.";
    private const int FirstErrorCode = 400;

    private string? _error;
    private string? _detail;
    private bool _isMarked;

    /// <summary>Gets what the object says beside an answer: an error where it is none.</summary>
    public string? Message { get; private set; }

    /// <summary>Reads the field at which the reader is, where it is one of these.</summary>
    /// <returns>Whether it was; its value is read then.</returns>
    public bool TryRead(ref Utf8JsonReader json)
    {
        if (json.ValueTextEquals("error"u8))
        {
            _error = ReadText(ref json) ?? _error;
        }
        else if (json.ValueTextEquals("detail"u8))
        {
            _detail = ReadText(ref json);
        }
        else if (json.ValueTextEquals("message"u8))
        {
            Message = ReadText(ref json);
        }
        else if (json.ValueTextEquals("object"u8))
        {
            json.Read();
            _isMarked |= json.TokenType == JsonTokenType.String && json.ValueTextEquals("error"u8);
            json.Skip();
        }
        else if (json.ValueTextEquals("code"u8))
        {
            json.Read();
            _isMarked |= json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var code) && code >= FirstErrorCode;
            json.Skip();
        }
        else
        {
            return false;
        }

        return true;
    }

    /// <summary>Returns what went wrong; null if nothing did.</summary>
    /// <param name="isAnswer">Whether the object holds a part of an answer.</param>
    public readonly string? Find(bool isAnswer) =>
        _error
        ?? (isAnswer && !_isMarked ? null : _detail ?? (_isMarked ? Message ?? "The server reported an error without a message." : null));

    /// <summary>Reads the value of a field that holds an error; null if it says that there is none.</summary>
    public static string? ReadText(ref Utf8JsonReader json)
    {
        json.Read();
        return TextOf(JsonElement.ParseValue(ref json));
    }

    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.Null or JsonValueKind.False => null,
                JsonValueKind.String => value.GetString() is { Length: > 0 } text ? text : null,
                JsonValueKind.Object => TextOfObject(value),
                JsonValueKind.Array when value.GetArrayLength() == 0 => null,
                JsonValueKind.Array => string.Join("; ", value.EnumerateArray().Select(TextOf).OfType<string>()),
                _ => value.GetRawText(),
            };
        }
        catch (InvalidOperationException)
        {
            return Unreadable;
        }
    }

    private static string? TextOfObject(JsonElement value)
    {
        foreach (var name in (ReadOnlySpan<string>)["message", "msg", "detail", "error"])
        {
            if (
                value.TryGetProperty(name, out var said)
                && said.ValueKind is JsonValueKind.String or JsonValueKind.Object
                && TextOf(said) is { } text
            )
            {
                return text;
            }
        }

        return value.EnumerateObject().Any() ? value.GetRawText() : null;
    }
}
