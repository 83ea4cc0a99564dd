using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ServeMulti.Parameters;

/// <summary>Writes indented JSON whose lines end in a line feed on every system.</summary>
/// <remarks>System.Text.Json 8, which net8.0 has, indents by two spaces and ends lines as the system does: there the layout is changed
/// afterwards.</remarks>
internal static class IndentedJson
{
    private const int WriterIndent = 2;

    /// <summary>Writes a value.</summary>
    /// <param name="content">Writes the value.</param>
    /// <param name="indent">Spaces per level.</param>
    /// <param name="encoder">Decides which characters are escaped; null: the default.</param>
    /// <param name="endsLine">Whether a line feed follows the value.</param>
    public static byte[] Write(Action<Utf8JsonWriter> content, int indent, JavaScriptEncoder? encoder = null, bool endsLine = false)
    {
        var options = new JsonWriterOptions
        {
            Indented = true,
            Encoder = encoder,
#if NET9_0_OR_GREATER
            IndentSize = indent,
            NewLine = "\n",
#endif
        };
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            content(writer);
        }

        if (endsLine)
        {
            buffer.Write("\n"u8);
        }

#if NET9_0_OR_GREATER
        return buffer.WrittenSpan.ToArray();
#else
        return ChangeLayout(buffer.WrittenSpan, indent);
#endif
    }

    /// <summary>Gives lines that are indented by two spaces per level another indent, and ends them in a line feed.</summary>
    /// <remarks>A string of JSON holds no line break, so that every one is layout.</remarks>
    internal static byte[] ChangeLayout(ReadOnlySpan<byte> json, int indent)
    {
        var output = new ArrayBufferWriter<byte>((json.Length * 2) + 1);
        while (!json.IsEmpty)
        {
            var end = json.IndexOf((byte)'\n');
            var line = end < 0 ? json : json[..end];
            var text = line.TrimStart((byte)' ');
            var spaces = (line.Length - text.Length) * indent / WriterIndent;
            output.GetSpan(spaces)[..spaces].Fill((byte)' ');
            output.Advance(spaces);
            output.Write(end < 0 ? text : text.TrimEnd((byte)'\r'));
            if (end >= 0)
            {
                output.Write("\n"u8);
            }

            json = json[(line.Length + (end < 0 ? 0 : 1))..];
        }

        return output.WrittenSpan.ToArray();
    }
}
