using System.Buffers;
using System.Globalization;
using System.Text;

namespace ServeMulti.FaultLab.Fuzz;

/// <summary>Turns bytes into text and back, whatever they are: what is not UTF-8 becomes halves of surrogate pairs.</summary>
internal static class FuzzText
{
    public static string FromBytes(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var length) == OperationStatus.Done)
            {
                text.Append(rune);
            }
            else
            {
                length = 1;
                text.Append((char)(bytes[0] < 0xC0 ? 0xDC00 + bytes[0] : 0xD800 + bytes[0]));
            }

            bytes = bytes[length..];
        }

        return text.ToString();
    }

    public static byte[] ToBytes(string text)
    {
        var bytes = new ArrayBufferWriter<byte>(Math.Max(16, text.Length));
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var length) == OperationStatus.Done)
            {
                bytes.Advance(rune.EncodeToUtf8(bytes.GetSpan(4)));
            }
            else
            {
                bytes.GetSpan(1)[0] = (byte)rest[0];
                bytes.Advance(1);
            }

            rest = rest[length..];
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Spells text as a string of C#.</summary>
    public static string ToLiteral(string text)
    {
        var literal = new StringBuilder("\"");
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => literal.Append("\\\""),
                '\\' => literal.Append("\\\\"),
                >= ' ' and <= '~' => literal.Append(c),
                _ => literal.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
            };
        }

        return literal.Append('"').ToString();
    }
}
