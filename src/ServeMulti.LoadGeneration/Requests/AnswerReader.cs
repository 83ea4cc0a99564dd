using System.Text.Json;

namespace ServeMulti.LoadGeneration.Requests;

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
            // Half of a surrogate pair is found only where the text is requested.
            throw new JsonException("The answer holds text that is not valid Unicode.", exception);
        }
    }

    private static AnswerPart ReadObject(ReadOnlySpan<byte> utf8Json, bool keepsText)
    {
        var part = new AnswerPart();
        var errors = new ErrorFields();
        var isAnswer = false;
        var json = new Utf8JsonReader(utf8Json);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("The answer is not a JSON object.");
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (TryReadAnswer(ref json, ref part, keepsText))
            {
                isAnswer = true;
            }
            else if (!errors.TryRead(ref json))
            {
                json.Read();
                json.Skip();
            }
        }

        if (json.Read())
        {
            throw new JsonException("Something follows the JSON object of the answer.");
        }

        part.Usage = part.Timings.With(part.Usage);
        part.Error ??= errors.Find(isAnswer);
        part.Message = errors.Message;
        return part;
    }

    private static bool TryReadAnswer(ref Utf8JsonReader json, ref AnswerPart part, bool keepsText)
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
            part.Usage = part.Usage.With(UsageReader.Read(ref json));
        }
        else if (json.ValueTextEquals("timings"u8))
        {
            part.Timings = UsageReader.ReadTimings(ref json);
        }
        else
        {
            return false;
        }

        return true;
    }

    private static void ReadChoices(ref Utf8JsonReader json, ref AnswerPart part, bool keepsText)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null)
        {
            return;
        }

        Expect(json.TokenType == JsonTokenType.StartArray, "choices is not an array");
        for (var place = 0; json.Read() && json.TokenType != JsonTokenType.EndArray; place++)
        {
            Expect(json.TokenType == JsonTokenType.StartObject, "a choice is not an object");
            part.HasChoice = true;
            ReadChoice(ref json, ref part, place, keepsText);
        }
    }

    private static void ReadChoice(ref Utf8JsonReader json, ref AnswerPart part, int place, bool keepsText)
    {
        var delta = new DeltaText();
        var index = place;
        string? end = null;
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
            else if (json.ValueTextEquals("index"u8))
            {
                index = UsageReader.ReadCount(ref json) is >= 0 and var number ? number : index;
            }
            else if (json.ValueTextEquals("finish_reason"u8))
            {
                end = FinishReasons.Read(ref json);
            }
            else if (json.ValueTextEquals("usage"u8))
            {
                // Moonshot's servers have it here, in the last chunk.
                part.Usage = part.Usage.With(UsageReader.Read(ref json));
            }
            else if (json.ValueTextEquals("error"u8))
            {
                part.Error ??= ErrorFields.ReadText(ref json);
            }
            else
            {
                json.Read();
                json.Skip();
            }
        }

        AddEnd(ref part, index, end);
        AddDelta(ref part, delta, isLast: end is not null, keepsText);
    }

    private static void AddEnd(ref AnswerPart part, int index, string? end)
    {
        part.Begun = part.Begun.With(index);
        if (end is not null)
        {
            part.Ended = part.Ended.With(index);
            part.AbnormalEnd ??= FinishReasons.IsNormal(end) ? null : end;
        }
    }

    private static void AddDelta(ref AnswerPart part, in DeltaText delta, bool isLast, bool keepsText)
    {
        part.IsBlank = delta.IsPresent && delta.IsEmpty && delta.IsChat;

        // Empty text is a token that has no printable form yet, unless it only opens (role) or closes (finish_reason) the answer.
        part.HasToken |= delta.IsPresent && (!delta.IsEmpty || !(delta.HasRole || isLast));
        if (keepsText)
        {
            part.AddText(delta.Text);
        }

        part.HasReasoning |= delta.HasReasoning;
        part.TextLength += delta.Length;
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

    private static void Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new JsonException($"The answer is not understood: {otherwise}.");
        }
    }
}
