using ServeMulti.Results;

namespace ServeMulti.Sweeping;

/// <summary>What a sweep has come to so far: the runs that failed and the answers of its searches.</summary>
internal sealed class SweepOutcome
{
    public List<FailedRun> Failures { get; } = [];

    public List<CaseAnswer> Answers { get; } = [];
}
