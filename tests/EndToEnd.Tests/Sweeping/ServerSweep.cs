using ServeMulti.Benchmarking;
using ServeMulti.Launching;
using ServeMulti.Parameters;
using ServeMulti.Processes;
using ServeMulti.Results;

namespace ServeMulti.Sweeping;

/// <summary>
/// A sweep over real servers, each of which may misbehave, with a benchmark that asks each once for <c>/work</c>. The first and the last
/// server are good ones: what lies between must not cost their runs.
/// </summary>
internal sealed class ServerSweep : IDisposable
{
    public static readonly TimeSpan HangLimit = TimeSpan.FromMinutes(2);

    private static readonly string[] Resets = ["/reset_prefix_cache"];

    private readonly HttpClient _http = new();
    private readonly int _port = TestProgram.FindFreePort();

    public ServerSweep() => Folder = Directory.CreateTempSubdirectory("serve-multi-misbehave-").FullName;

    public string Folder { get; }

    public RecordingProcessLauncher Processes { get; } = new();

    public List<SweepEvent> Events { get; } = [];

    /// <summary>Gets or sets what is done when a server is lost, before the sweep goes on.</summary>
    public Action WhenLost { get; set; } = () => { };

    public int Port => _port;

    /// <summary>Gets or sets how long the bad server may take to become ready. The good ones have all the time that a loaded machine may
    /// need.</summary>
    public TimeSpan PatienceUntilReady { get; set; } = HangLimit;

    /// <summary>Gets or sets how long a run against the bad server, and a reset of it, may take.</summary>
    public TimeSpan PatienceOnceReady { get; set; } = HangLimit;

    public TimeSpan HealthTimeout { get; set; } = HangLimit;

    public int RunsPerCase { get; set; } = 2;

    /// <summary>Runs a good server, the bad one, and another good one.</summary>
    public async Task<SweepReport> RunAsync(ParameterSet bad)
    {
        var definition = new SweepDefinition
        {
            ServeCommand = TestProgram.Command("TestServer", "--port", $"{_port}", "--routes", "/reset_prefix_cache"),
            ServeParameters = [new("first") { { "first", true } }, bad, new("last") { { "last", true } }],
            RunsPerCase = RunsPerCase,
            RunTimeout = HangLimit,
            OnFailure = FailurePolicy.Continue,
            ReadyTimeout = HangLimit,
        };
        var profile = new ServerProfile
        {
            Name = "test",
            Commands = [ServerCommandPattern.ForProgram("TestServer")],
            CacheResets = [.. Resets.Select(path => new CacheResetCall(path))],
            FailureCauses = ServerProfiles.Vllm.FailureCauses,
        };
        var options = new ProcessServerOptions
        {
            Profiles = [profile],
            PollInterval = TimeSpan.FromMilliseconds(5),
            StopGrace = TimeSpan.FromMilliseconds(200),
            HealthTimeout = HealthTimeout,
        };
        var launcher = new ProcessServerLauncher(Processes, options, new HttpReadinessProbe(HealthTimeout));
        var store = new FileResultStore(Folder, "e");
        var impatient = new Impatience(
            bad,
            PatienceUntilReady,
            PatienceOnceReady,
            launcher,
            new DelegateBenchmarkRunner(MeasureAsync),
            [profile]
        );
        var runner = new SweepRunner(impatient, impatient, impatient, store);
        return await runner.RunAsync(SweepPlanner.Plan(definition), new Collector(this)).WaitAsync(HangLimit);
    }

    /// <summary>Reads the failure files of the experiment.</summary>
    public IReadOnlyList<string> ReadFailures() =>
        [
            .. Directory
                .EnumerateFiles(Folder, "*.failure.json", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(File.ReadAllText),
        ];

    /// <summary>Asserts that the good servers' runs are all there and that nothing runs any more.</summary>
    public void AssertOnlyTheBadFailed(SweepReport report, int lostRuns)
    {
        Assert.Multiple(() =>
        {
            Assert.That(report.Failures.Select(failure => failure.Case.ServeParameters.Name), Has.None.AnyOf("first", "last"));
            Assert.That(report.Failures, Has.Count.EqualTo(lostRuns));
            Assert.That(report.ExecutedRuns, Is.EqualTo((3 * RunsPerCase) - lostRuns));
            Assert.That(report.IsComplete, Is.EqualTo(lostRuns == 0));
            Processes.AssertNoneIsLeft();
        });
    }

    public void Dispose()
    {
        _http.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task<BenchmarkResult> MeasureAsync(BenchmarkRequest request, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri(request.Endpoint!, "/work"), cancellationToken);
            var failed = answer.IsSuccessStatusCode ? 0 : 1;
            return BenchmarkResult.Success(ResultDocument.FromMetrics([new("completed", 1 - failed), new("failed", failed)]));
        }
        catch (HttpRequestException exception)
        {
            return BenchmarkResult.Failed(new BenchmarkFailure(BenchmarkFailureReason.NonZeroExit, exception.Message));
        }
    }

    private sealed class Collector(ServerSweep sweep) : IProgress<SweepEvent>
    {
        public void Report(SweepEvent value)
        {
            sweep.Events.Add(value);
            if (value is ServerLost)
            {
                sweep.WhenLost();
            }
        }
    }
}
