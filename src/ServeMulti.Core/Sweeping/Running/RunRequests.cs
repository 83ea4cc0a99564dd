using System.Globalization;
using System.Runtime.CompilerServices;
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

    // Servers share the parameter sets of their benchmarks, and runs their command.
    private readonly ConditionalWeakTable<ParameterSet, CommandLine> _commands = new();

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
        planned.MakeRequest(
            _definition,
            parameters,
            runNumber,
            laid => CommandFor(planned, laid),
            _store.ScratchFolder,
            LogPath(planned, measured.Load, runNumber)
        );

    /// <summary>Returns whether requests are made for a definition.</summary>
    public bool AreFor(SweepDefinition definition) => ReferenceEquals(definition, _definition);

    private CommandLine? CommandFor(PlannedCase planned, ParameterSet parameters) =>
        planned.Case.BenchCommand is { } command && ReferenceEquals(command, _definition.BenchCommand)
            ? _commands.GetValue(parameters, laid => planned.CommandFor(laid)!)
            : planned.CommandFor(parameters);

    private string? LogPath(PlannedCase planned, CaseLoad? load, int runNumber)
    {
        if (_store.LogFolder is not { } folder)
        {
            return null;
        }

        var name = load is null ? planned.Name : $"{planned.Name}-{CaseNames.ForLoad(load)}";
        return Path.Join(
            folder,
            runNumber == PlannedCase.WarmupRunNumber
                ? $"{name}-warmup.log"
                : string.Create(CultureInfo.InvariantCulture, $"{name}-run={runNumber}.log")
        );
    }
}
