using System.Text;
using System.Xml;
using ServeMulti.Plotting.Export;
using ServeMulti.Plotting.Reports;
using ServeMulti.Plotting.Runs;
using ServeMulti.Results;

namespace ServeMulti.FaultLab.Fuzz.Targets;

/// <summary>Reports and figures of names and values that would like to be markup; and folders of results that hold anything.</summary>
internal static class ReportTargets
{
    private static readonly string[] Markup =
    [
        "<script>alert(1)</script>",
        "</script>",
        "</style>",
        "</title>",
        "<!--",
        "-->",
        "]]>",
        "\" onload=\"x",
        "' onload='x",
        "<img src=x onerror=x>",
        "&lt;",
        "&#60;",
        "&",
        "<",
        ">",
        "\"",
        "'",
        "javascript:x",
        "_{x}",
        "^{x}",
        "\n",
        "\t",
        "\0",
        "\u202E",
        "\uD83D",
        "=",
        "|",
        "http://x/",
    ];

    // What a page of harmless names is made of: no name may add to it.
    private static readonly Lazy<PageReading> Harmless = new(() => Merge(["a\nb\nc\nd", "1\n2\n3\n4", "request_rate\n1\nb\nc"]));

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("report", input => WriteReport(FuzzText.FromBytes(input)))
        {
            Seeds = ["a\nb\nc\nd", "request_rate\n1\nx\ny", "<script>alert(1)</script>\n\" onload=\"x\n<b>\n</title>"],
            Words = Markup,
            AllocationPerByte = 400_000,
            FixedAllocation = 200_000_000,
            QuickInputs = 15,
        },
        new("results-folder", ReadFolder)
        {
            Seeds =
            [
                "run=0.json\n{\"completed\": 5, \"request_throughput\": 1.5, \"run_number\": 0, \"a\": 1}",
                "case.json\n{\"serveParameters\": {\"a\": 1}}",
                "experiment.json\n{\"runsPerCase\": 1, \"cases\": [{\"folder\": \"SERVE-BENCH\"}]}",
                "SLA-a.json\n{\"sla\": {\"criteria\": [\"a<1\"]}}",
                "x.jsonl\n{\"duration\": 1, \"completed\": 5}\n",
                "runs.jsonl\n{\"folder\":\"SERVE-BENCH\",\"run\":0,\"bytes\":1,\"row\":{\"a\":1}}\n",
                "run=0.failure.json\n{\"message\": \"x\"}",
            ],
            Words =
            [
                "run=1.json",
                "summary.json",
                "case.json",
                "experiment.json",
                "SLA-x.json",
                "runs.jsonl",
                "x.json",
                "{",
                "}",
                "[",
                "]",
                ",",
                ":",
                "\"completed\":",
                "\"duration\":",
                "\"run_number\":",
                "\"folder\":",
                "\"cases\":",
                "\"runsPerCase\":",
                "\"row\":",
                "\"bytes\":",
                "\"interval\": []",
                "\"startedAt\":",
                "\"serveCommand\":",
                "\"definition\":",
                "\"\\ud800\"",
                "NaN",
                "null",
                "1e400",
            ],
            FixedAllocation = 50_000_000,
            Large =
            [
                new("objects", "x.jsonl\n", "{\"duration\": 1, \"completed\": 5}\n"),
                new("summary", "summary.json\n[", "{\"completed\": 5},", "{\"completed\": 5}]"),
                new("nested", "run=0.json\n", "["),
                new("bare", "run=0.json\n{\"a\": [", "NaN,", "1]}"),
            ],
            AllocationPerByte = 20_000,
            QuickInputs = 40,
        },
    ];

    private static PageReading Merge(string[] texts)
    {
        var pages = texts.Select(text => PageReading.Read(HtmlReport.ToHtml(Results(text)))).ToList();
        foreach (var page in pages.Skip(1))
        {
            pages[0].Parts.UnionWith(page.Parts);
        }

        return pages[0];
    }

    private static string WriteReport(string text) =>
        Laws.RefusesOrReads(() =>
        {
            var results = Results(text);
            var figures = ReportFigures.Draw(results);
            var page = PageReading.Read(HtmlReport.ToHtml(results, figures));
            var added = page.Parts.Except(Harmless.Value.Parts, StringComparer.Ordinal).ToList();
            Laws.Hold(added.Count == 0, $"No name adds markup to a page: {string.Join(" ", added.Take(5))}");
            Laws.SameItems(Harmless.Value.Programs, page.Programs, "Scripts and styles are ours");
            foreach (var figure in figures.Figures.Take(2))
            {
                using var svg = XmlReader.Create(
                    new StringReader(FigureExporter.ToSvg(figure)),
                    new() { DtdProcessing = DtdProcessing.Prohibit }
                );
                while (svg.Read())
                {
                    Laws.Hold(
                        svg.NodeType != XmlNodeType.Element || svg.LocalName is not ("script" or "foreignObject" or "a" or "image"),
                        "A figure holds shapes and text alone"
                    );
                }
            }

            return $"{figures.Figures.Count} {Math.Min(9, page.Parts.Count)}";
        });

    // The lines are a key, its value, a name and a message.
    private static ExperimentResults Results(string text)
    {
        var lines = text.Split('\n');
        string Line(int index) => lines[index % lines.Length];
        var key = Line(0).Length == 0 ? "k" : Line(0);
        var builder = new RunSetBuilder();
        builder.AddServerKeys([key]);
        for (var run = 0; run < 2; run++)
        {
            KeyValuePair<string, ResultCell>[] fields =
            [
                new("request_throughput", ResultCell.From(1.5 + run)),
                new("p99_e2el_ms", ResultCell.From(10.0)),
                new(key, run == 0 ? ResultCell.From(Line(1)) : ResultCell.From(5L)),
                new("model", ResultCell.From(Line(2))),
            ];
            builder.Add(fields.DistinctBy(field => field.Key), $"{Line(2)}{run}", Line(3));
        }

        return new ExperimentResults(Line(2).Length == 0 ? "e" : Line(2), builder.ToSet([Line(3)]))
        {
            Failures = [new(Line(2), 1, Line(3)) { RecentOutput = [Line(1)], LogPath = Line(0) }],
            Facts = [new("host", Line(1)), new("server command", Line(2))],
            Problems = [Line(3)],
        };
    }

    private static string ReadFolder(byte[] input)
    {
        var end = Array.IndexOf(input, (byte)'\n');
        var name = FuzzText.FromBytes(input.AsSpan(0, Math.Max(0, end)));
        var isName =
            name.Length is > 0 and < 80
            && !name.AsSpan().ContainsAny('/', '\0')
            && name is not ("." or "..")
            && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name)) == name;
        var root = Directory.CreateTempSubdirectory("serve-multi-fuzz-").FullName;
        try
        {
            var folder = Directory.CreateDirectory(Path.Combine(root, "SERVE-BENCH")).FullName;
            File.WriteAllText(Path.Combine(folder, "run=9.json"), "{\"completed\": 5, \"request_throughput\": 2.5, \"run_number\": 9}");
            File.WriteAllBytes(
                Path.Combine(
                    name.StartsWith("experiment", StringComparison.Ordinal) || name.StartsWith("runs", StringComparison.Ordinal)
                        ? root
                        : folder,
                    isName ? name : "run=0.json"
                ),
                input[(end + 1)..]
            );
            return Laws.RefusesOrReads(() =>
            {
                var results = ExperimentResults.ReadAsync(root).GetAwaiter().GetResult();
                Laws.Hold(
                    results.Runs.Any(run => run["request_throughput"].ToString() == "2.5")
                        || name.StartsWith("run=9", StringComparison.Ordinal)
                        || name.StartsWith("experiment", StringComparison.Ordinal),
                    "One bad file does not cost another"
                );
                return $"{results.Runs.Count} {results.Answers.Count} {results.Failures.Count} {Math.Min(2, results.Problems.Count)} {results.Facts.Count}";
            });
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }
}
