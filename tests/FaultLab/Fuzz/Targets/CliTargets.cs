using System.CommandLine;
using System.CommandLine.Help;
using ServeMulti.Cli;
using ServeMulti.Cli.Bench;
using ServeMulti.Cli.Display;
using ServeMulti.Cli.Options;
using ServeMulti.Cli.Report;
using ServeMulti.LoadGeneration;

namespace ServeMulti.FaultLab.Fuzz.Targets;

/// <summary>The command line, and what it prints.</summary>
internal static class CliTargets
{
    private static readonly string[] Words =
    [
        "\n",
        "--serve-cmd",
        "--bench-cmd",
        "--endpoint",
        "--after-bench-cmd",
        "--output-dir",
        "-o",
        "--experiment-name",
        "--resume",
        "--shard",
        "1/3",
        "--num-runs",
        "--warmup-num-prompts",
        "--run-timeout",
        "--server-ready-timeout",
        "--sla-variable",
        "request_rate",
        "max_concurrency",
        "--sla-search",
        "adaptive",
        "bisection",
        "--sla-tolerance",
        "--sla-min",
        "--sla-max",
        "--sla-budget",
        "--sla-run-seconds",
        "--sla-confirm",
        "--sustained-share",
        "--seed",
        "--workload-var",
        "--workload-iters",
        "--link-vars",
        "a=b",
        "--continue-on-error",
        "--dry-run",
        "@x",
        "plot",
        "pareto",
        "report",
        "merge",
        "bench",
        "--filter-by",
        "--bin-by",
        "--var-x",
        "--fig-dpi",
        "--fig-format",
        "--scale-x",
        "a==1",
        "a%5",
        "http://127.0.0.1:1",
        "--goodput",
        "ttft:100",
        "--header",
        "--metadata",
        "a=b",
        "--num-prompts",
        "--request-rate",
        "inf",
        "--ignore-eos",
        "--no-ignore-eos",
        "--help",
        "-?",
        "/?",
        "[diagram]",
        "--",
        "'a b'",
        "=",
    ];

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("sweep-options", input => ReadSweep(ToArguments(input)))
        {
            Seeds =
            [
                "--serve-cmd\nvllm serve m\n--bench-cmd\nvllm bench serve\n--num-runs\n2",
                "--endpoint\nhttp://127.0.0.1:8000\n--bench-cmd=x\n--shard\n1/1\n--link-vars\na=b",
                "--serve-cmd\nx\n--bench-cmd\ny\n--workload-iters\n3\n--workload-var\nmax_concurrency",
            ],
            Words = Words,
            Large =
            [
                new("arguments", "", "x\n"),
                new("options", "", "--num-runs\n1\n"),
                new("link", "--serve-cmd\nx\n--bench-cmd\ny\n--link-vars\n", "a=b,"),
                new("command", "--bench-cmd\ny\n--serve-cmd\n", "a "),
            ],
            AllocationPerByte = 20_000,
            FixedAllocation = 8_000_000,
            QuickInputs = 300,
        },
        new("verbs", input => ReadVerb(ToArguments(input)))
        {
            Seeds =
            [
                "plot\nx\n--filter-by\na==1,b<2\n--bin-by\na%5",
                "pareto\nx\n--fig-dpi\n100",
                "bench\n--num-prompts\n5\n--goodput\nttft:1\ntpot:2\n--header\na=b",
                "merge\na\nb\n-o\nc",
                "report\nx",
            ],
            Words = Words,
            Large = [new("filters", "plot\nx\n--filter-by\n", "a==1,"), new("headers", "bench\n--header\n", "a=b\n")],
            AllocationPerByte = 20_000,
            FixedAllocation = 8_000_000,
            QuickInputs = 300,
        },
        new("terminal", input => Print(FuzzText.FromBytes(input)))
        {
            Seeds = ["a\u001B[31mb", "\u202Eabc", "a\tb\r\nc", "😀"],
            Words = ["\u001B]0;x\u0007", "\u009B31m", "\u200F", "\u2066", "\uD83D"],
            QuickInputs = 4_000,
            Large = [new("lines", "", "a\n"), new("escapes", "", "\u001B")],
        },
    ];

    // The system hands over arguments that are valid Unicode and have no NUL.
    private static string[] ToArguments(byte[] input) => System.Text.Encoding.UTF8.GetString(input).Replace('\0', '0').Split('\n');

    private static string ReadSweep(string[] arguments) =>
        Laws.RefusesOrReads(() =>
        {
            var options = new SweepOptions();
            var root = new RootCommand();
            foreach (var option in options.All)
            {
                root.Options.Add(option);
            }

            var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (CheckErrors(parsed) is { } refused)
            {
                return refused;
            }

            if (parsed.Action is not null)
            {
                return "help";
            }

            var request = options.Read(parsed);
            return $"{request.Plan.Servers.Count} {request.IsDryRun}";
        });

    private static string ReadVerb(string[] arguments) =>
        Laws.RefusesOrReads(() =>
        {
            var parsed = CommandHost.Parse(arguments);
            if (CheckErrors(parsed) is { } refused)
            {
                return refused;
            }

            if (parsed.Action is HelpAction)
            {
                return "help";
            }

            if (parsed.CommandResult.Command.Name == "bench")
            {
                var problems = new List<string>();
                _ = OptionParameters.Overlay(new(), BenchOptions.ToParameters(parsed), problems);
                problems.ForEach(problem => Laws.IsLine(ShortText.Printable(problem)));
                return $"bench {Math.Min(3, problems.Count)}";
            }

            return parsed.CommandResult.Command.Name;
        });

    // What the program prints of them stands on one line.
    private static string? CheckErrors(ParseResult parsed)
    {
        foreach (var error in parsed.Errors)
        {
            Laws.IsLine(ShortText.Printable(error.Message)[..Math.Min(4_000, error.Message.Length)]);
        }

        return parsed.Errors.Count == 0 ? null : $"{Math.Min(5, parsed.Errors.Count)} errors";
    }

    private static string Print(string text)
    {
        var table = new TextTable(1, "a", "b");
        table.Add(ShortText.Printable(text), ShortText.Cut(ShortText.Printable(text), 10));
        var printed = new[] { ShortText.Printable(text), ShortText.OneLine(text), ShortText.Cut(ShortText.OneLine(text), 20) };
        foreach (var one in printed)
        {
            Laws.Hold(
                !one.Any(c =>
                    char.IsControl(c)
                    || c is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u200E' or '\u200F'
                ),
                "What is printed moves no cursor and turns no direction"
            );
        }

        Laws.Same(3, table.ToString().ReplaceLineEndings("\n").Count(c => c == '\n'), "A row of a table is one line");
        return printed[0] == text ? "plain" : "escaped";
    }
}
