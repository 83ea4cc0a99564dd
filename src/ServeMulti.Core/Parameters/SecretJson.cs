using System.Buffers;
using System.Text;
using System.Text.Json;

namespace ServeMulti.Parameters;

/// <summary>Replaces secrets in JSON by the names of the members that hold them. Everything else stays as it was written.</summary>
internal static class SecretJson
{
    private static ReadOnlySpan<byte> Text => "\"REDACTED\""u8;

    /// <summary>Returns whether a text may be a JSON object or array.</summary>
    public static bool IsObjectOrArray(string text) => text.AsSpan().TrimStart() is ['{' or '[', ..];

    /// <summary>Replaces secrets; a text that is not JSON is returned as it is.</summary>
    /// <param name="text">The text.</param>
    /// <param name="found">Receives the secrets; optional.</param>
    public static string Redact(string text, SecretList? found)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        try
        {
            return TryRedact(utf8, found) is { } redacted ? Encoding.UTF8.GetString(redacted) : text;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return text;
        }
    }

    /// <summary>Replaces secrets.</summary>
    /// <param name="utf8Json">The text.</param>
    /// <param name="found">Receives the secrets; optional.</param>
    /// <returns>The new text; null where there is no secret.</returns>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    /// <exception cref="InvalidOperationException">The text holds half of a surrogate pair.</exception>
    public static byte[]? TryRedact(ReadOnlySpan<byte> utf8Json, SecretList? found)
    {
        ArrayBufferWriter<byte>? output = null;
        var copied = 0;
        var reader = new Utf8JsonReader(utf8Json, new JsonReaderOptions { MaxDepth = 128 });
        var name = "";
        var secretDepth = -1;
        var secretName = "";
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = reader.GetString()!;
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    if (secretDepth < 0 && SecretNames.AreLikely(name))
                    {
                        (secretDepth, secretName) = (reader.CurrentDepth, name);
                    }

                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    secretDepth = reader.CurrentDepth == secretDepth ? -1 : secretDepth;
                    name = reader.TokenType == JsonTokenType.EndObject ? "" : name;
                    break;
                case JsonTokenType.String or JsonTokenType.Number when IsSecret(ref reader, name, secretDepth < 0 ? null : secretName):
                    output ??= new ArrayBufferWriter<byte>(utf8Json.Length);
                    output.Write(utf8Json[copied..(int)reader.TokenStartIndex]);
                    output.Write(Text);
                    copied = (int)reader.BytesConsumed;
                    Collect(ref reader, name, found);
                    break;
            }
        }

        if (output is null)
        {
            return null;
        }

        output.Write(utf8Json[copied..]);
        return output.WrittenSpan.ToArray();
    }

    /// <param name="reader">The reader, at the value.</param>
    /// <param name="name">The name of the member that the value is of, or is in a list of.</param>
    /// <param name="outerName">The likely name of an object or list that the value is in; null where there is none.</param>
    private static bool IsSecret(ref Utf8JsonReader reader, string name, string? outerName)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return SecretNames.AreCertain(name);
        }

        return (outerName is not null || SecretNames.AreLikely(name)) && SecretForms.MayBeSecret(reader.GetString());
    }

    private static void Collect(ref Utf8JsonReader reader, string name, SecretList? found)
    {
        if (found is null || reader.TokenType != JsonTokenType.String)
        {
            return;
        }

        // Of all headers some alone are secret: what others hold is no value to look for elsewhere.
        var value = SecretList.OfHeader(reader.GetString()!);
        if (SecretNames.AreCertain(name) || SecretForms.LooksLikeKey(value))
        {
            found.Add(value);
        }
    }
}
