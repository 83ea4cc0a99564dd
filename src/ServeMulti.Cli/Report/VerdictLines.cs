using System.Globalization;
using ServeMulti.Benchmarking;
using ServeMulti.Cli.Display;
using ServeMulti.Comparing;
using ServeMulti.Results;

namespace ServeMulti.Cli.Report;

/// <summary>Describes the best configuration on each workload and over all of them, as lines of text.</summary>
internal static class VerdictLines
{
    private const int MostWorkloads = 12;

    /// <summary>Returns the lines; none if there is only one configuration.</summary>
    public static IReadOnlyList<string> Of(
        IReadOnlyList<RunRecord> runs,
        IReadOnlyList<string> metrics,
        IReadOnlyDictionary<string, MetricDirection> directions,
        double failedShareLimit = 0
    )
    {
        if (runs.Select(run => run.Case.ServeParameters).Distinct().Take(2).Count() < 2)
        {
            return [];
        }

        ConfigurationComparison[] comparisons =
        [
            .. metrics.Select(metric =>
                ConfigurationComparison.Of(
                    runs,
                    metric,
                    directions.GetValueOrDefault(metric) switch
                    {
                        MetricDirection.HigherIsBetter => true,
                        MetricDirection.LowerIsBetter => false,
                        _ => null,
                    },
                    failedShareLimit
                )
            ),
        ];
        ConfigurationComparison[] known = [.. comparisons.Where(comparison => comparison.Direction != MetricDirection.Unknown)];
        var workloads = known.Length == 0 ? [] : known[0].Workloads;
        return
        [
            .. workloads.Take(MostWorkloads).SelectMany((workload, place) => OnWorkload(known, place, isAlone: workloads.Count == 1)),
            .. workloads.Count > MostWorkloads
                ? new[]
                {
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The report contains the verdicts on the other {workloads.Count - MostWorkloads} workloads."
                    ),
                }
                : [],
            .. Overall(known, workloads.Count),
            .. comparisons
                .Where(comparison => comparison.Direction == MetricDirection.Unknown)
                .Select(comparison => Unknown(comparison.Metric)),
        ];
    }

    private static IEnumerable<string> OnWorkload(ConfigurationComparison[] comparisons, int place, bool isAlone) =>
        Lines(
            [.. comparisons.Select(comparison => (comparison, comparison.Workloads[place]))],
            isAlone ? null : $"on {ShortText.NameServer(comparisons[0].Workloads[place].Workload!)}:"
        );

    private static IEnumerable<string> Overall(ConfigurationComparison[] comparisons, int workloads)
    {
        (ConfigurationComparison, WorkloadRanking)[] joined =
        [
            .. comparisons.Where(comparison => comparison.Overall is not null).Select(comparison => (comparison, comparison.Overall!)),
        ];
        var problems = comparisons
            .Select(comparison => comparison.OverallProblem)
            .OfType<string>()
            .Distinct()
            .Select(problem => $"no verdict over all workloads: {ShortText.Printable(problem)}");
        return (
            joined.Length > 0
                ? Lines(joined, string.Create(CultureInfo.InvariantCulture, $"over all {workloads} workloads (geometric mean):"))
                : []
        ).Concat(problems);
    }

    /// <summary>Returns a line per metric. A reason that excludes a configuration from all of them is shown once.</summary>
    private static IEnumerable<string> Lines((ConfigurationComparison Comparison, WorkloadRanking Ranking)[] rankings, string? heading)
    {
        var indent = heading is null ? "" : "  ";
        var common =
            rankings.Length < 2
                ? []
                : rankings.Select(pair => pair.Ranking.Excluded.AsEnumerable()).Aggregate((left, right) => left.Intersect(right)).ToArray();
        var lines = rankings.Select(pair =>
            $"{indent}{pair.Comparison.Metric}: {pair.Comparison.Describe(pair.Ranking with { Excluded = [.. pair.Ranking.Excluded.Except(common)] }, ShortText.NameServer)}"
        );
        var excluded = common.Select(one =>
            $"{indent}{ShortText.NameServer(one.Parameters)} does not compete: {ShortText.Printable(one.Reason)}"
        );
        return (heading is null ? [] : new[] { heading }).Concat(lines).Concat(excluded);
    }

    private static string Unknown(string metric) =>
        $"no verdict on {metric}: it is not known whether higher or lower is better; add --lower-is-better {metric} or --higher-is-better {metric}"
        + (MetricCatalog.FindNearest(metric) is { } nearest && nearest != metric ? $" (the nearest known name is {nearest})" : "");
}
