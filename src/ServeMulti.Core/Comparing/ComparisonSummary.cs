using System.Globalization;
using System.Text;

namespace ServeMulti.Comparing;

/// <summary>Writes a comparison of two builds as lines: what differs besides the build, the verdict, then the changes.</summary>
internal static class ComparisonSummary
{
    private const int MostUnmatched = 6;

    public static string Describe(ExperimentComparison comparison)
    {
        var text = new StringBuilder();
        foreach (var difference in comparison.Differences)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"differs: {difference}");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"verdict: {ChangeText.Word(comparison.Verdict)}");
        foreach (var workload in comparison.Workloads)
        {
            var name = workload.Workload is { Count: 0, Name: null } ? "over all cases" : $"over all cases of {workload.Workload}";
            foreach (var metric in comparison.Cases.Count > 1 ? workload.Metrics : [])
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  {name}: {metric}");
            }
        }

        foreach (var one in comparison.Cases.OrderByDescending(one => one.Verdict))
        {
            var name = ChangeText.Name(one.Current);
            if (one.Problem is { } problem)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  {name}: {problem}, {ChangeText.Word(one.Verdict)}");
            }

            foreach (var metric in one.Metrics.OrderByDescending(metric => metric.Verdict))
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  {name}: {metric}");
            }
        }

        foreach (var line in comparison.Unmatched.Take(MostUnmatched))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"not compared: {line}");
        }

        if (comparison.Unmatched.Count > MostUnmatched)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"not compared: {comparison.Unmatched.Count - MostUnmatched} more cases");
        }

        return text.ToString().TrimEnd();
    }
}
