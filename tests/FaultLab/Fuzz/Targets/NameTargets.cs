using System.Text;
using ServeMulti.Cases;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Results.Folder;

namespace ServeMulti.FaultLab.Fuzz.Targets;

/// <summary>Names and values that become names of folders and files.</summary>
internal static class NameTargets
{
    private const string Root = "/experiments/e";
    private const string Forbidden = "<>:\"/\\|?*";

    private static readonly string[] Words =
    [
        "..",
        "/",
        "\\",
        ".",
        " ",
        "CON",
        "con.",
        "nul.txt",
        "COM1",
        "com\u00B9",
        "~",
        "=",
        "-",
        ":",
        "*",
        "a",
        "A",
        "é",
        "e\u0301",
        "ß",
        "ss",
        "İ",
        "i",
        "K",
        "\u212A",
        "😀",
        "\n",
        "x=1",
        "SERVE",
        "true",
        "1",
        "1.0",
    ];

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("case-names", input => Name(FuzzText.FromBytes(input)))
        {
            Seeds = ["a=1\na=2\nA=1", "m=x/../y\nm=x_.._y", "_n=CON\n_n=con", "k=é\nk=e\u0301", "a=1\na=\"1"],
            Words = [.. Words, "\na=", "\n_", "\nb="],
            Large =
            [
                new("long value", "a=", "x"),
                new("long unicode", "a=", "😀"),
                new("cases", "", "a=x{n}\n"),
                new("clashes", "", "a=/\n", "b=1"),
                new("similar", "", "a=/{n}\na=_{n}\n"),
            ],
            QuickInputs = 3_000,
        },
        new("answer-names", input => NameAnswer(FuzzText.FromBytes(input)))
        {
            Seeds = ["SLA-p99_e2el_ms-le-500", "SLA-a/b", "SLA-..", "SLA-CON"],
            Words = Words,
            Large = [new("long", "SLA-", "x"), new("dots", "SLA-", ".")],
            QuickInputs = 3_000,
        },
        new("experiment-names", input => NameExperiment(FuzzText.FromBytes(input)))
        {
            Seeds = ["tuning", "20261124_061013", "..", "a/b", "CON"],
            Words = Words,
            Large = [new("long", "", "x"), new("dots", "", "."), new("spaces", "", " ")],
            QuickInputs = 3_000,
        },
    ];

    // Each line is a case: a key, "=" and a value; or "_" and a name.
    private static string Name(string text) =>
        Laws.RefusesOrReads(() =>
        {
            var sets = text.Split('\n').Select(ReadSet).ToList();
            BenchmarkCase[] cases =
            [
                .. sets.Select(set => new BenchmarkCase
                {
                    ServeCommand = new("x"),
                    BenchCommand = new("y"),
                    ServeParameters = set,
                }),
            ];
            var names = CaseNames.ForCases(cases);
            foreach (var name in names)
            {
                CheckSegment(name);
            }

            var different = names
                .Zip(cases)
                .DistinctBy(pair => pair.Second.Key)
                .Select(pair => pair.First.Normalize(NormalizationForm.FormC).ToUpperInvariant())
                .ToList();
            Laws.Same(
                different.Count,
                different.Distinct().Count(),
                $"Different cases have different names, also where case is ignored: {string.Join(" | ", names)}"
            );
            return $"{Math.Min(9, names.Count)} {Math.Min(9, names.Count(name => name.Contains('~', StringComparison.Ordinal)))}";
        });

    private static ParameterSet ReadSet(string line)
    {
        if (line.StartsWith('_'))
        {
            return new ParameterSet(line[1..]);
        }

        var equals = line.IndexOf('=', StringComparison.Ordinal);
        return equals < 0
            ? new ParameterSet { { "v", line } }
            : new ParameterSet { { line[..equals], long.TryParse(line[(equals + 1)..], out var number) ? number : line[(equals + 1)..] } };
    }

    private static string NameAnswer(string text)
    {
        var layout = new ExperimentLayout(Root);
        var path = layout.AnswerFile("SERVE-BENCH", text);
        Laws.Same($"{Root}/SERVE-BENCH", Path.GetDirectoryName(Path.GetFullPath(path)), "An answer is in the folder of its case");
        CheckSegment(Path.GetFileName(path));
        return CaseNames.ForAnswer(text) == text ? "as it is" : "made";
    }

    private static string NameExperiment(string text)
    {
        if (ExperimentName.FindProblem(text) is { } problem)
        {
            Laws.IsLine(problem[..Math.Min(problem.Length, 4_000)]);
            return problem.Length < 300 ? problem.Split("': ")[^1] : "refused";
        }

        Laws.Same(Root, Path.GetDirectoryName(Path.GetFullPath(Path.Combine(Root, text))), "An experiment is in the output folder");
        CheckSegment(text);
        return "good";
    }

    // Written anew, from what Microsoft and POSIX say of names, so that a slip of the library's own rule shows.
    private static void CheckSegment(string name)
    {
        var law = $"{FuzzText.ToLiteral(name)} is the name of one folder everywhere";
        Laws.Hold(
            name.Length > 0 && name is not ("." or "..") && Encoding.UTF8.GetByteCount(name) <= 255 && name[^1] is not ('.' or ' '),
            law
        );
        Laws.Hold(!name.Any(c => c < ' ' || c == '\u007F' || Forbidden.Contains(c, StringComparison.Ordinal)), law);
        Laws.Hold(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name)) == name, law);
        var stem = name.Split('.')[0].TrimEnd(' ').ToUpperInvariant();
        Laws.Hold(
            stem is not ("CON" or "PRN" or "AUX" or "NUL" or "CONIN$" or "CONOUT$")
                && !(
                    stem.Length == 4
                    && stem[..3] is "COM" or "LPT"
                    && (char.IsAsciiDigit(stem[3]) || stem[3] is '\u00B9' or '\u00B2' or '\u00B3')
                ),
            law
        );
    }
}
