using System.Globalization;
using ServeMulti.Cases;
using ServeMulti.Parameters;

namespace ServeMulti.Comparing;

/// <summary>Describes changes; the same words for a terminal, a report and a host.</summary>
internal static class ChangeText
{
    public static string Describe(MetricChange change)
    {
        var cure = Cure(change);
        return $"{change.Metric} {RatioText.Change(change.Ratio, change.Low, change.High)} %{InBrackets(change.Low, change.High)}, {Word(change.Verdict, change.Margin)}{(cure.Length > 0 ? $": {cure}" : "")}";
    }

    public static string Describe(LoadChange change)
    {
        var loads = $"from {change.Baseline.FormatLoad(change.Baseline.Load)} to {change.Current.FormatLoad(change.Current.Load)}";
        var measured = change.Ratio is { } ratio
            ? $" {RatioText.Change(ratio, change.Low, change.High)} %, {loads}{InBrackets(change.Low, change.High)}"
            : $" {loads}";
        return $"{NameOf(change)}{measured}, {Word(change.Verdict, change.Margin)}{(change.Problem is { } problem ? $": {problem}" : "")}";
    }

    /// <summary>Returns what would help where the verdict is inconclusive; empty for nothing.</summary>
    public static string Cure(MetricChange change) =>
        change switch
        {
            { Verdict: not ChangeVerdict.Inconclusive } => "",
            { Low: null } => "a single run says nothing of the spread",
            { MoreRunsNeeded: { } more } => string.Create(
                CultureInfo.InvariantCulture,
                $"about {more} more {(more == 1 ? "run" : "runs")} of each case and build would tell"
            ),
            _ => "",
        };

    /// <summary>Returns an interval with its unit, such as <c>-15 to -9 %</c>; empty where both ends are open.</summary>
    public static string Interval(double? low, double? high) =>
        (low, high) switch
        {
            ({ } from, { } to) => $"{RatioText.Interval(from, to)} %",
            ({ } from, null) => $"{RatioText.Low(from)} % or more",
            (null, { } to) => $"{RatioText.High(to)} % or less",
            _ => "",
        };

    /// <summary>Returns what is compared, such as <c>largest request_rate within p99_e2el_ms&lt;=500</c>.</summary>
    public static string NameOf(LoadChange change) => $"largest {change.Current.Variable} within {change.Current.ServiceLevel}";

    public static string Word(ChangeVerdict verdict) =>
        verdict switch
        {
            ChangeVerdict.Regressed => "regressed",
            ChangeVerdict.Improved => "improved",
            ChangeVerdict.NoRelevantDifference => "no relevant difference",
            _ => "inconclusive",
        };

    /// <summary>Returns a case in words, such as <c>max_num_seqs=16 on chat at request_rate=8</c>.</summary>
    public static string Name(BenchmarkCase one) => Name(one.ServeParameters, one.BenchParameters, one.Load);

    /// <summary>Returns a configuration and a workload in words, such as <c>max_num_seqs=16 on chat</c>.</summary>
    public static string Name(ParameterSet configuration, ParameterSet workload, CaseLoad? load = null) =>
        string.Join(
            " ",
            new[]
            {
                Name(configuration, "the command as it is"),
                workload is { Count: 0, Name: null } ? "" : $"on {Name(workload, "")}",
                load is null ? "" : $"at {load}",
            }.Where(part => part.Length > 0)
        );

    private static string InBrackets(double? low, double? high) =>
        Interval(low, high) is { Length: > 0 } interval ? $" (90 % interval {interval})" : "";

    private static string Word(ChangeVerdict verdict, double margin) =>
        verdict == ChangeVerdict.NoRelevantDifference
            ? string.Create(CultureInfo.InvariantCulture, $"no relevant difference (less than {100 * margin:0.###} %)")
            : Word(verdict);

    private static string Name(ParameterSet set, string nothing) => set is { Count: 0, Name: null } ? nothing : set.ToString();
}
