using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Parameters;

namespace ServeMulti.Sweeping;

/// <summary>A run of a plan that is known before anything starts.</summary>
/// <param name="Request">What will be executed, or was.</param>
/// <param name="Load">The load of the run; null in a plain sweep.</param>
/// <param name="IsDone">Whether it has a result already.</param>
public sealed record ForeseenRun(BenchmarkRequest Request, CaseLoad? Load, bool IsDone)
{
    /// <summary>Gets the number of the run, from 0; -1 for a warm-up.</summary>
    public int RunNumber => Request.RunNumber;

    /// <summary>Gets the command that is executed, with everything that the runner adds to it; null where there is none.</summary>
    public CommandLine? Command { get; init; }

    /// <summary>Returns the members, commands without their keys and environments as names.</summary>
    public override string ToString() =>
        RecordText.Of(
            nameof(ForeseenRun),
            (nameof(Request), Request),
            (nameof(Load), Load),
            (nameof(IsDone), IsDone),
            (nameof(Command), Command)
        );
}
