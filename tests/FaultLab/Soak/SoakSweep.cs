using ServeMulti.Benchmarking;
using ServeMulti.Launching;
using ServeMulti.Parameters;
using ServeMulti.Processes;
using ServeMulti.Results;
using ServeMulti.Sweeping;

namespace ServeMulti.FaultLab.Soak;

/// <summary>A long sweep in this process, whose benchmark does nothing: of real children, or of functions.</summary>
internal sealed class SoakSweep : IDisposable
{
    private const int Servers = 10;
    private const int RunsPerCase = 10;

    private const string Benchmark = """
        while [ $# -gt 0 ]; do
          case "$1" in
            --result-dir) folder="$2";;
            --result-filename) file="$2";;
          esac
          shift
        done
        echo '{"completed": 1, "request_throughput": 1.5}' > "$folder/$file"
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("serve-multi-soak-").FullName;
    private readonly int _runs;

    /// <param name="runs">How many runs; made a whole number of cases for each of ten servers.</param>
    public SoakSweep(int runs) => _runs = Math.Max(1, runs / (Servers * RunsPerCase)) * Servers * RunsPerCase;

    /// <summary>Runs the sweep.</summary>
    /// <param name="usesCommands">Whether servers, benchmarks and cache resets are processes.</param>
    /// <param name="tell">Gets a sample after each tenth of the runs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The samples.</returns>
    public async Task<IReadOnlyList<SoakSample>> RunAsync(bool usesCommands, Action<SoakSample> tell, CancellationToken cancellationToken)
    {
        var store = new FileResultStore(_folder, usesCommands ? "commands" : "functions");
        var sampler = new Sampler(_runs, tell);
        var report = await Compose(usesCommands, store).RunAsync(SweepPlanner.Plan(Define(usesCommands)), sampler, cancellationToken);
        return report.ExecutedRuns == _runs
            ? sampler.Samples
            : throw new InvalidOperationException(
                $"{report.ExecutedRuns} of {_runs} runs were executed. {(report.Failures is [var first, ..] ? first.Failure.Message : "")}"
            );
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private SweepDefinition Define(bool usesCommands) =>
        new()
        {
            ServeCommand = usesCommands ? new CommandLine("sh", Write("server", "exec sleep 1000000")) : null,
            BenchCommand = usesCommands ? new CommandLine("sh", Write("bench", Benchmark)) : null,
            ServeParameters = ParameterSweep.Grid(("slots", Numbers(Servers))),
            BenchParameters = ParameterSweep.Grid(("x", Numbers(_runs / Servers / RunsPerCase))),
            RunsPerCase = RunsPerCase,
            CheckReadiness = false,
        };

    private static SweepRunner Compose(bool usesCommands, FileResultStore store)
    {
        if (!usesCommands)
        {
            return new SweepRunner(
                new DelegateServerLauncher(
                    (spec, _) => Task.FromResult<IRunningServer>(new DelegateServer(spec, new Uri("http://127.0.0.1:9")))
                ),
                DelegateBenchmarkRunner.FromMetrics(
                    (_, _) =>
                        Task.FromResult<IEnumerable<KeyValuePair<string, double>>>([new("completed", 1), new("request_throughput", 1.5)])
                ),
                new NoCacheReset(),
                store
            );
        }

        var processes = new ProcessLauncher(new ProcessLedger(Path.Combine(store.Location, "processes.jsonl")));
        return new SweepRunner(
            new ProcessServerLauncher(processes),
            new CommandBenchmarkRunner(processes),
            new CommandCacheResetter(new CommandLine("true"), processes),
            store
        );
    }

    private string Write(string name, string script)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, script);
        return path;
    }

    private static ParameterValue[] Numbers(int count) => [.. Enumerable.Range(1, count).Select(number => (ParameterValue)number)];

    /// <summary>Looks at the process after each tenth of the runs.</summary>
    private sealed class Sampler(int runs, Action<SoakSample> tell) : IProgress<SweepEvent>
    {
        private const int Tenth = 10;

        public List<SoakSample> Samples { get; } = [];

        public void Report(SweepEvent value)
        {
            if (value is RunFinished && value.Progress.FinishedRuns % (runs / Tenth) == 0)
            {
                var sample = SoakSample.Take(value.Progress.FinishedRuns);
                Samples.Add(sample);
                tell(sample);
            }
        }
    }
}
