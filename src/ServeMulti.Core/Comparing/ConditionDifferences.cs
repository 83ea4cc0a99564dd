using System.Globalization;
using ServeMulti.Cases;
using ServeMulti.Parameters;
using ServeMulti.Results;

namespace ServeMulti.Comparing;

/// <summary>Finds what else than the build may explain a change: another machine, another command.</summary>
internal static class ConditionDifferences
{
    /// <summary>Compares what is stored of two experiments.</summary>
    /// <param name="baseline">The experiment of the build before.</param>
    /// <param name="current">The experiment of the build to judge.</param>
    /// <param name="except">A condition in which they are meant to differ; null: none.</param>
    public static IReadOnlyList<string> Of(StoredExperiment baseline, StoredExperiment current, string? except) =>
        [
            .. Compare("machine", baseline.Host, current.Host),
            .. CompareFacts(baseline.Facts, current.Facts),
            .. Compare("version of ServeMulti", baseline.ToolVersion, current.ToolVersion),
            .. baseline
                .Conditions.Where(condition => condition.Key != except && current.Conditions.ContainsKey(condition.Key))
                .SelectMany(condition => Compare(condition.Key, condition.Value, current.Conditions[condition.Key])),
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

    /// <summary>Compares what is known of machines and servers. An experiment of an older version has no facts, which is no
    /// difference.</summary>
    public static IEnumerable<string> CompareFacts(
        IReadOnlyDictionary<string, string> baseline,
        IReadOnlyDictionary<string, string> current
    ) =>
        baseline.Count == 0 || current.Count == 0
            ? []
            : baseline
                .Keys.Union(current.Keys)
                .Order(StringComparer.Ordinal)
                .SelectMany(name => Compare(name, baseline.GetValueOrDefault(name), current.GetValueOrDefault(name)));

    private static IEnumerable<string> Compare(string what, CommandLine? baseline, CommandLine? current) =>
        Compare(what, baseline?.Redact().ToString(), current?.Redact().ToString());

    private static IEnumerable<string> Compare(string what, string? baseline, string? current) =>
        baseline == current ? [] : [$"{what}: {baseline ?? "not known"} in the baseline, {current ?? "not known"} in the current build"];
}
