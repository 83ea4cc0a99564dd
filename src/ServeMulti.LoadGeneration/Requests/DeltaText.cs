using System.Text;
using System.Text.Json;

namespace ServeMulti.LoadGeneration.Requests;

/// <summary>The generated text of one choice: <c>text</c>, or what a <c>delta</c> or <c>message</c> holds.</summary>
internal struct DeltaText
{
    private JoinedText _text;

    /// <summary>Whether there is text, empty text included.</summary>
    public bool IsPresent { get; private set; }

    public bool IsEmpty { get; private set; }

    public bool HasRole { get; private set; }

    /// <summary>Gets whether it is that of a <c>delta</c> or <c>message</c>.</summary>
    public bool IsChat { get; private set; }

    /// <summary>Gets whether some of the text is reasoning.</summary>
    public bool HasReasoning { get; private set; }

    /// <summary>Gets the length of the text in bytes of UTF-8, arguments of tool calls included.</summary>
    public int Length { get; private set; }

    /// <summary>Gets the text, where it was requested; else empty.</summary>
    public readonly string Text => _text.ToString();

    /// <summary>Gets how many strings the text consists of.</summary>
    public int Count { get; private set; }

    /// <summary>Gets where the last of them lies within the JSON, without its quotes.</summary>
    public Range Place { get; private set; }

    /// <summary>Reads the value of a property that holds text.</summary>
    public void Read(ref Utf8JsonReader json, bool keepsText)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.StartArray)
        {
            // Text in parts, as Mistral's reasoning models have it.
            ReadNested(ref json, keepsText);
        }
        else if (json.TokenType == JsonTokenType.String)
        {
            var start = (int)json.TokenStartIndex + 1;
            Place = start..(start + json.ValueSpan.Length);
            Add(ref json, keepsText);
        }
        else
        {
            json.Skip();
        }
    }

    /// <summary>Reads the value of <c>delta</c> or <c>message</c>.</summary>
    public void ReadObject(ref Utf8JsonReader json, bool keepsText)
    {
        IsChat = true;
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("content"u8) || json.ValueTextEquals("refusal"u8))
            {
                Read(ref json, keepsText);
            }
            else if (json.ValueTextEquals("reasoning_content"u8) || json.ValueTextEquals("reasoning"u8))
            {
                var length = Length;
                Read(ref json, keepsText);
                HasReasoning |= Length > length;
            }
            else if (json.ValueTextEquals("tool_calls"u8) || json.ValueTextEquals("function_call"u8))
            {
                ReadCalls(ref json);
            }
            else
            {
                HasRole |= json.ValueTextEquals("role"u8);
                json.Read();
                json.Skip();
            }
        }
    }

    private void Add(ref Utf8JsonReader json, bool keepsText)
    {
        IsEmpty = (!IsPresent || IsEmpty) && json.ValueSpan.IsEmpty;
        IsPresent = true;
        Count++;
        Length += LengthOf(json);
        if (keepsText)
        {
            _text.Add(Decode(ref json));
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

    private static int LengthOf(Utf8JsonReader json) =>
        json.ValueIsEscaped ? Encoding.UTF8.GetByteCount(Decode(ref json)!) : json.ValueSpan.Length;

    private void ReadCalls(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject))
        {
            json.Skip();
            return;
        }

        var depth = json.CurrentDepth;
        var isText = false;
        while (json.Read() && json.CurrentDepth > depth)
        {
            // A call without arguments yet is a token too. Count is 2 or more, because a chunk with calls is no template for others.
            (IsPresent, IsEmpty, Count) = (true, false, Count + 2);
            Length += isText && json.TokenType == JsonTokenType.String ? LengthOf(json) : 0;
            isText =
                json.TokenType == JsonTokenType.PropertyName && (json.ValueTextEquals("arguments"u8) || json.ValueTextEquals("name"u8));
        }
    }

    private void ReadNested(ref Utf8JsonReader json, bool keepsText)
    {
        var depth = json.CurrentDepth;
        var isText = false;
        while (json.Read() && json.CurrentDepth > depth)
        {
            if (isText && json.TokenType == JsonTokenType.String)
            {
                Add(ref json, keepsText);
                Count++;
            }

            isText = json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals("text"u8);
        }
    }
}
