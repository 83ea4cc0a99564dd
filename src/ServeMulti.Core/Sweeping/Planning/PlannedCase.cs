using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Launching;
using ServeMulti.Parameters;
using ServeMulti.Sla;

namespace ServeMulti.Sweeping;

/// <summary>One case of a plan, and how often it is run.</summary>
/// <param name="Case">The case.</param>
/// <param name="Name">The name of its folder, such as <c>SERVE-max_num_seqs=16-BENCH-random_input_len=64</c>.</param>
/// <param name="Runs">How often it is run, at least 1; in a search or a scan the most runs that it may take.</param>
public sealed record PlannedCase(BenchmarkCase Case, string Name, int Runs)
{
    internal const int WarmupRunNumber = -1;

    /// <summary>Gets the benchmark command with the parameters laid over it; null for a runner that needs none.</summary>
    public CommandLine? Command => CommandFor(Case.BenchParameters);

    /// <summary>Gets the definition that the plan was made from.</summary>
    internal SweepDefinition Definition { get; init; } = new();

    /// <summary>Gets what is known of the benchmark command's options.</summary>
    internal OptionForms OptionForms { get; init; } = OptionForms.None;

    /// <summary>Returns the benchmark command with other parameters laid over it, such as those of the case and a load; null for a runner
    /// that needs none.</summary>
    /// <param name="parameters">All parameters.</param>
    public CommandLine? CommandFor(ParameterSet parameters) => Case.BenchCommand?.With(parameters, OptionForms);

    /// <summary>Makes the request of one run of the case as it is.</summary>
    /// <param name="endpoint">The address of the server (<see cref="IRunningServer.Endpoint"/>); null where it has none.</param>
    /// <param name="runNumber">The number of the run, from 0; -1 for a warm-up, which has the definition's number of warm-up
    /// prompts.</param>
    public BenchmarkRequest ToRequest(Uri? endpoint, int runNumber)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(runNumber, WarmupRunNumber);
        return MakeRequest(Definition, Case.BenchParameters, runNumber) with { Endpoint = endpoint };
    }

    /// <summary>Makes the request of a run that a search asks for: the case at its load, with its prompts.</summary>
    /// <param name="endpoint">The address of the server (<see cref="IRunningServer.Endpoint"/>); null where it has none.</param>
    /// <param name="run">The run.</param>
    public BenchmarkRequest ToRequest(Uri? endpoint, SlaRunRequest run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return MakeRequest(Definition, run.ApplyTo(Case.BenchParameters), run.RunNumber) with { Endpoint = endpoint };
    }

    /// <summary>Returns the case at a load of a search: what its runs are stored as.</summary>
    /// <param name="run">A run that the search asks for.</param>
    public BenchmarkCase AtLoad(SlaRunRequest run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return SearchPlan.AtLoad(Case, run);
    }

    /// <summary>Makes the request of a run by a definition that was changed after the plan was made.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="parameters">The benchmark parameters, a load included.</param>
    /// <param name="runNumber">The number of the run.</param>
    /// <param name="commandFor">Returns the command with parameters laid over it; optional, by default it is made anew.</param>
    /// <param name="scratchFolder">Where the benchmark may write its raw result; optional.</param>
    /// <param name="logPath">The file that its output goes to; optional.</param>
    internal BenchmarkRequest MakeRequest(
        SweepDefinition definition,
        ParameterSet parameters,
        int runNumber,
        Func<ParameterSet, CommandLine?>? commandFor = null,
        string? scratchFolder = null,
        string? logPath = null
    )
    {
        var laid = runNumber == WarmupRunNumber ? parameters.With(ResultKeys.NumPrompts, definition.WarmupPrompts) : parameters;
        return new BenchmarkRequest
        {
            Command = (commandFor ?? CommandFor)(laid),
            Parameters = laid,
            ServeParameters = Case.ServeParameters,
            AllowsOtherAddress = definition.AllowsOtherAddress,
            RunNumber = runNumber,
            RequiredMetrics = definition.RequiredMetrics,
            Timeout = definition.RunTimeout,
            ScratchFolder = scratchFolder,
            LogPath = logPath,
        };
    }

    /// <summary>Returns the members, commands without their keys.</summary>
    public override string ToString() =>
        RecordText.Of(nameof(PlannedCase), (nameof(Case), Case), (nameof(Name), Name), (nameof(Runs), Runs));
}
