using System.Globalization;
using ServeMulti.Results;

namespace ServeMulti.Comparing;

/// <summary>Describes a drift; the same words for a terminal, a report and a host.</summary>
internal static class DriftText
{
    private const int MostMetrics = 3;

    public static string Describe(DriftFinding finding) => Describe([finding], finding.Kind);

    /// <summary>Returns one line per kind of drift that was found.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<DriftFinding> findings)
    {
        foreach (var kind in findings.GroupBy(finding => finding.Kind).OrderByDescending(group => group.Key))
        {
            var named = Describe([.. kind.Take(MostMetrics)], kind.Key);
            var more = kind.Count() > MostMetrics ? $", {kind.Count() - MostMetrics} more metrics likewise" : "";
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

    private static string Describe(IReadOnlyList<DriftFinding> findings, DriftKind kind) =>
        kind == DriftKind.Trend
            ? $"{string.Join(", ", findings.Select(one => $"{one.Metric} {(one.Ratio < 1 ? "falls" : "rises")} by {Change(one)}"))} from the first run to the last"
            : $"{string.Join(", ", findings.Select(one => $"{one.Metric} is {Change(one)} {(one.Ratio < 1 ? "lower" : "higher")}"))} in the first run than in the others";

    private static string Change(DriftFinding finding) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(100 * (finding.Ratio - 1)):0.0} %");

    private static string Advice(DriftKind kind) =>
        kind == DriftKind.Trend
            ? "Measured case by case, a difference between cases may be this drift; in rounds (--run-order rounds) it affects all alike."
            : "The means hold runs that were not measured alike: warm up each case (--warmup-num-prompts), or take the first run out.";
}
