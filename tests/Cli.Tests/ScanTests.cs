using System.Runtime.InteropServices;

namespace ServeMulti.Cli;

/// <summary>Load scans from the command line, on a benchmark that is a shell script: 2 req/s one at a time, else what is offered, up to 20
/// req/s.</summary>
[TestFixture]
[Platform("Linux", Reason = "Signals and shell scripts.")]
public sealed class ScanTests
{
    private const string Benchmark = """
        here="$(dirname "$0")"
        while [ $# -gt 0 ]; do
          case "$1" in
            --result-dir) folder="$2"; shift 2;;
            --result-filename) file="$2"; shift 2;;
            --request-rate) rate="$2"; shift 2;;
            --max-concurrency) limit="$2"; shift 2;;
            *) shift;;
          esac
        done
        echo "$rate $limit" >> "$here/begun"
        if [ -e "$here/block" ] && [ "$(wc -l < "$here/begun")" -ge "$(cat "$here/block")" ]; then
          echo "benchmark: blocked"
          exec sleep 1000
        fi
        [ ! -e "$here/fail" ] || exit 7
        awk -v x="$rate" -v m="$limit" 'BEGIN { t = m == 1 ? 2 : x < 20 ? x : 20; printf "{\"completed\": 50, \"request_throughput\": %s, \"p99_e2el_ms\": %s}", t, 100 * t }' > "$folder/$file"
        """;

    private SweepFolder _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new SweepFolder();
        _folder.Write("bench.sh", Benchmark);
        _folder.Write("bench.json", """[{"num_prompts": 50}]""");
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public async Task Scan_OneServer_EndsWithATableOfItsLoads()
    {
        using var process = await RunAsync("-e", "a", "--workload-var", "request_rate", "--workload-iters", "4");

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        Assert.That(
            process
                .Output.Where(line => !line.StartsWith('-'))
                .Take(8)
                .Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))),
            Is.EqualTo(
                new[]
                {
                    "mean of the runs ± half the width of its 95 % interval; a single run has none",
                    "server -, benchmark num_prompts=50",
                    "load runs request_throughput p99_e2el_ms",
                    "request_rate=1 max_concurrency=1 1 2.000 200.0",
                    "request_rate=8 1 8.000 800.0",
                    "request_rate=14 1 14.00 1400",
                    "request_rate=50 max_concurrency=50 1 20.00 2000",
                    "",
                }
            )
        );
        Assert.That(File.ReadLines(_folder.At("begun")), Is.EqualTo(new[] { "1 1", "50 50", "8 ", "14 " }));
    }

    [Test]
    public async Task Scan_Interrupted_ResumesWithoutRunningAnythingTwice()
    {
        _folder.BlockAtRun(6);
        using var interrupted = CliProcess.Start(_folder.Path, [.. Options, "--show-stdout", "-e", "a", "--workload-iters", "10"]);
        await interrupted.WaitForAsync("benchmark: blocked");
        interrupted.Signal(PosixSignal.SIGINT);
        Assert.That(await interrupted.WaitForExitAsync(), Is.EqualTo(130), interrupted.ToString());
        _folder.Unblock();

        using var resumed = await RunAsync("--resume", "a", "--workload-iters", "10");

        Assert.That(resumed.ExitCode, Is.Zero, resumed.ToString());
        Assert.That(
            File.ReadLines(_folder.At("begun")),
            Is.EqualTo(new[] { "1 1", "50 50", "4 ", "6 ", "8 ", "10 ", "10 ", "12 ", "14 ", "16 ", "18 " })
        );
        Assert.That(resumed.Error[^1], Does.StartWith("Done in"));
        Assert.That(resumed.FindLeftovers(), Is.Empty);
    }

    [Test]
    public async Task Scan_RunsThatFail_EndWithCodeTwoAndHowToResume()
    {
        _folder.Write("fail", "");

        using var process = await RunAsync("-e", "a", "--workload-var", "request_rate");

        Assert.That(process.ExitCode, Is.EqualTo(2), process.ToString());
        Assert.That(process.Error, Has.Some.Contains("1 of 1 scans are not complete; 1 runs failed."));
        Assert.That(process.Error[^1], Does.StartWith("Resume with: ").And.Contains("--workload-var request_rate"));
    }

    [Test]
    public async Task DryRun_Scan_ShowsBothEndsAndTheMostRuns()
    {
        using var process = await RunAsync("--dry-run", "--workload-var", "max_concurrency");

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        Assert.That(
            process.Output.Skip(3).Select(line => line.Split(" --save-result")[0]),
            Is.EqualTo(
                new[]
                {
                    $"    max_concurrency=1 run 0: sh {_folder.At("bench.sh")} --num-prompts 50 --max-concurrency 1",
                    $"    max_concurrency=50 run 0: sh {_folder.At("bench.sh")} --num-prompts 50 --max-concurrency 50",
                    "    then at most 8 more runs, at loads that depend on the results of these",
                }
            )
        );
        Assert.That(File.Exists(_folder.At("begun")), Is.False);
    }

    [TestCase("--workload-var", "users", "request_rate or max_concurrency")]
    [TestCase("--workload-var", "", "request_rate or max_concurrency")]
    [TestCase("--workload-iters", "1", "--workload-iters")]
    [TestCase("--workload-iters", "ten", "--workload-iters")]
    [TestCase("--workload-iters", "3.5", "--workload-iters")]
    [TestCase("--workload-iters", "99999999999", "--workload-iters")]
    [TestCase("--workload-iters", "2147483647", "levels")]
    public async Task Scan_OptionOutOfRange_IsOneLineAndNothingStarts(string option, string value, string named)
    {
        using var process = await RunAsync(option, value);

        AssertRefused(process, named);
    }

    [Test]
    public async Task Scan_VariableAmongTheBenchParameters_IsRefused()
    {
        _folder.Write("bench.json", """[{"request-rate": 4}]""");

        using var process = await RunAsync("--workload-var", "request_rate");

        AssertRefused(process, "request_rate");
    }

    [Test]
    public async Task Scan_WithSlas_IsRefused()
    {
        _folder.Write("sla.json", """[{"p99_e2el_ms": "<=300"}]""");

        using var process = await RunAsync("--workload-iters", "5", "--sla-params", "sla.json");

        AssertRefused(process, "both a search and a load scan");
    }

    private string[] Options => [.. _folder.Options, "--bench-params", _folder.At("bench.json"), "--num-runs", "1"];

    private Task<CliProcess> RunAsync(params string[] options) => CliProcess.RunAsync(_folder.Path, [.. Options, .. options]);

    private void AssertRefused(CliProcess process, string named)
    {
        Assert.That(process.ExitCode, Is.EqualTo(1), process.ToString());
        Assert.That(process.Error, Has.Count.EqualTo(1), process.ToString());
        Assert.That(process.Error[0], Does.StartWith("error: ").And.Contains(named));
        Assert.That(Directory.Exists(_folder.At("results")), Is.False);
        Assert.That(File.Exists(_folder.At("begun")), Is.False);
    }
}
