using System.Globalization;
using ServeMulti.Benchmarking;
using ServeMulti.Launching;
using ServeMulti.Parameters;
using ServeMulti.Processes;
using ServeMulti.Results;

namespace ServeMulti.Sweeping;

/// <summary>A sweep of real benchmark commands, one of which misbehaves between two good ones. Its script knows its parameters as $mode and
/// $request_rate, the place of its result as $folder and $result, and <c>good</c> writes one.</summary>
internal sealed class BenchmarkSweep : IDisposable
{
    private const string Preamble = """
        while [ $# -gt 0 ]; do
          case $1 in
            --mode) mode=$2; shift ;;
            --request-rate) request_rate=$2; shift ;;
            --result-dir) folder=$2; shift ;;
            --result-filename) result=$folder/$2; shift ;;
          esac
          shift
        done
        good() { printf '{"completed": 3, "request_rate": %s}' "$request_rate" > "$result"; }
        [ "$mode" = bad ] || { good; exit 0; }
        """;

    private static readonly TimeSpan HangLimit = TimeSpan.FromMinutes(2);

    private readonly RecordingProcessLauncher _processes = new();

    public string Folder { get; } = Directory.CreateTempSubdirectory("serve-multi-misbehave-").FullName;

    /// <summary>Gets or sets how long a run of the bad benchmark may take.</summary>
    public TimeSpan Patience { get; set; } = HangLimit;

    /// <summary>Runs a good benchmark, the bad one, and another good one, each twice.</summary>
    public async Task<SweepReport> RunAsync(string badScript)
    {
        var definition = new SweepDefinition
        {
            ServeCommand = new CommandLine("none"),
            BenchCommand = new CommandLine("sh", "-c", $"{Preamble}\n{badScript}", "sh"),
            BenchParameters = [Case("first"), Case("bad"), Case("last")],
            RunsPerCase = 2,
            RunTimeout = HangLimit,
            OnFailure = FailurePolicy.Continue,
        };
        var store = new FileResultStore(Folder, "e");
        var runner = new CommandBenchmarkRunner(_processes) { StopGrace = TimeSpan.FromMilliseconds(200) };
        var launcher = new DelegateServerLauncher(
            (spec, _) => Task.FromResult<IRunningServer>(new DelegateServer(spec, new Uri("http://127.0.0.1:1")))
        );
        return await new SweepRunner(launcher, new HastyRunner(runner, Patience), new NoCacheReset(), store)
            .RunAsync(SweepPlanner.Plan(definition))
            .WaitAsync(HangLimit);
    }

    /// <summary>Asserts that the good benchmarks' runs are all there, that the bad one's runs failed for a reason, or not at all, and that
    /// nothing runs any more or lies about.</summary>
    public void AssertOnlyTheBadFailed(SweepReport report, params BenchmarkFailureReason[] reasons)
    {
        var named = File.Exists(Path.Combine(Folder, "pids"))
            ? File.ReadAllLines(Path.Combine(Folder, "pids")).Select(line => int.Parse(line, CultureInfo.InvariantCulture))
            : [];
        Assert.Multiple(() =>
        {
            Assert.That(report.Failures.Select(failure => failure.Failure.Reason), Is.EqualTo(reasons));
            Assert.That(report.Failures.Select(failure => failure.Case.BenchParameters.Name), Is.All.EqualTo("bad"));
            Assert.That(report.ExecutedRuns, Is.EqualTo(6 - reasons.Length));
            Assert.That(report.IsComplete, Is.EqualTo(reasons.Length == 0));
            _processes.AssertNoneIsLeft();
            Assert.That(named.Where(id => ProcFs.TryRead(id) is { IsAlive: true }), Is.Empty, "processes left running");
            Assert.That(
                Directory.EnumerateFiles(Folder, "*.json", SearchOption.AllDirectories).Count(IsRunFile),
                Is.EqualTo(6 - reasons.Length)
            );
        });
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>Tells the results in the folders of the cases from what a benchmark left in the place where it writes.</summary>
    private static bool IsRunFile(string path) =>
        Path.GetDirectoryName(path)!.Contains("BENCH-", StringComparison.Ordinal)
        && Path.GetFileName(path).StartsWith("run=", StringComparison.Ordinal)
        && !path.EndsWith(".failure.json", StringComparison.Ordinal);

    private static ParameterSet Case(string name) => new(name) { { "mode", name }, { "request_rate", 4 } };

    private sealed class HastyRunner(IBenchmarkRunner inner, TimeSpan patience) : IBenchmarkRunner
    {
        public IReadOnlyList<string> FindProblems(BenchmarkRequest request) => inner.FindProblems(request);

        public Task<BenchmarkResult> RunAsync(BenchmarkRequest request, CancellationToken cancellationToken = default) =>
            inner.RunAsync(request.Parameters.Name == "bad" ? request with { Timeout = patience } : request, cancellationToken);
    }
}
