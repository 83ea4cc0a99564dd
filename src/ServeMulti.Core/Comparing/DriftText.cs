using System.Globalization;
using ServeMulti.Results;

namespace ServeMulti.Comparing;

/// <summary>Describes a drift; the same words for a terminal, a report and a host.</summary>
internal static class DriftText
{
    private const int MostMetrics = 3;

    public static string Describe(DriftFinding finding)
    {
        var change = string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(100 * (finding.Ratio - 1)):0.0} %");
        return finding.Kind == DriftKind.FirstRun
            ? $"{finding.Metric} of the first run is {change} {(finding.Ratio < 1 ? "lower" : "higher")} than of the others"
            : $"{finding.Metric} {(finding.Ratio < 1 ? "falls" : "rises")} by {change} from the first run to the last";
    }

    /// <summary>Returns one line per kind of drift that was found.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<DriftFinding> findings)
    {
        foreach (var kind in findings.GroupBy(finding => finding.Kind).OrderByDescending(group => group.Key))
        {
            var named = string.Join(", ", kind.Take(MostMetrics).Select(Describe));
            var more = kind.Count() > MostMetrics ? $" and {kind.Count() - MostMetrics} more metrics" : "";
            var cases = kind.Max(finding => finding.CaseCount);
            var basis = string.Create(
                CultureInfo.InvariantCulture,
                $"({(cases == 1 ? "1 case" : $"{cases} cases")}, p = {kind.Min(finding => finding.PValue):0.####})"
            );
            yield return $"{(kind.Key == DriftKind.Trend ? "drift" : "first run")}: within cases, {named}{more} {basis}. {Advice(kind.Key)}";
        }
    }

    /// <summary>Returns one line per kind of drift in one side of a comparison.</summary>
    public static IEnumerable<string> Lines(string side, IEnumerable<RunRecord> runs) =>
        ExperimentDrift.Of(runs).Describe().Select(line => $"in {side}, {line}");

    private static string Advice(DriftKind kind) =>
        kind == DriftKind.Trend
            ? "A difference between cases that were measured at different times may be this drift: run them in rounds (--run-order rounds)."
            : "The means hold runs that were not measured alike: warm up each case (--warmup-num-prompts), or take the first run out.";
}
