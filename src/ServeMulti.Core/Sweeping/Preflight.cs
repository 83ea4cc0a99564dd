using ServeMulti.Benchmarking;
using ServeMulti.Launching;
using ServeMulti.Processes;
using ServeMulti.Results;

namespace ServeMulti.Sweeping;

/// <summary>Looks at store and machine before a sweep: what is already done, and everything that can be checked without starting anything.</summary>
public sealed class Preflight
{
    private readonly IServerLauncher _launcher;
    private readonly IBenchmarkRunner _runner;
    private readonly ICacheResetter _cacheResetter;
    private readonly IResultStore _store;

    /// <summary>Initializes a new instance with the parts that the sweep will use.</summary>
    /// <param name="launcher">Starts the servers.</param>
    /// <param name="runner">Executes the benchmarks.</param>
    /// <param name="cacheResetter">Empties the servers' caches.</param>
    /// <param name="store">Holds the results.</param>
    public Preflight(IServerLauncher launcher, IBenchmarkRunner runner, ICacheResetter cacheResetter, IResultStore store)
    {
        ArgumentNullException.ThrowIfNull(launcher);
        ArgumentNullException.ThrowIfNull(runner);
        ArgumentNullException.ThrowIfNull(cacheResetter);
        ArgumentNullException.ThrowIfNull(store);
        _launcher = launcher;
        _runner = runner;
        _cacheResetter = cacheResetter;
        _store = store;
    }

    /// <summary>Checks a plan. Starts and changes nothing.</summary>
    /// <param name="plan">The plan; its own problems are part of the report.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<PreflightReport> CheckAsync(SweepPlan plan, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var inspection = await _store.InspectAsync(plan.ToExperiment(_launcher, _cacheResetter), cancellationToken).ConfigureAwait(false);
        var servers = await MarkDoneAsync(plan, inspection, cancellationToken).ConfigureAwait(false);
        var (inputProblems, machineProblems) = FindProblems(plan, servers);
        return new PreflightReport
        {
            Plan = plan,
            Servers = servers,
            StoreProblems = inspection.Problems,
            InputProblems = inputProblems,
            MachineProblems = machineProblems,
            Notes = [.. plan.Notes, .. inspection.Notes, .. FindNotes(plan, servers)],
        };
    }

    private async Task<ServerWork[]> MarkDoneAsync(SweepPlan plan, StoreInspection inspection, CancellationToken cancellationToken)
    {
        var next = 0;
        var replay = new StoredReplay(_store, plan.Definition);
        var servers = new List<ServerWork>(plan.Servers.Count);
        foreach (var server in plan.Servers)
        {
            var works = new List<CaseWork>(server.Cases.Count);
            foreach (var planned in server.Cases)
            {
                var inspected = inspection.Cases[next++];
                works.Add(await replay.TryReplayAsync(planned, cancellationToken).ConfigureAwait(false) ?? new CaseWork(planned, inspected.FinishedRuns));
            }

            servers.Add(new ServerWork(server, works));
        }

        return [.. servers];
    }

    private (string[] Input, string[] Machine) FindProblems(SweepPlan plan, ServerWork[] servers)
    {
        List<string> input = [];
        List<string> machine = [];
        var checkedBenchmarks = new HashSet<string>(StringComparer.Ordinal);
        foreach (var server in servers.Where(server => !server.IsDone))
        {
            var spec = server.Planned.ToSpec(plan.Definition, _store.LogFolder);
            machine.AddRange(_launcher.FindProblems(spec));
            if (_cacheResetter.FindProblem(spec) is { } problem)
            {
                machine.Add(problem);
            }

            var endpoint = _launcher.FindEndpoint(spec);
            foreach (var work in server.Cases.Where(work => !work.IsDone))
            {
                if (checkedBenchmarks.Add(endpoint + work.Planned.Case.BenchParameters.Canonical))
                {
                    AddProblems(plan.Definition, work.Planned, endpoint, input, machine);
                }
            }
        }

        return ([.. input.Distinct()], [.. machine.Distinct()]);
    }

    private IEnumerable<string> FindNotes(SweepPlan plan, ServerWork[] servers) => servers
        .Where(server => !server.IsDone && plan.Definition.ServeCommand is not null && _launcher.FindEndpoint(server.Planned.ToSpec(plan.Definition, null)) is null)
        .SelectMany(server => server.Cases)
        .Select(work => work.Planned.Command is { } command ? AddressCheck.FindNote(command) : null)
        .OfType<string>()
        .Distinct();

    private void AddProblems(SweepDefinition definition, PlannedCase planned, Uri? endpoint, List<string> input, List<string> machine)
    {
        var request = new BenchmarkRequest
        {
            Command = planned.Command,
            Parameters = planned.Case.BenchParameters,
            ServeParameters = planned.Case.ServeParameters,
            Endpoint = endpoint,
            AllowsOtherAddress = definition.AllowsOtherAddress,
            RequiredMetrics = definition.RequiredMetrics,
        };
        var missing = request.Command is { } command ? ExecutableFinder.FindProblem(command.Executable) : null;
        foreach (var problem in _runner.FindProblems(request))
        {
            (problem == missing ? machine : input).Add(problem);
        }
    }
}
