using ServeMulti.Results;
using ServeMulti.Sla;

namespace ServeMulti.FaultLab.Fuzz.Targets;

/// <summary>SLAs, and the answers of searches.</summary>
internal static class SlaTargets
{
    private const string Answer = """
        {"sla": {"name": "n", "criteria": ["p99_e2el_ms<=500"]}, "variable": "request_rate", "outcome": "Bounded", "load": 5, "atLeast": 4, "interval": [4, 6], "binding": "p99_e2el_ms<=500", "passing": 5, "failing": 6,
        "nonMonotone": false, "promptsNeeded": null, "problem": null, "runs": 3, "storedRuns": 1,
        "probes": [{"load": 5, "verdict": "Met", "binding": null, "runs": [{"run": 0, "prompts": 100, "counts": true, "throughput": 4.9, "checks": [{"criterion": "p99_e2el_ms<=500", "value": 400, "met": true}]}]}]}
        """;

    private static readonly string[] Words =
    [
        "<=",
        ">=",
        "<",
        ">",
        "=",
        "p99_e2el_ms",
        "500",
        ",",
        "\"",
        "\"a\": \"<=1\"",
        "{",
        "}",
        "[",
        "]",
        "_benchmark_name",
        " and ",
        "1_0",
        "٣",
        "\\ud800",
        "null",
    ];

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("sla-text", input => ParseLine(FuzzText.FromBytes(input)))
        {
            Seeds = ["p99_e2el_ms<=500, mean_ttft_ms<100", "a>-1e-5", "a<= ٣_٣"],
            Words = Words,
            Large =
            [
                new("criteria", "", "a<1,", "b>2"),
                new("digits", "a<", "1"),
                new("underscores", "a<1", "_1"),
                new("operators", "a", "<"),
            ],
            QuickInputs = 4_000,
        },
        new("sla-file", input => ParseFile(FuzzText.FromBytes(input)))
        {
            Seeds =
            [
                "[{\"p99_e2el_ms\": \"<=500\"}, {\"_benchmark_name\": \"n\", \"a\": \">1\"}]",
                "{\"n\": {\"a\": \"<1\", \"b\": \">=1e5\"}}",
                "[]",
            ],
            Words = [.. Words, "NaN", "\"a\": NaN", ":"],
            Large =
            [
                new("levels", "[", "{\"a\": \"<=1\"},", "{\"a\": \"<1\"}]"),
                new("criteria", "[{", "\"k{n}\": \"<=1\",", "\"z\": \"<1\"}]"),
                new("duplicates", "[{", "\"k\": \"<=1\",", "\"z\": \"<1\"}]"),
                new("named", "{", "\"n{n}\": {\"a\": \"<1\"},", "\"z\": {\"a\": \"<1\"}}"),
                new("same names", "{", "\"n\": {\"a\": \"<1\"},", "\"z\": {\"a\": \"<1\"}}"),
                new("nested", "", "[", "]"),
                new("keys of one hash", "[{", "\"{collision}\": \"<1\",", "\"z\": \"<1\"}]"),
                new("bad", "[", "{\"a\": \"x\"},", "{}]"),
                new("text", "[{\"a\": \"", "x", "\"}]"),
                new("list", "[{\"a\": [", "1,", "1]}]"),
            ],
            QuickInputs = 4_000,
        },
        new("sla-answer", input => Laws.ThrowsOrReads<InvalidInputException>(() => ReadAnswer(input)))
        {
            Seeds = [Answer],
            Words =
            [
                .. Words,
                "\"interval\": []",
                "\"criteria\": []",
                "\"probes\": []",
                "\"checks\": []",
                "\"outcome\": \"99\"",
                "\"verdict\": \"99\"",
                ":",
            ],
            Large =
            [
                new(
                    "probes",
                    "{\"sla\": {\"criteria\": [\"a<1\"]}, \"variable\": \"request_rate\", \"outcome\": \"Bounded\", \"probes\": [",
                    "{\"load\": 5, \"verdict\": \"Met\", \"runs\": []},",
                    "{\"load\": 5, \"verdict\": \"Met\", \"runs\": []}]}"
                ),
            ],
            QuickInputs = 3_000,
        },
    ];

    private static string ParseLine(string text) =>
        Laws.ThrowsOrReads<InvalidInputException>(() =>
        {
            var level = ServiceLevel.Parse(text);
            foreach (var criterion in level.Take(20))
            {
                // An operator may stand once alone: a text such as "a<<1" has no number.
                Laws.Same(
                    criterion.IsMet(1),
                    !(criterion.Margin(1) > 0) && !double.IsNaN(criterion.Margin(1)),
                    $"{FuzzText.ToLiteral(criterion.Text)} is met where its margin is not above 0"
                );
                Laws.Same(criterion.Text, ServiceLevel.Parse(criterion.Text)[0].Text, "A criterion reads as itself");
            }

            return $"{Math.Min(20, level.Count)} {string.Concat(level.Take(3).OfType<ThresholdCriterion>().Select(one => one.Symbol))}";
        });

    private static string ParseFile(string text) =>
        Laws.RefusesOrReads(() =>
        {
            var levels = ServiceLevel.ParseList(text, "x");
            return $"{Math.Min(9, levels.Count)} {(levels.Count > 0 ? Math.Min(9, levels[0].Count) : 0)} {levels.Sum(level => Math.Min(1, level.FindProblems().Count))}";
        });

    private static string ReadAnswer(byte[] input)
    {
        try
        {
            using var document = System.Text.Json.JsonDocument.Parse(input);
            var answer = SearchAnswerReader.Parse(document.RootElement);
            return $"{answer?.Outcome} {answer?.Probes.Count} {answer?.Binding?.Kind}";
        }
        catch (System.Text.Json.JsonException)
        {
            return "no JSON";
        }
    }
}
