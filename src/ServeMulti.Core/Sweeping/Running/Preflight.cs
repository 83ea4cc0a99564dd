using ServeMulti.Benchmarking;
using ServeMulti.Launching;
using ServeMulti.Results;

namespace ServeMulti.Sweeping;

/// <summary>Checks store and machine before a sweep: what is already done, and everything that can be checked without starting
/// anything.</summary>
internal sealed class Preflight
{
    private readonly IServerLauncher _launcher;
    private readonly IBenchmarkRunner _runner;
    private readonly ICacheResetter _cacheResetter;
    private readonly IResultStore _store;
    private RunRequests? _requests;

    /// <summary>Initializes a new instance with the parts that the sweep will use.</summary>
    /// <param name="launcher">Starts the servers.</param>
    /// <param name="runner">Executes the benchmarks.</param>
    /// <param name="cacheResetter">Empties the servers' caches.</param>
    /// <param name="store">Holds the results.</param>
    public Preflight(IServerLauncher launcher, IBenchmarkRunner runner, ICacheResetter cacheResetter, IResultStore store)
    {
        _launcher = launcher;
        _runner = runner;
        _cacheResetter = cacheResetter;
        _store = store;
    }

    /// <summary>Checks a plan. Starts and changes nothing.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<PreflightReport> CheckAsync(SweepPlan plan, CancellationToken cancellationToken = default)
    {
        var inspecting = _store.InspectAsync(plan.ToExperiment(_launcher, _cacheResetter), cancellationToken);
        var inspection = (inspecting is null ? null : await inspecting.ConfigureAwait(false)) ?? new StoreInspection([], [], []);
        var servers = await MarkDoneAsync(plan, inspection, cancellationToken).ConfigureAwait(false);
        var (input, machine) = FindProblems(plan, servers);
        if (plan.CaseCount == 0)
        {
            input = ["The plan is empty: it has no case to run."];
        }

        return new PreflightReport
        {
            Plan = plan,
            Servers = servers,
            Foresee = work => ForeseeRuns(plan, work),
            StoreProblems = inspection.Problems,
            InputProblems = input,
            MachineProblems = machine,
            Notes = [.. plan.Notes, .. inspection.Notes, .. FindNotes(plan, servers)],
        };
    }

    private static async Task<ServerWork[]> MarkDoneAsync(SweepPlan plan, StoreInspection inspection, CancellationToken cancellationToken)
    {
        var next = 0;
        var replay = new StoredReplay(inspection, plan.Definition);
        var servers = new List<ServerWork>(plan.Servers.Count);
        foreach (var server in plan.Servers)
        {
            var works = new List<CaseWork>(server.Cases.Count);
            foreach (var planned in server.Cases)
            {
                var inspected = inspection.Cases.ElementAtOrDefault(next++);
                works.Add(
                    await replay.TryReplayAsync(planned, cancellationToken).ConfigureAwait(false)
                        ?? new CaseWork(planned, inspected?.FinishedRuns ?? [])
                );
            }

            servers.Add(new ServerWork(server, works));
        }

        return [.. servers];
    }

    /// <summary>Foresees the runs of a case, in their order: all of a plain sweep's, warm-up included; of a search or a scan those that are
    /// stored, and those that it begins or goes on with.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="work">A case of a report on it.</param>
    public IEnumerable<ForeseenRun> ForeseeRuns(SweepPlan plan, CaseWork work)
    {
        var planned = work.Planned;
        var runs =
            work.ReplayedRuns
            ?? Enumerable
                .Range(0, planned.Runs)
                .Select(number => new ReplayedRun(
                    planned.Case,
                    planned.Case.BenchParameters,
                    number,
                    !work.RemainingRuns.Contains(number)
                ));
        var requests = _requests?.AreFor(plan.Definition) == true ? _requests : _requests = new RunRequests(_store, plan.Definition);
        var needsWarmup = plan.Definition.WarmupPrompts > 0;
        var isWarm = !needsWarmup;
        foreach (var run in runs)
        {
            if (!isWarm && !run.IsDone)
            {
                isWarm = true;
                yield return Foresee(
                    requests.Make(planned, run.Measured, run.Parameters, PlannedCase.WarmupRunNumber),
                    run with
                    {
                        IsDone = false,
                    }
                );
            }

            yield return Foresee(requests.Make(planned, run.Measured, run.Parameters, run.RunNumber), run);

            // Each round has a server of its own.
            isWarm = !needsWarmup || (isWarm && plan.Definition.RunOrder == RunOrder.CaseByCase);
        }
    }

    private ForeseenRun Foresee(BenchmarkRequest request, ReplayedRun run) =>
        new(request, run.Measured.Load, run.IsDone) { Command = _runner.CommandFor(request) };

    /// <summary>Finds what is wrong with servers and benchmarks that have work left, apart for what the present state of this machine is to
    /// blame for.</summary>
    private (string[] Input, string[] Machine) FindProblems(SweepPlan plan, ServerWork[] servers)
    {
        var problems = new List<string>();
        var machine = new HashSet<string>(StringComparer.Ordinal);
        var checkedBenchmarks = new HashSet<string>(StringComparer.Ordinal);
        var checkedEndpoints = new HashSet<Uri>();
        foreach (var server in servers.Where(server => !server.IsDone))
        {
            var spec = server.Planned.ToServerSpec(plan.Definition, _store.LogFolder);
            var endpoint = _launcher.FindEndpoint(spec);
            spec = spec with { IsPortChecked = endpoint is not null && !checkedEndpoints.Add(endpoint) };
            if (_launcher.FindProblems(spec) is { Count: > 0 } ofServer)
            {
                problems.AddRange(ofServer);
                machine.UnionWith(_launcher.FindMachineProblems(spec) ?? []);
            }

            if (!plan.Definition.RestartBetweenRuns && _cacheResetter.FindProblem(spec) is { } problem)
            {
                problems.Add(problem);
                machine.UnionWith(new[] { _cacheResetter.FindMachineProblem(spec) }.OfType<string>());
            }

            foreach (
                var work in server.Cases.Where(work =>
                    !work.IsDone && checkedBenchmarks.Add(endpoint + work.Planned.Case.BenchParameters.Canonical)
                )
            )
            {
                var request = new BenchmarkRequest
                {
                    Command = work.Planned.Command,
                    Parameters = work.Planned.Case.BenchParameters,
                    ServeParameters = work.Planned.Case.ServeParameters,
                    Endpoint = endpoint,
                    AllowsOtherAddress = plan.Definition.AllowsOtherAddress,
                    RequiredMetrics = plan.Definition.RequiredMetrics,
                };
                if (_runner.FindProblems(request) is { Count: > 0 } ofBenchmark)
                {
                    problems.AddRange(ofBenchmark);
                    machine.UnionWith(_runner.FindMachineProblems(request) ?? []);
                }
            }
        }

        return ([.. problems.Distinct().Where(problem => !machine.Contains(problem))], [.. problems.Distinct().Where(machine.Contains)]);
    }

    private IEnumerable<string> FindNotes(SweepPlan plan, ServerWork[] servers) =>
        servers
            .Where(server =>
                !server.IsDone
                && plan.Definition.ServeCommand is not null
                && _launcher.FindEndpoint(server.Planned.ToServerSpec(plan.Definition, null)) is null
            )
            .SelectMany(server => server.Cases)
            .Select(work => work.Planned.Command is { } command ? AddressCheck.FindNote(command) : null)
            .OfType<string>()
            .Distinct();
}
