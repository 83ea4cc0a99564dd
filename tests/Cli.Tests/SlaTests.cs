using System.Runtime.InteropServices;
using System.Text.Json;

namespace ServeMulti.Cli;

/// <summary>Searches from the command line, on a benchmark that is a shell script: p99 = 100 / (1 - rate / capacity) ms, without
/// noise.</summary>
[TestFixture]
[Platform("Linux", Reason = "Signals and shell scripts.")]
public sealed class SlaTests
{
    private const string Benchmark = """
        here="$(dirname "$0")"
        while [ $# -gt 0 ]; do
          case "$1" in
            --result-dir) folder="$2"; shift 2;;
            --result-filename) file="$2"; shift 2;;
            --request-rate) rate="$2"; shift 2;;
            --num-prompts) prompts="$2"; shift 2;;
            *) shift;;
          esac
        done
        echo x >> "$here/begun"
        if [ -e "$here/block" ] && [ "$(wc -l < "$here/begun")" -ge "$(cat "$here/block")" ]; then
          echo "benchmark: blocked"
          exec sleep 1000
        fi
        share="$(cat "$here/failing" 2> /dev/null || echo 0)"
        capacity="$(cat "$here/capacity" 2> /dev/null || echo 40)"
        awk -v x="$rate" -v n="$prompts" -v c="$capacity" -v s="$share" 'BEGIN {
          f = int(n * s + 0.5);
          t = x < c ? x : c; l = x < c ? 100 / (1 - x / c) : 100000;
          printf "{\"completed\": %d, \"failed\": %d, \"duration\": %.17g, \"request_throughput\": %.17g, \"mean_e2el_ms\": %.17g, \"p99_e2el_ms\": %.17g}", n - f, f, n / t, t, l / 2, l
        }' > "$folder/$file"
        """;

    private SweepFolder _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new SweepFolder();
        _folder.Write("bench.sh", Benchmark);
        _folder.Write("sla.json", """[{"p99_e2el_ms": "<=300"}]""");
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public async Task Search_OneServer_AnswersWithLoadAndWhatBinds()
    {
        using var process = await RunAsync("-e", "a");

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        Assert.That(process.Output, Has.Some.StartsWith("SLA p99_e2el_ms<=300, largest request_rate in req/s"));
        using var answer = ReadAnswer("a");
        Assert.That(answer.RootElement.GetProperty("outcome").GetString(), Is.EqualTo("Bounded"));
        Assert.That(answer.RootElement.GetProperty("load").GetDouble(), Is.InRange(25.6, 26.7), "100 / (1 - x / 40) = 300 at x = 26.67");
        Assert.That(answer.RootElement.GetProperty("binding").GetString(), Is.EqualTo("p99_e2el_ms<=300"));
    }

    [Test]
    public async Task Search_ServerThatDiesWithManyWords_IsNotKnownAndEveryLineStandsAlone()
    {
        _folder.Write("bench.sh", "exit 3");
        using var process = await CliProcess.RunAsync(
            _folder.Path,
            "--serve-cmd",
            "sh -c 'echo first words; echo last words; exit 7'",
            "--endpoint",
            "http://127.0.0.1:1",
            "--bench-cmd",
            "sh bench.sh",
            "--after-bench-cmd",
            "true",
            "--sla-params",
            "sla.json",
            "-e",
            "dead"
        );

        Assert.That(process.ExitCode, Is.EqualTo(2), process.ToString());
        Assert.That(process.Output, Has.None.Contains("No configuration").And.Some.EqualTo("Nothing was measured."));
        Assert.That(process.Output, Has.None.EqualTo("  last words"), "words of a server stand within a line of ours");
        Assert.That(process.Error, Has.Some.Contains("first words | last words"), process.ToString());
        Assert.That(process.FindLeftovers(), Is.Empty);
    }

    [Test]
    public async Task Search_Interrupted_ResumesToTheSameAnswerWithoutRunningAnythingTwice()
    {
        using var undisturbed = await RunAsync("-e", "undisturbed");
        var runs = File.ReadLines(_folder.At("begun")).Count();
        File.Delete(_folder.At("begun"));
        _folder.BlockAtRun(runs / 2);
        using var interrupted = CliProcess.Start(_folder.Path, [.. Options, "-e", "interrupted"]);
        await interrupted.WaitForAsync("benchmark: blocked");
        interrupted.Signal(PosixSignal.SIGINT);
        Assert.That(await interrupted.WaitForExitAsync(), Is.EqualTo(130));
        _folder.Unblock();

        using var resumed = await RunAsync("--resume", "interrupted");

        Assert.That(resumed.ExitCode, Is.Zero, resumed.ToString());
        using var expected = ReadAnswer("undisturbed");
        using var answer = ReadAnswer("interrupted");
        Assert.That(answer.RootElement.GetProperty("load").GetDouble(), Is.EqualTo(expected.RootElement.GetProperty("load").GetDouble()));
        Assert.That(File.ReadLines(_folder.At("begun")).Count(), Is.EqualTo(runs + 1), "only the interrupted run is run again");
        Assert.That(resumed.FindLeftovers(), Is.Empty);
    }

    [Test]
    public async Task Search_ClientThatFailsTheSameShareEverywhere_SaysSoAndTheAdviceAnswers()
    {
        _folder.Write("failing", "0.01");

        using var process = await RunAsync("-e", "a");
        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        Assert.That(
            process.Output,
            Has.Some.Contains("the same share of requests, 1 %, failed at low and high loads")
                .And.Some.Contains("search with --failed-share 0.02 (FailedShareLimit)"),
            process.ToString()
        );
        var runs = File.ReadLines(_folder.At("begun")).Count();

        using var refused = await RunAsync("--resume", "a", "--failed-share", "0.02");
        Assert.That(refused.ExitCode, Is.EqualTo(1), refused.ToString());
        Assert.That(refused.Error, Has.Some.Contains("share of requests that may fail (--failed-share): 0 -> 0.02"), refused.ToString());

        using var again = await RunAsync("--resume", "a", "--failed-share", "0.02", "--conclude-again");
        Assert.That(again.ExitCode, Is.Zero, again.ToString());
        using var answer = ReadAnswer("a");
        Assert.That(answer.RootElement.GetProperty("outcome").GetString(), Is.EqualTo("Bounded"));
        Assert.That(answer.RootElement.GetProperty("load").GetDouble(), Is.InRange(25.0, 26.7));
        Assert.That(answer.RootElement.GetProperty("rules").GetProperty("failedShareLimit").GetDouble(), Is.EqualTo(0.02));
        Assert.That(File.ReadLines(_folder.At("begun")).Count(), Is.GreaterThan(runs));

        using var dry = await RunAsync("-e", "b", "--failed-share", "0.04", "--dry-run");
        Assert.That(dry.Output, Has.Some.EqualTo("up to 4 % of the requests may fail (--failed-share)"));
    }

    [Test]
    public async Task Search_ClientThatIsTheLimit_IsSaidAndIsNoFailure()
    {
        _folder.Write(
            "bench.sh",
            Benchmark.Replace(
                "\\\"completed\\\": %d",
                "\\\"client_was_bottleneck\\\": true, \\\"completed\\\": %d",
                StringComparison.Ordinal
            )
        );

        using var process = await RunAsync("-e", "a");

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        Assert.That(
            process.Output,
            Has.Some.Match(
                @"\(\+2 unfit\).*cut short by runs that cannot judge: Two runs in a row at request_rate=\S+ cannot judge it: The client was the bottleneck"
            ),
            process.ToString()
        );
        Assert.That(
            process.Error,
            Has.Some.Contains("client was the bottleneck, ").And.Some.Contains("The run is repeated once."),
            process.ToString()
        );
        Assert.That(File.ReadLines(_folder.At("begun")).Count(), Is.EqualTo(3), "the burst, a run and its repeat");

        using var resumed = await RunAsync("--resume", "a");
        Assert.That(resumed.ExitCode, Is.Zero, resumed.ToString());
        Assert.That(File.ReadLines(_folder.At("begun")).Count(), Is.EqualTo(3), "nothing is run a third time");
        Assert.That(
            File.ReadAllText(_folder.At("results", "a", "report.html")),
            Does.Contain("cut short by runs that cannot judge").And.Contain("client was the bottleneck")
        );
    }

    [Test]
    public async Task Search_Bisection_DoublesAndHalves()
    {
        using var process = await RunAsync(
            "-e",
            "a",
            "--sla-search",
            "bisection",
            "--num-runs",
            "1",
            "--fixed-prompts",
            "--sustained-share",
            "0"
        );

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        using var answer = ReadAnswer("a");
        Assert.That(answer.RootElement.GetProperty("load").GetDouble(), Is.EqualTo(26));
    }

    [Test]
    public async Task Search_ResultsLackTheMetric_SaysThatResumingIsOfNoUse()
    {
        _folder.Write("sla.json", """[{"p99_itl_ms": "<=100"}]""");

        using var process = await RunAsync("-e", "a");

        Assert.That(process.ExitCode, Is.EqualTo(2), process.ToString());
        Assert.That(process.Error, Has.None.Contains("Resume with"));
        Assert.That(process.Error[^1], Does.StartWith("A resume would not help: "));
    }

    [Test]
    public async Task DryRun_Search_ShowsTheFirstLoadAndTheMostRuns()
    {
        using var process = await RunAsync("--dry-run");

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        Assert.That(
            process.Output,
            Has.One.StartsWith("    request_rate=65536 run 0: sh ")
                .And.One.EqualTo("    then at most 23 more runs, at loads that depend on the results of these")
        );
        Assert.That(File.Exists(_folder.At("begun")), Is.False);
    }

    [Test]
    public async Task DryRun_FinishedSearch_IsDoneWithoutAnyCheckOfThisMachine()
    {
        using var process = await RunAsync("-e", "a");
        string[] elsewhere =
        [
            "--serve-cmd",
            $"sh {_folder.At("server.sh")}",
            "--bench-cmd",
            $"sh {_folder.At("bench.sh")}",
            "--no-ready-check",
            "--sla-params",
            "sla.json",
            "--resume",
            "a",
            "--dry-run",
        ];

        using var finished = await CliProcess.RunAsync(_folder.Path, elsewhere);
        using var other = await CliProcess.RunAsync(_folder.Path, [.. elsewhere, "--num-runs", "5", "--conclude-again"]);

        Assert.That(finished.ExitCode, Is.Zero, finished.ToString());
        Assert.That(finished.Output, Has.Some.EqualTo("  case SERVE-BENCH (done)"));
        Assert.That(finished.Error, Is.Empty);
        Assert.That(finished.Output, Has.Some.StartsWith("    request_rate=65536 run 0 (done): sh "));
        Assert.That(other.ExitCode, Is.EqualTo(1), "an answer on five runs needs more of them");
        Assert.That(other.Error, Has.Some.Contains("--after-bench-cmd"));
    }

    [Test]
    public async Task Search_ResumedWithOtherRules_IsRefusedWithTheDifferenceAndConcludedAgainOnRequest()
    {
        using var process = await RunAsync("-e", "a");
        using var refused = await RunAsync("--resume", "a", "--sla-tolerance", "0.2");
        using var again = await RunAsync("--resume", "a", "--sla-tolerance", "0.2", "--conclude-again");

        Assert.That(refused.ExitCode, Is.EqualTo(1), refused.ToString());
        Assert.That(refused.Error, Has.Some.Contains("tolerance (--sla-tolerance): 0.15 -> 0.2").And.Some.Contains("--conclude-again"));
        Assert.That(again.ExitCode, Is.Zero, again.ToString());
        Assert.That(
            Directory.GetFiles(_folder.At("results", "a", "stale"), "SLA-*.json", SearchOption.AllDirectories),
            Has.Length.EqualTo(1)
        );
    }

    [Test]
    public async Task Search_FinishedAndResumed_RunsNothingAndAnswersAgain()
    {
        using var process = await RunAsync("-e", "a");
        var runs = File.ReadLines(_folder.At("begun")).Count();

        using var resumed = await RunAsync("--resume", "a");

        Assert.That(resumed.ExitCode, Is.Zero, resumed.ToString());
        Assert.That(File.ReadLines(_folder.At("begun")).Count(), Is.EqualTo(runs));
        Assert.That(
            resumed.Error,
            Has.Some.Contains($"1 case, {runs} runs, {runs} of them already done").And.Some.Contains("no runs left, not started")
        );
        Assert.That(resumed.Output.Take(3), Is.EqualTo(process.Output.Take(3)));
    }

    [Test]
    public async Task Search_Prune_LeavesOutTheServerThatCannotWin()
    {
        _folder.Write("serve.json", """[{"capacity": 40}, {"capacity": 10}]""");
        _folder.Write(
            "server.sh",
            """
            echo "$2" > "$(dirname "$0")/capacity"
            trap 'exit 0' TERM
            sleep 1000 & wait $!
            """
        );

        using var process = await RunAsync("-e", "a", "--serve-params", "serve.json", "--sla-prune");
        using var resumed = await RunAsync("--resume", "a", "--serve-params", "serve.json", "--sla-prune");

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        Assert.That(
            process.Output,
            Has.Some.StartsWith("capacity=10")
                .And.Some.Contains("pruned: misses p99_e2el_ms<=300 at 26")
                .And.Some.Contains("the best of capacity=40"),
            process.ToString()
        );
        Assert.That(
            process.Output,
            Has.Some.StartsWith("best is capacity=40 with ")
                .And.Some.Contains(" req/s, the only one that meets the SLA; capacity=10: pruned: misses p99_e2el_ms<=300 at ")
        );
        Assert.That(resumed.Output, Is.EqualTo(process.Output));
        Assert.That(resumed.Error, Has.Some.Contains("server 2: no runs left, not started"));
    }

    [TestCase("""[{"p99_e2el_ms": "=500"}]""", "p99_e2el_ms")]
    [TestCase("""[{"p99_e2el_ms": "<=fast"}]""", "p99_e2el_ms")]
    [TestCase("""[{"p99_e2el_ms": "<=nan"}]""", "p99_e2el_ms")]
    [TestCase("""[{"": "<=1"}]""", "sla.json")]
    [TestCase("[{}]", "sla.json")]
    [TestCase("[1]", "sla.json")]
    public async Task Search_BadSla_IsOneLineAndNothingStarts(string json, string named)
    {
        _folder.Write("sla.json", json);

        using var process = await RunAsync();

        AssertRefused(process, named);
    }

    [TestCase("--sla-tolerance", "1", "tolerance")]
    [TestCase("--sla-tolerance", "0", "tolerance")]
    [TestCase("--sla-min", "70000", "smallest load")]
    [TestCase("--sla-max", "-1", "largest load")]
    [TestCase("--sla-budget", "0", "--sla-budget")]
    [TestCase("--sla-budget", "2000000", "2000000 runs")]
    [TestCase("--num-runs", "2147483647", "number of runs")]
    [TestCase("--sla-confirm", "0.5", "confirm factor")]
    [TestCase("--sla-search", "magic", "--sla-search")]
    [TestCase("--sla-variable", "users", "--sla-variable")]
    [TestCase("--sustained-share", "1", "--sustained-share")]
    [TestCase("--failed-share", "1", "--failed-share takes a share from 0 to below 1, such as 0.01 for 1 %, not '1'")]
    [TestCase("--failed-share", "-0.1", "--failed-share")]
    [TestCase("--failed-share", "NaN", "--failed-share")]
    [TestCase("--failed-share", "1%", "--failed-share")]
    public async Task Search_OptionOutOfRange_IsOneLineAndNothingStarts(string option, string value, string named)
    {
        using var process = await RunAsync(option, value);

        AssertRefused(process, named);
    }

    [Test]
    public async Task Search_LoadVariableAmongTheBenchParameters_IsRefused()
    {
        _folder.Write("bench.json", """[{"request-rate": 4}]""");

        using var process = await RunAsync("--bench-params", "bench.json");

        AssertRefused(process, "request_rate");
    }

    [TestCase("--sla-tolerance", "0.1")]
    [TestCase("--sla-prune")]
    public async Task Search_OptionWithoutSlas_IsRefused(params string[] options)
    {
        using var process = await CliProcess.RunAsync(_folder.Path, [.. _folder.Options, .. options]);

        AssertRefused(process, "--sla-params");
    }

    private string[] Options => [.. _folder.Options, "--sla-params", "sla.json", "--show-stdout"];

    private Task<CliProcess> RunAsync(params string[] options) => CliProcess.RunAsync(_folder.Path, [.. Options, .. options]);

    private JsonDocument ReadAnswer(string experiment) =>
        JsonDocument.Parse(File.ReadAllText(_folder.At("results", experiment, "SERVE-BENCH", "SLA-p99_e2el_ms-le-300.json")));

    private void AssertRefused(CliProcess process, string named)
    {
        Assert.That(process.ExitCode, Is.EqualTo(1), process.ToString());
        Assert.That(process.Error, Has.Count.EqualTo(1), process.ToString());
        Assert.That(process.Error[0], Does.StartWith("error: ").And.Contains(named));
        Assert.That(Directory.Exists(_folder.At("results")), Is.False);
        Assert.That(File.Exists(_folder.At("begun")), Is.False);
    }
}
