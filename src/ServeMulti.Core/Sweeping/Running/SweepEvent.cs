using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Sla;

namespace ServeMulti.Sweeping;

/// <summary>Something that happened in a sweep. A closed set: <see cref="SweepStarted"/>, <see cref="ServerSkipped"/>,
/// <see cref="ServerStarting"/>,
/// <see cref="ServerReady"/>, <see cref="ServerLost"/>, <see cref="ServerStopped"/>, <see cref="RunStarted"/>, <see cref="RunFinished"/>,
/// <see cref="RunFailed"/>,
/// <see cref="SearchProgressed"/>, <see cref="CacheResetFailed"/> and <see cref="SweepFinished"/>.</summary>
/// <param name="Progress">How far the sweep has come, this event included.</param>
public abstract record SweepEvent(SweepProgress Progress);

/// <summary>The sweep begins.</summary>
/// <param name="Progress">How far the sweep has come.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Location">Where the results are stored.</param>
/// <param name="Notes">What is worth saying, one line each.</param>
public sealed record SweepStarted(SweepProgress Progress, SweepPlan Plan, string Location, IReadOnlyList<string> Notes)
    : SweepEvent(Progress);

/// <summary>Nothing is left to do for a server; it is not started.</summary>
/// <param name="Progress">How far the sweep has come.</param>
/// <param name="Server">The server.</param>
public sealed record ServerSkipped(SweepProgress Progress, PlannedServer Server) : SweepEvent(Progress);

/// <summary>A server is being started.</summary>
/// <param name="Progress">How far the sweep has come.</param>
/// <param name="Server">The server.</param>
/// <param name="IsRestart">Whether it was running before in this sweep.</param>
public sealed record ServerStarting(SweepProgress Progress, PlannedServer Server, bool IsRestart) : SweepEvent(Progress);

/// <summary>A server is ready.</summary>
/// <param name="Progress">How far the sweep has come.</param>
/// <param name="Server">The server.</param>
/// <param name="StartTime">How long it took to become ready.</param>
public sealed record ServerReady(SweepProgress Progress, PlannedServer Server, TimeSpan StartTime) : SweepEvent(Progress);

/// <summary>A server could not be started, ended on its own, or no longer answered that it is ready.</summary>
/// <param name="Progress">How far the sweep has come.</param>
/// <param name="Server">The server.</param>
/// <param name="Message">What happened.</param>
/// <param name="IsGivenUp">Whether the rest of its cases fails; otherwise it is started once more where a run of it follows, which
/// <see cref="ServerStarting"/> says.</param>
public sealed record ServerLost(SweepProgress Progress, PlannedServer Server, string Message, bool IsGivenUp) : SweepEvent(Progress);

/// <summary>A server was stopped, because its cases are done or it is to be restarted.</summary>
/// <param name="Progress">How far the sweep has come.</param>
/// <param name="Server">The server.</param>
public sealed record ServerStopped(SweepProgress Progress, PlannedServer Server) : SweepEvent(Progress);

/// <summary>A run begins.</summary>
/// <param name="Progress">How far the sweep has come.</param>
/// <param name="Case">The case.</param>
/// <param name="RunNumber">The number of the run, from 0; -1 for a warm-up.</param>
public sealed record RunStarted(SweepProgress Progress, PlannedCase Case, int RunNumber) : SweepEvent(Progress)
{
    /// <summary>Gets the load of the run; null in a plain sweep.</summary>
    public CaseLoad? Load { get; init; }
}

/// <summary>A run has ended with a result, which is stored. Warm-ups, whose results are discarded, are not reported.</summary>
/// <param name="Progress">How far the sweep has come.</param>
/// <param name="Case">The case.</param>
/// <param name="RunNumber">The number of the run, from 0.</param>
/// <param name="Document">What was measured.</param>
/// <param name="Duration">How long the benchmark took.</param>
public sealed record RunFinished(SweepProgress Progress, PlannedCase Case, int RunNumber, ResultDocument Document, TimeSpan Duration)
    : SweepEvent(Progress)
{
    /// <summary>Gets the load of the run; null in a plain sweep.</summary>
    public CaseLoad? Load { get; init; }
}

/// <summary>A run has ended without a result. It is tried again when the experiment is resumed.</summary>
/// <param name="Progress">How far the sweep has come.</param>
/// <param name="Case">The case.</param>
/// <param name="RunNumber">The number of the run, from 0.</param>
/// <param name="Failure">Why there is no result.</param>
public sealed record RunFailed(SweepProgress Progress, PlannedCase Case, int RunNumber, BenchmarkFailure Failure) : SweepEvent(Progress)
{
    /// <summary>Gets the load of the run; null in a plain sweep.</summary>
    public CaseLoad? Load { get; init; }
}

/// <summary>A search of a case has come further: a run with each criterion, its value and whether it is met, or the answer.</summary>
/// <param name="Progress">How far the sweep has come.</param>
/// <param name="Case">The case.</param>
/// <param name="Item">What happened in the search.</param>
public sealed record SearchProgressed(SweepProgress Progress, PlannedCase Case, SlaSearchEvent Item) : SweepEvent(Progress);

/// <summary>A server's caches could not be reset for the next run; the runs before it keep their results, and the server is
/// restarted.</summary>
/// <param name="Progress">How far the sweep has come.</param>
/// <param name="Server">The server.</param>
/// <param name="Message">What happened.</param>
public sealed record CacheResetFailed(SweepProgress Progress, PlannedServer Server, string Message) : SweepEvent(Progress)
{
    /// <summary>Gets whether a reset of this server has failed before.</summary>
    public bool IsRepeated { get; init; }

    /// <summary>Gets how long the last start of the server took, which is what the restart costs.</summary>
    public TimeSpan StartTime { get; init; }
}

/// <summary>The sweep has ended, all done or stopped by a failure.</summary>
/// <param name="Progress">How far the sweep has come.</param>
/// <param name="Report">What was done.</param>
public sealed record SweepFinished(SweepProgress Progress, SweepReport Report) : SweepEvent(Progress);
