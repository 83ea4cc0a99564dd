namespace ServeMulti.Cli.Comparing;

[TestFixture]
[Platform(Exclude = "Win", Reason = "The servers and benchmarks are shell scripts.")]
public sealed class CompareCommandTests
{
    private const string Benchmark = """
        while [ $# -gt 0 ]; do
          case "$1" in
            --result-dir) folder="$2"; shift;;
            --result-filename) file="$2"; shift;;
          esac
          shift
        done
        here="$(dirname "$0")"
        echo x >> "$here/begun"
        n=$(wc -l < "$here/begun")
        printf '{"completed": 10, "num_prompts": 10, "request_throughput": %s.%d}' "$(cat "$here/speed")" $((n % 3)) > "$folder/$file"
        """;

    private SweepFolder _folder = null!;

    [SetUp]
    public async Task SetUp()
    {
        _folder = new SweepFolder();
        _folder.Write("bench.sh", Benchmark);
        await SweepAsync("before", speed: 20);
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public async Task Compare_SlowerBuild_PrintsItAndExitsWithFour()
    {
        await SweepAsync("after", speed: 16);

        using var compare = await CompareAsync("before", "after");

        Assert.That(compare.ExitCode, Is.EqualTo(4), compare.ToString());
        Assert.That(compare.Output[0], Is.EqualTo("verdict: regressed"));
        Assert.That(compare.Output[1], Does.Match(@"^  the command as it is: request_throughput -\d.*, regressed$"));
        Assert.That(compare.Error, Is.Empty);
    }

    [Test]
    public async Task Compare_SameSpeed_ExitsWithZero()
    {
        await SweepAsync("after", speed: 20);

        using var compare = await CompareAsync("before", "after");

        Assert.That(compare.ExitCode, Is.Zero, compare.ToString());
        Assert.That(compare.Output[0], Is.EqualTo("verdict: no relevant difference"));
    }

    [TestCase(5)]
    [TestCase(0, "--inconclusive", "pass")]
    public async Task Compare_SingleRun_IsNotKnown(int exitCode, params string[] options)
    {
        await SweepAsync("after", speed: 20, runs: 1);

        using var compare = await CompareAsync(["before", "after", .. options]);

        Assert.That(compare.ExitCode, Is.EqualTo(exitCode), compare.ToString());
        Assert.That(compare.Output[0], Is.EqualTo("verdict: inconclusive"));
    }

    [TestCase("nowhere' holds no experiment", "before", "nowhere")]
    [TestCase("the margin is 7", "before", "after", "--margin", "7")]
    [TestCase("'wide' is neither a share", "before", "after", "--margin", "wide")]
    [TestCase("there are two margins", "before", "after", "--margin", "0.1", "--margin", "0.2")]
    [TestCase("p99_ttft_ms: it is not compared. Compared are request_throughput", "before", "after", "--margin", "p99_ttft_ms=0.2")]
    [TestCase("did you mean request_throughput", "before", "after", "--metric", "request_throughputs")]
    [TestCase("--format 'pdf' is not known", "before", "after", "--format", "pdf")]
    [TestCase("maybe", "before", "after", "--inconclusive", "maybe")]
    [TestCase("are the same results", "before", "before")]
    [TestCase("are the same results", "before", "../results/before/")]
    [TestCase("has format 99, written by version .*use that version or a newer one", "before", "newer")]
    [TestCase("has no finished run", "before", "empty")]
    [TestCase("no workload in common. The baseline has the command as it is, the current build p=1", "before", "other")]
    [TestCase("names no configuration of the current build", "before", "after", "--match", "x")]
    public async Task Compare_BadInput_IsRefusedInOneLine(string message, params string[] arguments)
    {
        await SweepAsync("after", speed: 20);
        switch (arguments[1])
        {
            case "newer":
                await SweepAsync("newer", speed: 20);
                var file = _folder.At("results", "newer", "experiment.json");
                File.WriteAllText(file, File.ReadAllText(file).Replace("\"formatVersion\": 1", "\"formatVersion\": 99"));
                break;
            case "empty":
                await SweepAsync("empty", speed: 20, runs: 1);
                foreach (var run in Directory.GetFiles(_folder.At("results", "empty"), "*", SearchOption.AllDirectories))
                {
                    if (Path.GetFileName(run) is "run=0.json" or "summary.json" or "runs.jsonl" or "summary.csv")
                    {
                        File.Delete(run);
                    }
                }

                break;
            case "other":
                _folder.Write("bench.json", """[{"p": 1}]""");
                await SweepAsync("other", speed: 20, options: ["--bench-params", _folder.At("bench.json")]);
                break;
        }

        using var compare = await CompareAsync(arguments);

        Assert.That(compare.ExitCode, Is.EqualTo(1), compare.ToString());
        Assert.That(compare.Error, Has.Count.EqualTo(1), compare.ToString());
        Assert.That(compare.Error[0], Does.Match(message));
    }

    [TestCase("text", "verdict: no relevant difference")]
    [TestCase("md", "**Verdict: no relevant difference.**")]
    [TestCase("json", "\"verdict\": \"NoRelevantDifference\"")]
    [TestCase("html", "<p>No relevant difference.</p>")]
    public async Task Compare_Format_IsPrintedOrWrittenAndReplacesItsOwnFileAlone(string format, string content)
    {
        await SweepAsync("after", speed: 20);
        var file = _folder.At($"page.{format}");

        using var printed = await CompareAsync("before", "after", "--format", format);
        using var written = await CompareAsync("before", "after", "-o", file);
        using var again = await CompareAsync("before", "after", "-o", file);
        _folder.Write("other", "mine");
        using var refused = await CompareAsync("before", "after", "--format", format, "-o", _folder.At("other"));

        Assert.Multiple(() =>
        {
            Assert.That(string.Join('\n', printed.Output), Does.Contain(content), printed.ToString());
            Assert.That(File.ReadAllText(file), Does.Contain(content));
            Assert.That((written.ExitCode, again.ExitCode, refused.ExitCode), Is.EqualTo((0, 0, 1)), refused.ToString());
            Assert.That(written.Output, Is.EqualTo(new[] { file }));
            Assert.That(refused.Error[0], Does.Contain("ServeMulti did not write it"));
            Assert.That(File.ReadAllText(_folder.At("other")), Is.EqualTo("mine"));
        });
    }

    [Test]
    public async Task Compare_FlagOfOneBuild_IsIgnoredOrMatched()
    {
        _folder.Write("serve.json", """[{"_benchmark_name": "one", "m": 1}, {"_benchmark_name": "two", "m": 2}]""");
        _folder.Write(
            "flag.json",
            """[{"_benchmark_name": "new one", "m": 1, "fast": true}, {"_benchmark_name": "new two", "m": 2, "fast": true}]"""
        );
        await SweepAsync("before2", speed: 20, options: ["--serve-params", _folder.At("serve.json")]);
        await SweepAsync("after2", speed: 20, options: ["--serve-params", _folder.At("flag.json")]);

        using var plain = await CompareAsync("before2", "after2");
        using var ignored = await CompareAsync("before2", "after2", "--ignore", "fast");
        using var matched = await CompareAsync("before2", "after2", "--match", "new one=one");

        Assert.That(plain.ExitCode, Is.EqualTo(1), plain.ToString());
        Assert.That(ignored.Output, Has.Some.StartsWith("  new two: request_throughput"), ignored.ToString());
        Assert.That(
            matched.Output,
            Has.Some.StartsWith("  new one: request_throughput").And.Some.EqualTo("not compared: new two: not in the baseline"),
            matched.ToString()
        );
    }

    private Task<CliProcess> CompareAsync(params string[] arguments) =>
        CliProcess.RunAsync(
            _folder.Path,
            ["compare", _folder.At("results", arguments[0]), _folder.At("results", arguments[1]), .. arguments[2..]]
        );

    private async Task SweepAsync(string experiment, int speed, int runs = 4, string[]? options = null)
    {
        _folder.Write("speed", $"{speed}");
        using var sweep = await CliProcess.RunAsync(
            _folder.Path,
            [.. _folder.Options, "-e", experiment, "--num-runs", $"{runs}", .. options ?? []]
        );
        Assert.That(sweep.ExitCode, Is.Zero, sweep.ToString());
    }
}
