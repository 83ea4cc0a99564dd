using ServeMulti.Results;

namespace ServeMulti.Sweeping;

/// <summary>What a sweep has come to so far: the runs that failed, the answers of its searches, and what its scans measured.</summary>
internal sealed class SweepOutcome
{
    public List<FailedRun> Failures { get; } = [];

    public List<CaseAnswer> Answers { get; } = [];

    public List<CaseScan> Scans { get; } = [];

    public BestLoads BestLoads { get; } = new();

    /// <summary>Returns whether the sweep ends here, because something failed.</summary>
    public bool EndsSweep(SweepDefinition definition) => definition.OnFailure == FailurePolicy.Stop && Failures.Count > 0;
}
