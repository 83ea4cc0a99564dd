using System.Globalization;

namespace ServeMulti.Cli.Comparing;

/// <summary>A/Bs from the command line. Scripts stand for servers and benchmarks, but for one on real simulated servers.</summary>
[TestFixture]
[Platform(Exclude = "Win", Reason = "The servers and benchmarks are shell scripts.")]
public sealed class AbCommandTests
{
    /// <summary>Serves nothing; leaves its speed where the benchmark finds it, all at once, and takes it away when it ends.</summary>
    private const string Server = """
        here="$(dirname "$0")"
        trap 'rm -f "$here/speed"; exit 0' TERM
        echo "$1" >> "$here/started"
        echo "$1" > "$here/speed.new"
        mv "$here/speed.new" "$here/speed"
        sleep 1000 & wait $!
        """;

    private const string Benchmark = """
        while [ $# -gt 0 ]; do
          case "$1" in
            --result-dir) folder="$2"; shift;;
            --result-filename) file="$2"; shift;;
          esac
          shift
        done
        here="$(dirname "$0")"
        until [ -e "$here/speed" ]; do sleep 0.02; done
        echo x >> "$here/begun"
        n=$(wc -l < "$here/begun")
        if [ -e "$here/failing" ] && [ "$n" -ge "$(cat "$here/failing")" ]; then exit 7; fi
        printf '{"completed": 10, "num_prompts": 10, "request_throughput": %s.%d}' "$(cat "$here/speed")" $(((n * 7) % 5)) > "$folder/$file"
        """;

    private SweepFolder _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new SweepFolder();
        _folder.Write("server.sh", Server);
        _folder.Write("bench.sh", Benchmark);
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase(80, 4, "regressed")]
    [TestCase(120, 0, "improved")]
    [TestCase(100, 0, "no relevant difference")]
    public async Task Ab_TwoServers_TakesTurnsUntilTheRunsTell(int speed, int exitCode, string verdict)
    {
        using var ab = await RunAsync(speed, "-e", "x");

        Assert.That(ab.ExitCode, Is.EqualTo(exitCode), ab.ToString());
        Assert.That(ab.Output, Has.Some.EqualTo($"verdict: {verdict}"));
        Assert.That(ab.Output[^1], Does.Match(@"^\d+ runs of each case, of both servers together\. .*comparison\.html$"));
        var started = File.ReadAllLines(_folder.At("started"));
        Assert.That(started.Take(3), Is.EqualTo(new[] { "100", $"{speed}", "100" }));
        Assert.That(started, Has.Length.LessThan(12), "It stops early.");
        Assert.That(File.ReadAllText(_folder.At("results", "x", "comparison.html")), Does.Contain("ServeMulti comparison</title>"));
    }

    [Test]
    public async Task Ab_Results_AreExperimentsToReportAndToResume()
    {
        _folder.Write("failing", "4");
        using var failed = await RunAsync(80, "-e", "x");
        File.Delete(_folder.At("failing"));
        var before = File.ReadAllText(_folder.At("results", "x", "a", "SERVE-BENCH", "run=0.json"));
        using var resumed = await RunAsync(80, "--resume", "x");
        using var compared = await CliProcess.RunAsync(
            _folder.Path,
            "compare",
            _folder.At("results", "x", "a"),
            _folder.At("results", "x", "b")
        );
        using var reported = await CliProcess.RunAsync(_folder.Path, "report", _folder.At("results", "x", "a"), "-o", _folder.At("a.html"));

        Assert.Multiple(() =>
        {
            Assert.That(failed.ExitCode, Is.EqualTo(2), failed.ToString());
            Assert.That(failed.Error, Has.Some.EndsWith("--resume x."));
            Assert.That(resumed.ExitCode, Is.EqualTo(4), resumed.ToString());
            Assert.That(File.ReadAllText(_folder.At("results", "x", "a", "SERVE-BENCH", "run=0.json")), Is.EqualTo(before));
            Assert.That(compared.Output, Has.Some.Contains("request_throughput -"), compared.ToString());
            Assert.That(compared.Output, Has.Some.StartsWith("note: both are the sides of one A/B").And.Some.EqualTo("verdict: regressed"));
            Assert.That(reported.ExitCode, Is.Zero, reported.ToString());
        });
    }

    [Test]
    public async Task Ab_BudgetSpent_IsNotKnown()
    {
        using var ab = await RunAsync(96, "-e", "x", "--max-runs", "3");

        Assert.That(ab.ExitCode, Is.EqualTo(5), ab.ToString());
        Assert.That(ab.Output[^1], Does.StartWith("6 runs of each case, of both servers together; the budget (--max-runs) is spent."));
    }

    [TestCase("--sla-params is not an option of ab", "-e", "x", "--sla-params", "sla.json")]
    [TestCase("--num-runs is not an option of ab", "-e", "x", "--num-runs", "3")]
    [TestCase("does not exist, so there is nothing to resume", "--resume", "y")]
    [TestCase("did you mean request_throughput?", "-e", "x", "--metric", "request_throughputs")]
    [TestCase("the margin is 9", "-e", "x", "--margin", "9")]
    public async Task Ab_BadInput_IsRefusedAndNothingStarts(string message, params string[] options)
    {
        using var ab = await RunAsync(100, options);

        Assert.That(ab.ExitCode, Is.EqualTo(1), ab.ToString());
        Assert.That(string.Join('\n', ab.Error), Does.Contain(message));
        Assert.That(File.Exists(_folder.At("started")), Is.False);
    }

    /// <summary>Real servers over HTTP: one is much slower per step.</summary>
    [Test]
    public async Task Ab_SimulatedServers_FindsTheSlowerOne()
    {
        var port = TestServer.FreePort();
        using var ab = await CliProcess.RunAsync(
            _folder.Path,
            "ab",
            "--serve-cmd",
            Serve(port, 4),
            "--serve-cmd-b",
            Serve(port, 6),
            "--bench-cmd",
            string.Create(
                CultureInfo.InvariantCulture,
                $"'{CliProcess.Executable}' bench --port {port} --model m --num-prompts 12 --random-input-len 8 --random-output-len 8 --max-concurrency 2"
            ),
            "--metric",
            "median_e2el_ms",
            "-e",
            "x"
        );

        Assert.That(ab.ExitCode, Is.EqualTo(4), ab.ToString());
        Assert.That(ab.Output, Has.Some.Match(@"median_e2el_ms \+\d.*, regressed$"));
    }

    private static string Serve(int port, int step) =>
        string.Create(CultureInfo.InvariantCulture, $"'{CliProcess.Executable}' simulate serve m --step-base-ms {step} --port {port}");

    private Task<CliProcess> RunAsync(int speed, params string[] options) =>
        CliProcess.RunAsync(
            _folder.Path,
            [
                "ab",
                "--serve-cmd",
                $"sh {_folder.At("server.sh")} 100",
                "--serve-cmd-b",
                $"sh {_folder.At("server.sh")} {speed}",
                "--bench-cmd",
                $"sh {_folder.At("bench.sh")}",
                "--after-bench-cmd",
                "true",
                "--no-ready-check",
                .. options,
            ]
        );
}
