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

    public static IReadOnlyList<string> Of(IReadOnlyList<MatchedCase> cases) =>
        [
            .. cases.SelectMany(one => Compare("server command", one.BaselineCase.ServeCommand, one.CurrentCase.ServeCommand)).Distinct(),
            .. cases
                .SelectMany(one => Compare("benchmark command", one.BaselineCase.BenchCommand, one.CurrentCase.BenchCommand))
                .Distinct(),
            .. cases
                .SelectMany(one => Compare("server", one.BaselineCase.Endpoint?.ToString(), one.CurrentCase.Endpoint?.ToString()))
                .Distinct(),
        ];

    private static IEnumerable<string> Compare(string what, CommandLine? baseline, CommandLine? current) =>
        Compare(what, baseline?.Redact().ToString(), current?.Redact().ToString());

    private static IEnumerable<string> Compare(string what, string? baseline, string? current) =>
        baseline == current ? [] : [$"{what}: {baseline ?? "not known"} in the baseline, {current ?? "not known"} in the current build"];
}
