using System.Buffers;
using System.Text;

namespace ServeMulti.Plotting.Runs;

/// <summary>Turns bare <c>NaN</c> and <c>Infinity</c>, which Python's clients write, into what a JSON reader takes: the text of that spelling.</summary>
internal static class TolerantText
{
    private static readonly byte[][] Bare = ["NaN"u8.ToArray(), "Infinity"u8.ToArray(), "-Infinity"u8.ToArray()];

    public static ReadOnlyMemory<byte> Normalize(ReadOnlyMemory<byte> json)
    {
        var span = json.Span;
        span = span.StartsWith(Encoding.UTF8.Preamble) ? span[Encoding.UTF8.Preamble.Length..] : span;
        if (span.IndexOf("NaN"u8) < 0 && span.IndexOf("Infinity"u8) < 0)
        {
            return json[(json.Length - span.Length)..];
        }

        var output = new ArrayBufferWriter<byte>(span.Length + 64);
        var isText = false;
        for (var index = 0; index < span.Length;)
        {
            var length = isText ? 0 : BareLength(span[index..]);
            if (length > 0)
            {
                // Written with an escape, as the library itself does: it tells the bare number from the text.
                output.Write(Encoding.UTF8.GetBytes($"\"\\u{(int)span[index]:X4}{Encoding.UTF8.GetString(span.Slice(index + 1, length - 1))}\""));
                index += length;
                continue;
            }

            var step = isText && span[index] == '\\' ? Math.Min(2, span.Length - index) : 1;
            isText ^= span[index] == '"' && step == 1;
            output.Write(span.Slice(index, step));
            index += step;
        }

        return output.WrittenMemory;
    }

    private static int BareLength(ReadOnlySpan<byte> rest)
    {
        foreach (var word in Bare)
        {
            if (rest.StartsWith(word))
            {
                return word.Length;
            }
        }

        return 0;
    }
}
