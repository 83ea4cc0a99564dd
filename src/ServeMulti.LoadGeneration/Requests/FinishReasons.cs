using System.Text.Json;

namespace ServeMulti.LoadGeneration.Requests;

/// <summary>The values of <c>finish_reason</c> of an answer that is whole. Every other value, known or not, means that the server cut the
/// answer short.</summary>
/// <remarks>
/// <c>content_filter</c> is none of them: what is filtered is missing. <c>docs/reference/bench.md</c> says which server sends which; a test
/// compares both lists.
/// </remarks>
internal static class FinishReasons
{
    public static IReadOnlyList<string> Normal { get; } =
    ["stop", "length", "tool_calls", "function_call", "eos_token", "stop_sequence", "eos", "model_length", "repetition"];

    public static bool IsNormal(string reason) => Normal.Contains(reason, StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the value of <c>finish_reason</c>; null if the answer goes on.</summary>
    /// <remarks>An object, as SGLang's own API has it, has the reason in <c>type</c>.</remarks>
    public static string? Read(ref Utf8JsonReader json)
    {
        json.Read();
        switch (json.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.String:
                return json.GetString() is { Length: > 0 } reason ? reason : null;
            default:
                var value = JsonElement.ParseValue(ref json);
                return
                    value.ValueKind == JsonValueKind.Object
                    && value.TryGetProperty("type", out var type)
                    && type.ValueKind == JsonValueKind.String
                    ? type.GetString()
                    : value.GetRawText();
        }
    }
}
