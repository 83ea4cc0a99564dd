using System.Text.Json;

namespace ServeMulti.LoadGeneration;

/// <summary>The generated text of one choice: <c>text</c>, or what a <c>delta</c> or <c>message</c> holds.</summary>
internal struct DeltaText
{
    private JoinedText _text;

    /// <summary>Whether there is text, empty text included.</summary>
    public bool IsPresent { get; private set; }

    public bool IsEmpty { get; private set; }

    public bool HasRole { get; private set; }

    /// <summary>Gets the text, where it was asked for; else empty.</summary>
    public readonly string Text => _text.ToString();

    /// <summary>Gets how many strings the text consists of.</summary>
    public int Count { get; private set; }

    /// <summary>Gets where the last of them lies within the JSON, without its quotes.</summary>
    public Range Place { get; private set; }

    /// <summary>Reads the value of a property that holds text.</summary>
    public void Read(ref Utf8JsonReader json, bool keepsText)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.String)
        {
            json.Skip();
            return;
        }

        IsEmpty = (!IsPresent || IsEmpty) && json.ValueSpan.IsEmpty;
        IsPresent = true;
        Count++;
        var start = (int)json.TokenStartIndex + 1;
        Place = start..(start + json.ValueSpan.Length);
        if (keepsText)
        {
            _text.Add(Decode(ref json));
        }
    }

    /// <summary>Reads the value of <c>delta</c> or <c>message</c>.</summary>
    public void ReadObject(ref Utf8JsonReader json, bool keepsText)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("content"u8) || json.ValueTextEquals("reasoning_content"u8) || json.ValueTextEquals("reasoning"u8) || json.ValueTextEquals("refusal"u8))
            {
                Read(ref json, keepsText);
            }
            else if (json.ValueTextEquals("tool_calls"u8))
            {
                ReadToolCalls(ref json);
            }
            else
            {
                HasRole |= json.ValueTextEquals("role"u8);
                json.Read();
                json.Skip();
            }
        }
    }

    private static string? Decode(ref Utf8JsonReader json)
    {
        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: the other half comes with the next token.
            return "\uFFFD";
        }
    }

    private void ReadToolCalls(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.StartArray && json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            IsPresent = true;
            IsEmpty = false;
            while (json.TokenType != JsonTokenType.EndArray)
            {
                json.Skip();
                json.Read();
            }
        }
        else
        {
            json.Skip();
        }
    }
}
