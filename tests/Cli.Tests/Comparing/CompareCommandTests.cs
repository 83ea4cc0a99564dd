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
    [TestCase("the margin is 7", "before", "before", "--margin", "7")]
    [TestCase("did you mean request_throughput", "before", "before", "--metric", "request_throughputs")]
    [TestCase("maybe", "before", "before", "--inconclusive", "maybe")]
    public async Task Compare_BadInput_IsRefused(string message, params string[] arguments)
    {
        using var compare = await CompareAsync(arguments);

        Assert.That(compare.ExitCode, Is.EqualTo(1), compare.ToString());
        Assert.That(string.Join('\n', compare.Error), Does.Match(message));
    }

    private Task<CliProcess> CompareAsync(params string[] arguments) =>
        CliProcess.RunAsync(
            _folder.Path,
            ["compare", _folder.At("results", arguments[0]), _folder.At("results", arguments[1]), .. arguments[2..]]
        );

    private async Task SweepAsync(string experiment, int speed, int runs = 4)
    {
        _folder.Write("speed", $"{speed}");
        using var sweep = await CliProcess.RunAsync(_folder.Path, [.. _folder.Options, "-e", experiment, "--num-runs", $"{runs}"]);
        Assert.That(sweep.ExitCode, Is.Zero, sweep.ToString());
    }
}
