using System.Text.Json;

namespace ServeMulti.Cli;

/// <summary>Paths, quotes, control characters and long values are legal: they reach the command unchanged and never leave the experiment's
/// folder.</summary>
[TestFixture]
[Platform(Exclude = "Win", Reason = "The servers and benchmarks are shell scripts.")]
public sealed class HostileValuesTests
{
    /// <summary>Appends its arguments, each ended by a NUL, but for those that say where the result goes.</summary>
    private const string Recorder = """
        here="$(dirname "$0")"
        while [ $# -gt 0 ]; do
          case "$1" in
            --result-dir) folder="$2"; shift 2;;
            --result-filename) file="$2"; shift 2;;
            --save-result) shift;;
            *) printf '%s\0' "$1" >> "$here/arguments"; shift;;
          esac
        done
        printf '{"completed": 1, "num_prompts": 1, "request_throughput": 1.5}' > "$folder/$file"
        """;

    private static readonly string[] Values =
    [
        "../../outside",
        "/etc/passwd",
        "..",
        "a/../../b",
        "it's \"quoted\" $HOME `id` \\",
        "line\nbreak\ttab\r\u001b[31m\u0007",
        "  spaces  ",
        "*?<>|:",
        "CON",
        "ä🦉",
        "",
        new string('x', 5000),
        "end.",
    ];

    private SweepFolder _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new SweepFolder();
        _folder.Write("bench.sh", Recorder);
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public async Task Run_HostileBenchValues_ReachTheCommandUnchangedAndStayInsideTheExperiment()
    {
        _folder.Write(
            "bench.json",
            $"[{string.Join(',', Values.Select(value => $$"""{"value": {{JsonSerializer.Serialize(value)}}}"""))}]"
        );
        var before = ListOutside();

        using var process = await CliProcess.RunAsync(
            _folder.Path,
            [.. _folder.Options, "--bench-params", "bench.json", "--num-runs", "1", "-e", "a"]
        );

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        var arguments = File.ReadAllText(_folder.At("arguments")).Split('\0')[..^1];
        Assert.That(arguments, Is.EqualTo(Values.SelectMany(value => new[] { "--value", value })));
        Assert.That(ListOutside(), Is.EqualTo(before.Append(_folder.At("arguments")).Order(StringComparer.Ordinal)));
        Assert.That(
            process.Output.Concat(process.Error).Where(line => line.Contains('\u001b')),
            Is.Empty,
            "nothing of a value reaches the terminal raw"
        );
    }

    [Test]
    public async Task Run_HostileServeValues_GiveAsManyCaseFoldersAsCases()
    {
        _folder.Write(
            "serve.json",
            $"[{string.Join(',', Values.Select(value => $$"""{"value": {{JsonSerializer.Serialize(value)}}}"""))}]"
        );

        using var process = await CliProcess.RunAsync(
            _folder.Path,
            [.. _folder.Options, "--serve-params", "serve.json", "--num-runs", "1", "-e", "a"]
        );

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        var folders = Directory
            .GetDirectories(_folder.At("results", "a"))
            .Where(folder => File.Exists(Path.Combine(folder, "run=0.json")))
            .ToArray();
        Assert.That(folders, Has.Length.EqualTo(Values.Length));
        Assert.That(
            folders.Select(folder => Path.GetFileName(folder)),
            Has.All.Matches<string?>(name => name!.Length is > 0 and <= 200 && !name.Any(char.IsControl))
        );
    }

    [Test]
    public async Task Run_KeyThatIsAPath_Refused()
    {
        _folder.Write("bench.json", """[{"../../x": 1}]""");

        using var process = await CliProcess.RunAsync(_folder.Path, [.. _folder.Options, "--bench-params", "bench.json", "-e", "a"]);

        Assert.That(process.ExitCode, Is.EqualTo(1), process.ToString());
        Assert.That(process.Error, Has.Count.EqualTo(1).And.Some.Contains("../../x"));
        Assert.That(Directory.Exists(_folder.At("results")), Is.False);
    }

    [Test]
    public async Task Run_ParameterNamesARelativePath_StaysInsideTheExperiment()
    {
        _folder.Write("bench.json", """[{"_benchmark_name": "../../x", "value": 1}]""");
        var before = ListOutside();

        using var process = await CliProcess.RunAsync(
            _folder.Path,
            [.. _folder.Options, "--bench-params", "bench.json", "--num-runs", "1", "-e", "a"]
        );

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        Assert.That(ListOutside(), Is.EqualTo(before.Append(_folder.At("arguments")).Order(StringComparer.Ordinal)));
    }

    /// <summary>Lists everything in the test's folder and beside it that is not of the experiment.</summary>
    private string[] ListOutside() =>
        [
            .. Directory
                .EnumerateFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories)
                .Where(path => !path.StartsWith(_folder.At("results"), StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];
}
