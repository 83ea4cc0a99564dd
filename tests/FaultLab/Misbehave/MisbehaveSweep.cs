using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ServeMulti.Benchmarking;
using ServeMulti.FaultLab.Crash;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Sweeping;

namespace ServeMulti.FaultLab.Misbehave;

/// <summary>One sweep of servers and benchmarks, good and bad ones mixed, and what each of them cost.</summary>
internal sealed class MisbehaveSweep
{
    private const int RunsPerCase = 2;

    private readonly IReadOnlyList<Misbehaviour> _servers;
    private readonly IReadOnlyList<Misbehaviour> _benchmarks;
    private readonly CostBook _costs = new();

    public MisbehaveSweep(IReadOnlyList<Misbehaviour> servers, IReadOnlyList<Misbehaviour> benchmarks)
    {
        _servers = servers;
        _benchmarks = benchmarks;
    }

    public IEnumerable<string> Table => _costs.ToTable();

    /// <summary>Runs the sweep, and returns what was not as it must be.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("serve-multi-misbehave-").FullName;
        var parts = new LabParts(_servers.Concat(_benchmarks));
        try
        {
            var store = new FileResultStore(folder, "e");
            await new SweepRunner(parts, parts, parts, store).RunAsync(SweepPlanner.Plan(Define()), _costs, cancellationToken);

            return
            [
                .. _costs.Runs.SelectMany(FindProblems),
                .. _costs.Runs.Count == Expected ? [] : new[] { $"{_costs.Runs.Count} runs ended of {Expected}." },
                .. MarkedProcesses.Find(parts.Mark).Select(left => $"Process {left.Id} is left: {left.Command}"),
            ];
        }
        finally
        {
            MarkedProcesses.Kill(parts.Mark);
            Directory.Delete(folder, recursive: true);
        }
    }

    public static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private int Expected => _servers.Count * _benchmarks.Count * RunsPerCase;

    private SweepDefinition Define() =>
        new()
        {
            ServeCommand = new CommandLine(
                "dotnet",
                LabProgram.Find("TestServer"),
                "--port",
                FindFreePort().ToString(CultureInfo.InvariantCulture),
                "--routes",
                "/reset_prefix_cache"
            ),
            BenchCommand = new CommandLine("bash", "-c", BenchmarkMisbehaviours.Script, "bash"),
            ServeParameters = [.. _servers.Select(server => server.ToSet())],
            BenchParameters = [.. _benchmarks.Select(benchmark => benchmark.ToSet())],
            RunsPerCase = RunsPerCase,
            OnFailure = FailurePolicy.Continue,
        };

    /// <summary>A bad server loses all its runs, for its own reason or the benchmark's; a good one those of bad benchmarks, for
    /// theirs.</summary>
    private IEnumerable<string> FindProblems(EndedRun run)
    {
        var server = _servers.Single(item => item.Name == run.Server);
        var benchmark = _benchmarks.Single(item => item.Name == run.Benchmark);
        BenchmarkFailureReason[] allowed = [.. server.Reasons, .. benchmark.Reasons];
        var asItMustBe = run.Failure is { } failure ? allowed.Contains(failure.Reason) : allowed.Length == 0;
        if (!asItMustBe)
        {
            yield return $"{run.Server} with {run.Benchmark}: {run.Failure?.Message ?? "it has a result"}";
        }
    }
}
