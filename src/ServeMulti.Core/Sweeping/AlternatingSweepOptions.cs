using ServeMulti.Benchmarking;
using ServeMulti.Comparing;
using ServeMulti.Results;

namespace ServeMulti.Sweeping;

/// <summary>The settings of an <see cref="AlternatingSweep"/>. Immutable.</summary>
public sealed record AlternatingSweepOptions
{
    /// <summary>Gets the name of the A/B, which is that of its folder within <see cref="LocalSweepOptions.OutputFolder"/>; null (the default): the
    /// local time.</summary>
    public string? ExperimentName { get; init; }

    /// <summary>Gets whether the A/B is new or resumed. The default is either, as the folder is there or not.</summary>
    public ExperimentMode Mode { get; init; } = ExperimentMode.NewOrResume;

    /// <summary>Gets the largest number of runs of each case and side, at least 3. The default is 20.</summary>
    public int MostRuns { get; init; } = 20;

    /// <summary>Gets what is compared, and what counts as a relevant difference.</summary>
    public ExperimentComparisonOptions Comparison { get; init; } = new();

    /// <summary>Gets the settings of the sweeps of both sides. Name and mode of these do not count.</summary>
    public LocalSweepOptions Sweep { get; init; } = new();

    internal IReadOnlyList<string> FindProblems(SweepDefinition baseline, SweepDefinition current)
    {
        List<string> problems = [];
        if (MostRuns < 3)
        {
            problems.Add($"A/B: the largest number of runs of each side is {MostRuns}: it must be at least 3.");
        }

        if (ExperimentName is { } name && Results.ExperimentName.FindProblem(name) is { } problem)
        {
            problems.Add(problem);
        }

        if (new[] { baseline, current }.Any(side => side.Search is not null || side.Scan is not null))
        {
            problems.Add(
                "A/B: it compares runs, and neither searches nor scans. Search with both builds, and compare the two experiments."
            );
        }

        // Found out after the first runs, it would cost them.
        problems.AddRange(
            (Comparison.Metrics ?? [])
                .Where(metric =>
                    !Comparison.HigherIsBetter.ContainsKey(metric) && MetricCatalog.DirectionOf(metric) == MetricDirection.Unknown
                )
                .Select(metric =>
                    $"It is not known whether higher or lower values of {metric} are better{(MetricCatalog.FindNearest(metric) is { } near && near != metric ? $"; did you mean {near}?" : ". Say so in the options.")}"
                )
        );
        string[] compared = [.. Comparison.Metrics ?? MetricCatalog.Main, .. Comparison.HigherIsBetter.Keys];
        problems.AddRange(
            Comparison
                .Margins.Keys.Except(compared)
                .Select(metric => $"A/B: {metric} has a margin, and is not compared. Compared are {string.Join(", ", compared)}.")
        );
        return problems;
    }
}
