namespace ServeMulti.Results;

/// <summary>The result of <see cref="ExperimentMerge"/>.</summary>
/// <param name="Location">The folder of the new experiment.</param>
/// <param name="CaseCount">The number of its cases.</param>
/// <param name="RunCount">The number of its finished runs.</param>
/// <param name="Notes">What is worth knowing, one line each: cases of which runs are missing, runs that were in more than one
/// experiment.</param>
public sealed record MergedExperiment(string Location, int CaseCount, int RunCount, IReadOnlyList<string> Notes)
{
    /// <summary>Gets the number of cases of which runs are missing; resuming the experiment, or its sources, does them.</summary>
    public int IncompleteCaseCount { get; init; }
}
