using System.Text.Json;

namespace ServeMulti.Parameters;

/// <summary>Reads JSON values that follow one another, token by token.</summary>
/// <remarks>A new reader starts at each value: that of System.Text.Json 8, which net8.0 has, reads no more than one.</remarks>
internal ref struct JsonSequence(ReadOnlySpan<byte> json)
{
    private readonly ReadOnlySpan<byte> _json = json;
    private Utf8JsonReader _reader = new(json);
    private int _start;

    /// <summary>Gets the kind of the token that was read last.</summary>
    public readonly JsonTokenType TokenType => _reader.TokenType;

    /// <summary>Gets the offset of the token in the whole text.</summary>
    public readonly int TokenStart => _start + (int)_reader.TokenStartIndex;

    /// <summary>Gets the offset behind the token in the whole text.</summary>
    public readonly int Consumed => _start + (int)_reader.BytesConsumed;

    private readonly bool IsBetweenValues =>
        _reader.CurrentDepth == 0 && _reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray);

    /// <summary>Reads the next token; false at the end of the text.</summary>
    /// <exception cref="JsonException">The text is not JSON there.</exception>
    public bool Read()
    {
        if (IsBetweenValues)
        {
            var rest = _json[Consumed..].TrimStart(" \t\r\n"u8);
            if (rest.IsEmpty)
            {
                return false;
            }

            _start = _json.Length - rest.Length;
            _reader = new Utf8JsonReader(rest);
        }

        return _reader.Read();
    }

    /// <summary>Skips the children of the token.</summary>
    /// <exception cref="JsonException">The text is not JSON there.</exception>
    public void Skip() => _reader.Skip();
}
