using System.Text.Json;

namespace ServeMulti.LoadGeneration.Requests;

/// <summary>Reads the value of <c>usage</c>. What is no number is no count; a number that counts nothing is
/// <see cref="AnswerUsage.Impossible"/>.</summary>
internal static class UsageReader
{
    public static AnswerUsage Read(ref Utf8JsonReader json)
    {
        var usage = default(AnswerUsage);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return usage;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("prompt_tokens"u8))
            {
                usage = usage with { InputTokens = ReadCount(ref json) ?? usage.InputTokens };
            }
            else if (json.ValueTextEquals("completion_tokens"u8))
            {
                usage = usage with { OutputTokens = ReadCount(ref json) ?? usage.OutputTokens };
            }
            else if (json.ValueTextEquals("reasoning_tokens"u8))
            {
                // SGLang has it here, OpenAI within the details.
                usage = usage with
                {
                    ReasoningTokens = ReadCount(ref json) ?? usage.ReasoningTokens,
                };
            }
            else if (json.ValueTextEquals("completion_tokens_details"u8))
            {
                usage = usage with { ReasoningTokens = Read(ref json).ReasoningTokens ?? usage.ReasoningTokens };
            }
            else
            {
                json.Read();
                json.Skip();
            }
        }

        return usage;
    }

    /// <summary>Reads the value of llama.cpp's <c>timings</c>: the tokens of the prompt, taken from its cache and processed, and those
    /// generated.</summary>
    public static AnswerUsage ReadTimings(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return default;
        }

        int? cached = null,
            processed = null,
            generated = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("cache_n"u8))
            {
                cached = ReadCount(ref json);
            }
            else if (json.ValueTextEquals("prompt_n"u8))
            {
                processed = ReadCount(ref json);
            }
            else if (json.ValueTextEquals("predicted_n"u8))
            {
                generated = ReadCount(ref json);
            }
            else
            {
                json.Read();
                json.Skip();
            }
        }

        // Builds that do not say what came from the cache leave it out of the rest too.
        return new() { InputTokens = Add(cached, processed), OutputTokens = generated };
    }

    private static int? Add(int? one, int? other) =>
        one is null || other is null ? null
        : one < 0 || other < 0 || one > int.MaxValue - other ? AnswerUsage.Impossible
        : one + other;

    /// <summary>Reads the value of a field that counts something; null if it is no number.</summary>
    public static int? ReadCount(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.Number)
        {
            json.Skip();
            return null;
        }

        // Some write whole numbers with a point.
        var number = json.TryGetInt32(out var count) ? count : json.GetDouble();
        return number is >= 0 and <= int.MaxValue && double.IsInteger(number) ? (int)number : AnswerUsage.Impossible;
    }
}
