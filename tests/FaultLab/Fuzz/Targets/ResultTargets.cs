using System.Text.Json;
using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Parameters;
using ServeMulti.Results;

namespace ServeMulti.FaultLab.Fuzz.Targets;

/// <summary>Results of benchmarks: their JSON, and the tables made of it.</summary>
internal static class ResultTargets
{
    private static readonly string[] Words =
    [
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\"a\"",
        "\"run_number\"",
        "\"request_goodput:\"",
        "\"max_num_seqs\"",
        "\"random_input_len\"",
        "\"p99_e2e_latency_ms\"",
        "\"completed\"",
        "1",
        "1.50",
        "-0.0",
        "1e400",
        "1E5",
        "12345678901234567890123",
        "true",
        "null",
        "NaN",
        "Infinity",
        "-Infinity",
        "\"inf\"",
        "\"nan\"",
        "\"NaN\"",
        "\"\\u004EaN\"",
        "\\ud800",
        "\\u0000",
        "\\\"",
        "\\",
        "\uFEFF",
        "\n",
        "\"a,b\"",
        "\"a\\nb\"",
        "\"a\\\"b\"",
        "\" a\"",
        "\"\\r\"",
        "'",
    ];

    private static readonly LargeInput[] Shapes =
    [
        new("array", "{\"itls\": [", "0.0123,", "1]}"),
        new("keys", "{", "\"k{n}\": {n},", "\"z\": 1}"),
        new("duplicates", "{", "\"k\": {n},", "\"z\": 1}"),
        new("nested", "{\"a\": ", "[", "]}"),
        new("objects", "", "{\"a\": {n}}\n"),
        new("text", "{\"a\": \"", "x", "\"}"),
        new("bare", "{\"a\": [", "NaN,", "1]}"),
        new("not bare", "{\"a\": \"", "NaN,", "\"}"),
        new("escapes", "{\"a\": \"", "\\\\", "\"}"),
        new("digits", "{\"a\": ", "9", "}"),
        new("open", "", "{\"a\":"),
        new("spaces", "", " ", "{}"),
        new("I", "", "I"),
        new("minus", "", "-I"),
        new("keys of one hash", "{", "\"{collision}\": 1,", "\"z\": 1}"),
    ];

    private static readonly string[] Seeds =
    [
        "{\"date\": \"20261124-061013\", \"completed\": 100, \"request_throughput\": 12.5, \"itls\": [0.1, NaN], \"p99_e2el_ms\": Infinity, \"n\": null, \"request_goodput:\": 1}",
        "{\"a\": \"inf\", \"b\": \"a,\\\"b\\\"\\n\", \"run_number\": 0, \"max_num_seqs\": 8}",
        "{\"a\": 1}\n{\"a\": 2, \"c\": {\"d\": [true]}}",
    ];

    private static readonly BenchmarkCase Case = new()
    {
        ServeCommand = new("vllm", "serve", "m"),
        BenchCommand = new("vllm", "bench", "serve"),
        ServeParameters = new ParameterSet { { "max_num_seqs", 8 } },
        BenchParameters = new ParameterSet { { "random_input_len", 64 }, { "a", "x,\"y\"" } },
    };

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("result", input => Laws.ThrowsOrReads<InvalidInputException>(() => Read(input)))
        {
            Seeds = Seeds,
            Words = Words,
            Large = Shapes,
            QuickInputs = 4_000,
        },
        new("result-in-pieces", ReadInPieces)
        {
            Seeds = Seeds,
            Words = Words,
            QuickInputs = 2_000,
        },
        new("tolerant-json", Normalize)
        {
            Seeds = Seeds,
            Words = Words,
            Large = Shapes,
            QuickInputs = 4_000,
        },
        new("csv", input => Laws.ThrowsOrReads<InvalidInputException>(() => WriteTable(input)))
        {
            Seeds = Seeds,
            Words = Words,
            Large = Shapes,
            AllocationPerByte = 4_000,
            QuickInputs = 3_000,
        },
    ];

    private static string Read(byte[] input)
    {
        var document = ResultDocument.Parse(input);
        var again = ResultDocument.Parse(document.ToUtf8Json());
        Laws.SameItems(document.Fields.Select(field => field.Key), again.Fields.Select(field => field.Key), "The fields read back");
        foreach (var ((name, value), (_, readBack)) in document.Fields.Zip(again.Fields).Take(200))
        {
            Laws.Same(ResultCell.From(value), ResultCell.From(readBack), $"The value of {FuzzText.ToLiteral(name)} reads back");
            Laws.Same(document.TryFindMetric(name, out var number), again.TryFindMetric(name, out var other), "A number reads back as one");
            Laws.Hold(number.Equals(other), "A number reads back unchanged");
        }

        return $"{Math.Min(9, document.Fields.Count)} {(document.Fields.Count > 0 ? document.Fields[0].Value.ValueKind : null)}";
    }

    // In one piece and in pieces of any size: the same.
    private static string ReadInPieces(byte[] input)
    {
        var whole = Laws.ThrowsOrReads<InvalidInputException>(() => ResultDocument.Parse(input).ToString());
        foreach (var length in new[] { 1, 2, 7, 64 })
        {
            var document = Laws.ThrowsOrReads<InvalidInputException>(() =>
                ResultScan.Read((buffer, offset) => ReadPiece(input, length, buffer, offset)).ToString()
            );
            Laws.Same(Outcome(whole), Outcome(document), $"A result in pieces of {length} bytes");
        }

        return Outcome(whole)[..Math.Min(20, Outcome(whole).Length)];
    }

    private static string Outcome(string read) => read.StartsWith('{') ? read : "no result";

    private static int ReadPiece(ReadOnlySpan<byte> input, int length, Span<byte> buffer, long offset)
    {
        var rest = input[(int)Math.Min(offset, input.Length)..];
        var count = Math.Min(Math.Min(length, rest.Length), buffer.Length);
        rest[..count].CopyTo(buffer);
        return count;
    }

    // What any reader of JSON takes is left as it is.
    private static string Normalize(byte[] input)
    {
        var normal = TolerantJson.Normalize(input);
        var isJson = IsJson(input);
        Laws.Hold(!isJson || normal.Span.SequenceEqual(input), "JSON that is valid is left as it is");
        return $"{isJson} {IsJson(normal.Span)}";
    }

    private static bool IsJson(ReadOnlySpan<byte> text)
    {
        try
        {
            var reader = new Utf8JsonReader(text, new() { MaxDepth = 64 });
            while (reader.Read()) { }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string WriteTable(byte[] input)
    {
        var document = ResultDocument.Parse(input);
        var table = ResultTable.From([new RunRecord(Case, 0, document), new RunRecord(Case, 1, document.With("x", 5))]);
        using var writer = new StringWriter();
        ResultTableCsv.Write(table, writer);
        var rows = CsvReading.Read(writer.ToString());
        Laws.Same(3, rows.Count, "A table has a line of names and a line for each run");
        Laws.SameItems(table.Columns.Prepend(""), rows[0], "The names of the columns read back");
        for (var row = 0; row < table.Rows.Count; row++)
        {
            Laws.SameItems(
                table.Columns.Select((_, column) => table.Rows[row][column].ToString()).Prepend($"{row}"),
                rows[row + 1],
                "The cells read back"
            );
        }

        return $"{Math.Min(20, table.Columns.Count)} {rows[1].Count(cell => cell.AsSpan().ContainsAny("\",\n\r"))}";
    }
}
