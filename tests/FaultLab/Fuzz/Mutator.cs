using System.Text;

namespace ServeMulti.FaultLab.Fuzz;

/// <summary>Makes inputs: from others by damage, and from the words of a language by chance.</summary>
internal sealed class Mutator(Random random, IReadOnlyList<string> words, int longest)
{
    private const int MostChanges = 6;

    // What breaks readers of any kind.
    private static readonly string[] Hostile =
    [
        "\0",
        "\u0001",
        "\u001B[31m",
        "\u007F",
        "\u0085",
        "\u00A0",
        "\u200B",
        "\u202E",
        "\u2028",
        "\uFEFF",
        "\uFFFD",
        "\r",
        "\n",
        "\r\n",
        "\t",
        " ",
        "",
        "\uD83D",
        "\uDE00",
        "😀",
        "é",
        "e\u0301",
        "İ",
        "ı",
        "ß",
        "Ⅷ",
        "٣",
        "\uDCC0\uDC80",
        "\uDCFF",
        "'",
        "\"",
        "\\",
        "`",
        "$(x)",
        "<",
        ">",
        "&",
        "<script>",
        "]]>",
        "-",
        "--",
        "=",
        "_",
        "/",
        "..",
        "../",
        "../../x",
        "C:\\",
        "CON",
        ".",
        "%",
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        ",",
        ":",
        ";",
        "|",
        "#",
        "*",
        "?",
        "0",
        "-0",
        "1",
        "-1",
        "1e5",
        "1e-5",
        "1e308",
        "1e309",
        "-1e400",
        "0.1",
        ".5",
        "5.",
        "1_000",
        "0x10",
        "255",
        "256",
        "2147483647",
        "2147483648",
        "-2147483649",
        "9007199254740993",
        "9223372036854775808",
        "18446744073709551616",
        "99999999999999999999999999999999999999999",
        "NaN",
        "nan",
        "Infinity",
        "-Infinity",
        "inf",
        "-inf",
        "true",
        "false",
        "null",
        "True",
        "None",
    ];

    private static readonly (string Open, string Close)[] Brackets =
    [
        ("[", "]"),
        ("{\"a\":", "}"),
        ("(", ")"),
        ("\"", "\""),
        ("'", "'"),
        ("<a>", "</a>"),
    ];

    private readonly byte[][] _words = [.. words.Concat(Hostile).Select(FuzzText.ToBytes)];

    /// <summary>Makes an input.</summary>
    /// <param name="corpus">Inputs of which something came.</param>
    public byte[] Make(IReadOnlyList<byte[]> corpus)
    {
        var input = random.Next(4) == 0 ? Compose() : [.. corpus[random.Next(corpus.Count)]];
        for (var change = random.Next(MostChanges); change >= 0; change--)
        {
            Change(input, corpus);
        }

        return input.Count <= longest ? [.. input] : [.. input.Take(longest)];
    }

    private List<byte> Compose() => [.. Enumerable.Range(0, 1 + random.Next(24)).SelectMany(_ => Word())];

    // The language's own words come as often as all others together.
    private byte[] Word() => words.Count > 0 && random.Next(2) == 0 ? _words[random.Next(words.Count)] : _words[random.Next(_words.Length)];

    private void Change(List<byte> input, IReadOnlyList<byte[]> corpus)
    {
        var (start, count) = Range(input.Count);
        switch (random.Next(11))
        {
            case 0 when input.Count > 0:
                input[random.Next(input.Count)] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when input.Count > 0:
                input[random.Next(input.Count)] = (byte)random.Next(256);
                break;
            case 2 or 3:
                input.InsertRange(start, Word());
                break;
            case 4:
                input.RemoveRange(start, count);
                input.InsertRange(start, Word());
                break;
            case 5:
                input.RemoveRange(start, count);
                break;
            case 6:
                Repeat(input, start, input.GetRange(start, count));
                break;
            case 7:
                Repeat(input, start, [.. Word()]);
                break;
            case 8:
                var other = corpus[random.Next(corpus.Count)];
                var (from, length) = Range(other.Length);
                input.InsertRange(start, other.AsSpan(from, length).ToArray());
                break;
            case 9:
                Nest(input, start, count);
                break;
            default:
                input.RemoveRange(start, input.Count - start);
                break;
        }
    }

    private (int Start, int Count) Range(int length)
    {
        var start = random.Next(length + 1);
        return (start, Math.Min(length - start, random.Next(1 + (length / (1 << random.Next(6))))));
    }

    private void Repeat(List<byte> input, int at, List<byte> piece)
    {
        var times = 1 << random.Next(random.Next(12) == 0 ? 10 : 4);
        for (; times > 0 && input.Count + piece.Count <= longest; times--)
        {
            input.InsertRange(at, piece);
        }
    }

    private void Nest(List<byte> input, int start, int count)
    {
        var (open, close) = Brackets[random.Next(Brackets.Length)];
        var depth = 1 << random.Next(8);
        input.InsertRange(start + count, Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(close, depth))));
        input.InsertRange(start, Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(open, depth))));
    }
}
