using System.Globalization;
using ServeMulti.Cases;
using ServeMulti.Parameters;

namespace ServeMulti.Comparing;

/// <summary>Describes changes; the same words for a terminal, a report and a host.</summary>
internal static class ChangeText
{
    public static string Describe(MetricChange change)
    {
        var interval = change is { Low: { } low, High: { } high } ? $" (90 % interval {RatioText.Interval(low, high)} %)" : "";
        var cure = change switch
        {
            { Verdict: not ChangeVerdict.Inconclusive } => "",
            { Low: null } => ": a single run says nothing of the spread",
            { MoreRunsNeeded: { } more } => string.Create(
                CultureInfo.InvariantCulture,
                $": about {more} more {(more == 1 ? "run" : "runs")} of each case and build would tell"
            ),
            _ => "",
        };
        return $"{change.Metric} {RatioText.Change(change.Ratio, change.Low, change.High)} %{interval}, {Word(change)}{cure}";
    }

    public static string Word(ChangeVerdict verdict) =>
        verdict switch
        {
            ChangeVerdict.Regressed => "regressed",
            ChangeVerdict.Improved => "improved",
            ChangeVerdict.NoRelevantDifference => "no relevant difference",
            _ => "inconclusive",
        };

    /// <summary>Returns a case in words, such as <c>max_num_seqs=16 on chat at request_rate=8</c>.</summary>
    public static string Name(BenchmarkCase one) =>
        string.Join(
            " ",
            new[]
            {
                Name(one.ServeParameters, "the command as it is"),
                one.BenchParameters is { Count: 0, Name: null } ? "" : $"on {Name(one.BenchParameters, "")}",
                one.Load is { } load ? $"at {load}" : "",
            }.Where(part => part.Length > 0)
        );

    private static string Word(MetricChange change) =>
        change.Verdict == ChangeVerdict.NoRelevantDifference
            ? string.Create(CultureInfo.InvariantCulture, $"no relevant difference (less than {100 * change.Margin:0.###} %)")
            : Word(change.Verdict);

    private static string Name(ParameterSet set, string nothing) => set is { Count: 0, Name: null } ? nothing : set.ToString();
}
