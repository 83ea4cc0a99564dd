namespace ServeMulti.Comparing;

/// <summary>One change of a comparison in words, with what puts it before or behind others.</summary>
/// <param name="Name">What changed: a case, a workload.</param>
/// <param name="Metric">The metric, or what was searched for; empty where a case is not compared.</param>
/// <param name="Text">How it changed, as a sentence.</param>
/// <param name="Verdict">What the runs say.</param>
internal sealed record ComparisonLine(string Name, string Metric, string Text, ChangeVerdict Verdict)
{
    /// <summary>Gets the ratio; null where there is none.</summary>
    public double? Ratio { get; private init; }

    /// <summary>Gets the lower end of the 90 % interval; null where it is open or not known.</summary>
    public double? Low { get; private init; }

    /// <summary>Gets the upper end of the 90 % interval; null where it is open or not known.</summary>
    public double? High { get; private init; }

    /// <summary>Gets the smallest relevant difference, as a share.</summary>
    public double Margin { get; private init; }

    /// <summary>Gets which values are better; null where nothing was measured.</summary>
    public bool? IsHigherBetter { get; private init; }

    /// <summary>Gets what is to be said besides the verdict: why there is none, or what would help; empty for nothing.</summary>
    public string Reason { get; private init; } = "";

    /// <summary>Gets the change in per cent, such as <c>-12 %</c>; a dash where there is none.</summary>
    public string Change => Ratio is { } ratio ? $"{RatioText.Change(ratio, Low, High)} %" : "-";

    /// <summary>Gets the interval, such as <c>-15 to -9 %</c>; a dash where there is none.</summary>
    public string Interval =>
        Ratio is null ? "-"
        : ChangeText.Interval(Low, High) is { Length: > 0 } interval ? interval
        : "-";

    /// <summary>Gets all changes of a comparison, the worst first: over workloads, then largest loads, then single cases.</summary>
    public static IReadOnlyList<ComparisonLine> Of(ExperimentComparison comparison) =>
        [.. OfWorkloads(comparison), .. OfLoads(comparison), .. OfCases(comparison)];

    /// <summary>Gets the changes over the cases of each workload; none where there is one case, which is its workload.</summary>
    public static IReadOnlyList<ComparisonLine> OfWorkloads(ExperimentComparison comparison) =>
        comparison.Cases.Count > 1 ? Sort(comparison.Workloads.SelectMany(Of)) : [];

    /// <summary>Gets the changes of largest loads.</summary>
    public static IReadOnlyList<ComparisonLine> OfLoads(ExperimentComparison comparison) => Sort(comparison.Loads.Select(Of));

    /// <summary>Gets the changes of single cases.</summary>
    public static IReadOnlyList<ComparisonLine> OfCases(ExperimentComparison comparison) => Sort(comparison.Cases.SelectMany(Of));

    private static IReadOnlyList<ComparisonLine> Sort(IEnumerable<ComparisonLine> lines) =>
        [
            .. lines
                .OrderBy(line => ChangeRule.Rank(line.Verdict))
                .ThenByDescending(line => line.Ratio is { } ratio ? Math.Abs(Math.Log(ratio)) : double.PositiveInfinity),
        ];

    private static IEnumerable<ComparisonLine> Of(WorkloadChange workload)
    {
        var name = workload.Workload is { Count: 0, Name: null } ? "over all cases" : $"over all cases of {workload.Workload}";
        return workload.Metrics.Select(metric => Of(name, metric));
    }

    private static IEnumerable<ComparisonLine> Of(CaseChange one)
    {
        var name = ChangeText.Name(one.Current);
        return one.Problem is { } problem
            ? [new(name, "", $"{problem}, {ChangeText.Word(one.Verdict)}", one.Verdict) { Reason = problem }]
            : one.Metrics.Select(metric => Of(name, metric));
    }

    private static ComparisonLine Of(LoadChange load) =>
        new(ChangeText.Name(load.Configuration, load.Workload), ChangeText.NameOf(load), load.ToString(), load.Verdict)
        {
            Ratio = load.Ratio,
            Low = load.Low,
            High = load.High,
            Margin = load.Margin,
            IsHigherBetter = true,
            Reason = load.Problem ?? "",
        };

    private static ComparisonLine Of(string name, MetricChange metric) =>
        new(name, metric.Metric, metric.ToString(), metric.Verdict)
        {
            Ratio = metric.Ratio,
            Low = metric.Low,
            High = metric.High,
            Margin = metric.Margin,
            IsHigherBetter = metric.Direction == Benchmarking.MetricDirection.HigherIsBetter,
            Reason = ChangeText.Cure(metric),
        };
}
