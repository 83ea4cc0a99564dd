using System.Globalization;
using ServeMulti.Cases;
using ServeMulti.Parameters;
using ServeMulti.Results;

namespace ServeMulti.Comparing;

/// <summary>Finds what else than the build may explain a change: another machine, another command.</summary>
internal static class ConditionDifferences
{
    public static IReadOnlyList<string> Of(StoredExperiment baseline, StoredExperiment current) =>
        [
            .. Compare("machine", baseline.Host, current.Host),
            .. Compare("version of ServeMulti", baseline.ToolVersion, current.ToolVersion),
        ];

    public static IReadOnlyList<string> Of(IReadOnlyList<(BenchmarkCase Baseline, BenchmarkCase Current)> cases) =>
        [
            .. cases.SelectMany(one => Compare("server command", one.Baseline.ServeCommand, one.Current.ServeCommand)).Distinct(),
            .. cases.SelectMany(one => Compare("benchmark command", one.Baseline.BenchCommand, one.Current.BenchCommand)).Distinct(),
            .. cases.SelectMany(one => Compare("server", one.Baseline.Endpoint?.ToString(), one.Current.Endpoint?.ToString())).Distinct(),
        ];

    /// <summary>Compares the rules by which the loads of searches were judged.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<LoadChange> loads) =>
        [
            .. loads
                .Select(load => (Before: load.Baseline.Options?.Rules, Now: load.Current.Options?.Rules))
                .SelectMany(pair =>
                    Compare(
                            "share of the rate that a run must sustain",
                            Spell(pair.Before?.SustainedShare),
                            Spell(pair.Now?.SustainedShare)
                        )
                        .Concat(
                            Compare(
                                "share of requests that may fail",
                                Spell(pair.Before?.FailedShareLimit),
                                Spell(pair.Now?.FailedShareLimit)
                            )
                        )
                )
                .Distinct(),
        ];

    private static string? Spell(double? share) => share?.ToString("0.####", CultureInfo.InvariantCulture);

    private static IEnumerable<string> Compare(string what, CommandLine? baseline, CommandLine? current) =>
        Compare(what, baseline?.Redact().ToString(), current?.Redact().ToString());

    private static IEnumerable<string> Compare(string what, string? baseline, string? current) =>
        baseline == current ? [] : [$"{what}: {baseline ?? "not known"} in the baseline, {current ?? "not known"} in the current build"];
}
