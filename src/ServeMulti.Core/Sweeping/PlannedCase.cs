using ServeMulti.Parameters;
using ServeMulti.Results;

namespace ServeMulti.Sweeping;

/// <summary>One case of a plan, and how often it is run.</summary>
/// <param name="Case">The case.</param>
/// <param name="Name">The name of its folder, such as <c>SERVE-max_num_seqs=16-BENCH-random_input_len=64</c>.</param>
/// <param name="Runs">How often it is run, at least 1; in a search or a scan the most runs that it may take.</param>
public sealed record PlannedCase(BenchmarkCase Case, string Name, int Runs)
{
    /// <summary>Gets the benchmark command with the parameters laid over it; null for a runner that needs none.</summary>
    public CommandLine? Command => CommandFor(Case.BenchParameters);

    /// <summary>Gets what is known of the benchmark command's options.</summary>
    internal OptionForms OptionForms { get; init; } = OptionForms.None;

    /// <summary>Returns the benchmark command with other parameters laid over it, such as those of the case and a load; null for a runner that needs none.</summary>
    /// <param name="parameters">All parameters.</param>
    public CommandLine? CommandFor(ParameterSet parameters) => Case.BenchCommand?.With(parameters, OptionForms);
}
