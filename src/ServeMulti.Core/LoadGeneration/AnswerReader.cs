using System.Text.Json;

namespace ServeMulti.LoadGeneration;

/// <summary>What one JSON object of an answer says: a chunk of a stream, or the whole answer.</summary>
internal struct AnswerPart
{
    private JoinedText _text;

    /// <summary>Whether a choice, or an embedding, is there.</summary>
    public bool HasChoice;

    /// <summary>Whether the choice carries generated text, perhaps empty text of a token that has no printable form yet.</summary>
    public bool HasToken;

    /// <summary>The generated text, where it was asked for; else empty.</summary>
    public readonly string Text => _text.ToString();

    /// <summary>Whether the choice says why the generation ended.</summary>
    public bool IsLast;

    public int? InputTokens;

    public int? OutputTokens;

    /// <summary>What the server says went wrong.</summary>
    public string? Error;

    /// <summary>How many strings of generated text there are, and where the last one lies within the JSON, without its quotes.</summary>
    public int TextCount;

    public Range TextPlace;

    public void AddText(string text) => _text.Add(text);
}

/// <summary>Reads the JSON objects of answers, without making objects of them.</summary>
internal static class AnswerReader
{
    /// <summary>Reads one object.</summary>
    /// <exception cref="JsonException">The text is not one JSON object of the expected shape.</exception>
    public static AnswerPart Read(ReadOnlySpan<byte> utf8Json, bool keepsText)
    {
        try
        {
            return ReadObject(utf8Json, keepsText);
        }
        catch (InvalidOperationException exception)
        {
            // Half of a surrogate pair is found only where the text is asked for.
            throw new JsonException("The answer holds text that is not valid Unicode.", exception);
        }
    }

    private static AnswerPart ReadObject(ReadOnlySpan<byte> utf8Json, bool keepsText)
    {
        var part = new AnswerPart();
        var json = new Utf8JsonReader(utf8Json);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("The answer is not a JSON object.");
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            ReadField(ref json, ref part, keepsText);
        }

        if (json.Read())
        {
            throw new JsonException("Something follows the JSON object of the answer.");
        }

        return part;
    }

    private static void ReadField(ref Utf8JsonReader json, ref AnswerPart part, bool keepsText)
    {
        if (json.ValueTextEquals("choices"u8))
        {
            ReadChoices(ref json, ref part, keepsText);
        }
        else if (json.ValueTextEquals("data"u8))
        {
            ReadData(ref json, ref part);
        }
        else if (json.ValueTextEquals("usage"u8))
        {
            ReadUsage(ref json, ref part);
        }
        else if (json.ValueTextEquals("error"u8))
        {
            json.Read();
            part.Error = json.TokenType == JsonTokenType.Null ? null : ReadError(ref json);
        }
        else
        {
            json.Read();
            json.Skip();
        }
    }

    private static void ReadChoices(ref Utf8JsonReader json, ref AnswerPart part, bool keepsText)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null)
        {
            return;
        }

        Expect(json.TokenType == JsonTokenType.StartArray, "choices is not an array");
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            Expect(json.TokenType == JsonTokenType.StartObject, "a choice is not an object");
            part.HasChoice = true;
            ReadChoice(ref json, ref part, keepsText);
        }
    }

    private static void ReadChoice(ref Utf8JsonReader json, ref AnswerPart part, bool keepsText)
    {
        var delta = new DeltaText();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("text"u8))
            {
                delta.Read(ref json, keepsText);
            }
            else if (json.ValueTextEquals("delta"u8) || json.ValueTextEquals("message"u8))
            {
                delta.ReadObject(ref json, keepsText);
            }
            else if (json.ValueTextEquals("finish_reason"u8))
            {
                json.Read();
                part.IsLast |= json.TokenType == JsonTokenType.String && !json.ValueSpan.IsEmpty;
                json.Skip();
            }
            else
            {
                json.Read();
                json.Skip();
            }
        }

        // Empty text is a token that has no printable form yet, unless it only opens (role) or closes (finish_reason) the answer.
        part.HasToken |= delta.IsPresent && (!delta.IsEmpty || !(delta.HasRole || part.IsLast));
        if (keepsText)
        {
            part.AddText(delta.Text);
        }

        part.TextCount += delta.Count;
        part.TextPlace = delta.Count > 0 ? delta.Place : part.TextPlace;
    }

    // Embeddings: that there is one is enough.
    private static void ReadData(ref Utf8JsonReader json, ref AnswerPart part)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartArray)
        {
            json.Skip();
            return;
        }

        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            part.HasChoice = true;
            json.Skip();
        }
    }

    private static void ReadUsage(ref Utf8JsonReader json, ref AnswerPart part)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("prompt_tokens"u8))
            {
                part.InputTokens = ReadCount(ref json) ?? part.InputTokens;
            }
            else if (json.ValueTextEquals("completion_tokens"u8))
            {
                part.OutputTokens = ReadCount(ref json) ?? part.OutputTokens;
            }
            else
            {
                json.Read();
                json.Skip();
            }
        }
    }

    private static int? ReadCount(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var count))
        {
            return count;
        }

        json.Skip();
        return null;
    }

    private static string ReadError(ref Utf8JsonReader json)
    {
        var error = JsonElement.ParseValue(ref json);
        try
        {
            return error.ValueKind == JsonValueKind.String ? error.GetString()!
                : error.ValueKind == JsonValueKind.Object && error.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String ? message.GetString()!
                : error.GetRawText();
        }
        catch (InvalidOperationException)
        {
            return "The server reported an error in text that is not valid Unicode.";
        }
    }

    private static void Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new JsonException($"The answer is not understood: {otherwise}.");
        }
    }
}
