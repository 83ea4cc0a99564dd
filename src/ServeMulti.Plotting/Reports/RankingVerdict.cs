using ServeMulti.Benchmarking;
using ServeMulti.Comparing;
using ServeMulti.Plotting.Figures;
using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Reports;

/// <summary>Writes the verdict on a sweep: the best configuration on each workload and over all of them, or why there is none.</summary>
internal static class RankingVerdict
{
    private const int MostWorkloads = 40;

    public static void Write(Html html, ExperimentResults results)
    {
        var runs = results.Runs;
        var ranking = new RankingText(runs, results.Directions);
        if (runs.Count == 0 || !ranking.HasChoice)
        {
            WriteNone(html, runs, ranking);
            return;
        }

        ConfigurationComparison[] comparisons = [.. ReportMetrics.Of(results, MetricCatalog.Main).Select(ranking.Compare)];
        ConfigurationComparison[] known = [.. comparisons.Where(comparison => comparison.Direction != MetricDirection.Unknown)];
        var workloads = known.Length == 0 ? [] : known[0].Workloads;
        foreach (var (workload, place) in workloads.Take(MostWorkloads).Select((workload, place) => (workload, place)))
        {
            WriteBox(
                html,
                workloads.Count == 1 ? null : $"On {workload.Workload}",
                [.. known.Select(comparison => (comparison, comparison.Workloads[place]))]
            );
        }

        if (workloads.Count > MostWorkloads)
        {
            html.Element(
                    "p",
                    $"Only the first {MostWorkloads} of {ReportPage.Count(workloads.Count, "workload")} are ranked here.",
                    "class=\"soft\""
                )
                .Markup("\n");
        }

        var joined = known.Where(comparison => comparison.Overall is not null).ToArray();
        if (joined.Length > 0)
        {
            WriteBox(
                html,
                $"Over all {ReportPage.Count(workloads.Count, "workload")}, by the geometric mean",
                [.. joined.Select(comparison => (comparison, comparison.Overall!))]
            );
        }

        foreach (var note in Notes(comparisons))
        {
            html.Element("p", note, "class=\"soft\"").Markup("\n");
        }
    }

    private static void WriteBox(
        Html html,
        string? heading,
        IReadOnlyList<(ConfigurationComparison Comparison, WorkloadRanking Ranking)> rankings
    )
    {
        var hasBest = rankings.Any(pair => pair.Ranking.Best is not null);
        html.Markup($"<div class=\"verdict{(hasBest ? "" : " open")}\">\n");
        if (heading is not null)
        {
            html.Element("h3", heading).Markup("\n");
        }

        // A reason that excludes a configuration for every metric is shown once.
        var common =
            rankings.Count < 2
                ? []
                : rankings.Select(pair => pair.Ranking.Excluded.AsEnumerable()).Aggregate((left, right) => left.Intersect(right)).ToArray();
        foreach (var (comparison, ranking) in rankings)
        {
            var text = comparison.Describe(ranking with { Excluded = [.. ranking.Excluded.Except(common)] });
            html.Element("p", $"{MetricText.Capital(MetricText.Name(comparison.Metric))}: {text}.").Markup("\n");
        }

        foreach (var one in common)
        {
            html.Element("p", $"{one.Parameters} does not compete: {one.Reason}.").Markup("\n");
        }

        html.Markup("</div>\n");
    }

    private static IEnumerable<string> Notes(ConfigurationComparison[] comparisons)
    {
        foreach (var problem in comparisons.Select(comparison => comparison.OverallProblem).OfType<string>().Distinct())
        {
            yield return $"There is no verdict over all workloads: {problem}.";
        }

        foreach (var comparison in comparisons.Where(comparison => comparison.Direction == MetricDirection.Unknown))
        {
            yield return $"No verdict on {comparison.Metric}: it is not known whether higher or lower is better. Write the report with --lower-is-better {comparison.Metric} or --higher-is-better {comparison.Metric}.";
        }

        if (comparisons.Any(comparison => comparison.Direction != MetricDirection.Unknown))
        {
            yield return "Best is a configuration that is significantly better than every other one on the workload: Welch's test on the logarithms of the runs' values at 5 %, with Holm's correction for the number of configurations. Configurations that the test cannot separate from the one that measured best are tied with it. Intervals are 95 % intervals, each on its own.";
        }
    }

    private static void WriteNone(Html html, RunSet runs, RankingText ranking)
    {
        html.Markup("<div class=\"verdict open\">\n");
        html.Element(
                "p",
                runs.Count == 0 ? "No run has a result."
                    : ranking.Count == 0 ? "These are runs of a search or a load scan without an answer. Loads are not compared."
                    : "There is only one server configuration, so there is no comparison."
            )
            .Markup("\n");
        if (FindHighest(runs) is { } highest)
        {
            html.Element("p", highest).Markup("\n");
        }

        html.Markup("</div>\n");
    }

    /// <summary>Names the case without failed requests with the highest throughput, if configurations cannot be compared.</summary>
    private static string? FindHighest(RunSet runs)
    {
        const string Metric = "request_throughput";
        var points = CasePoint.Of(
            runs.GroupBy(run => run.Case).Where(group => !FailedShare.IsTooLarge(group)).SelectMany(group => group),
            (Metric, FigureScale.Linear),
            (Metric, FigureScale.Linear),
            out _
        );
        return points.Count > 1 && points.MaxBy(point => point.Y.Mean) is { } best
            ? $"The highest {MetricText.Name(Metric)} that was measured without failed requests is {NumberText.Mean(best.Y.Mean, best.Y.FindHalfWidth())} {MetricText.Unit(Metric)}: {best.Case}"
            : null;
    }
}
