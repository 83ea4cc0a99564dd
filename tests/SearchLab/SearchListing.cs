using System.Globalization;
using ServeMulti.Sla;

namespace ServeMulti.SearchLab;

/// <summary>Lists single searches, the worst answers first on either side, so that one can be looked at and played again alone.</summary>
internal static class SearchListing
{
    public static void Print(TextWriter output, IEnumerable<SearchOutcome> outcomes, bool onlyMisses, bool withTrace)
    {
        foreach (var outcome in outcomes.Where(o => !onlyMisses || o.IsAbove || o.IsBelow).OrderBy(o => o.Bias))
        {
            output.WriteLine(Describe(outcome));
            foreach (var probe in withTrace ? outcome.Result?.Probes ?? [] : [])
            {
                output.WriteLine(Describe(probe));
            }
        }
    }

    private static string Describe(SearchOutcome o) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"  #{o.Instance.Number, -4}{(o.IsAbove ? "above" : o.IsBelow ? "below" : "near"), -6}{100 * o.Bias, 6:+0.0;-0.0} %  answer {o.Load:0.00} truth {o.Truth:0.00} capacity {o.Capacity:0.00}  runs {o.Runs} in {o.Seconds:0} s  "
                + $"at least {o.AtLeast / o.Truth:0.00} [{o.Interval?.Low / o.Truth:0.00}, {o.Interval?.High / o.Truth:0.00}] of truth  {o.Result?.Outcome} {(o.Result?.IsNonMonotone == true ? "NonMonotone " : "")}{o.Instance} {o.Level} {o.Crash?.Message}"
        );

    public static string Describe(SlaProbe probe) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"        {probe.Load, 9:0.###}  {probe.Verdict.Binding?.Kind.ToString() ?? probe.Verdict.Kind.ToString(), -12} {string.Join("  ", probe.Runs.Select(Describe))}"
        );

    private static string Describe(SlaProbeRun run) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(run.Counts ? "" : "(not counted) ")}{run.Prompts} at {run.Throughput:0.0}/s: {string.Join("/", run.Checks.Select(c => c.Margin.ToString("+0.00;-0.00", CultureInfo.InvariantCulture)))}"
        );
}
