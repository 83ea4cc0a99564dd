using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Parameters;
using ServeMulti.Results;

namespace ServeMulti.Sweeping;

/// <summary>Makes the requests of runs: the same for a run and for its forecast.</summary>
internal sealed class RunRequests
{
    private readonly IResultStore _store;
    private readonly SweepDefinition _definition;

    public RunRequests(IResultStore store, SweepDefinition definition)
    {
        _store = store;
        _definition = definition;
    }

    /// <summary>Makes the request of one run.</summary>
    /// <param name="planned">The planned case.</param>
    /// <param name="measured">The case that the result belongs to: the planned one, or one of its loads.</param>
    /// <param name="parameters">The benchmark parameters, the load included.</param>
    /// <param name="runNumber">The number of the run; that of a warm-up replaces its number of prompts.</param>
    public BenchmarkRequest Make(PlannedCase planned, BenchmarkCase measured, ParameterSet parameters, int runNumber) =>
        planned.MakeRequest(_definition, parameters, runNumber) with
        {
            ScratchFolder = _store.ScratchFolder,
            LogPath = LogPath(planned, measured.Load, runNumber),
        };

    private string? LogPath(PlannedCase planned, CaseLoad? load, int runNumber)
    {
        if (_store.LogFolder is not { } folder)
        {
            return null;
        }

        var name = load is null ? planned.Name : $"{planned.Name}-{CaseNames.ForLoad(load)}";
        return Path.Combine(folder, runNumber == PlannedCase.WarmupRunNumber ? $"{name}-warmup.log" : $"{name}-run={runNumber}.log");
    }
}
