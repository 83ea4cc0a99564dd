using System.Globalization;

namespace ServeMulti.Plotting.Runs;

/// <summary>The names of files in an experiment's folder, ours, the original's or a successor's.</summary>
internal static class RunFileName
{
    public const string Case = "case.json";
    public const string Summary = "summary.json";

    private const string Prefix = "run=";
    private const string Suffix = ".json";

    public static bool TryParse(string name, out int run)
    {
        run = -1;
        return name.StartsWith(Prefix, StringComparison.Ordinal)
            && name.EndsWith(Suffix, StringComparison.Ordinal)
            && int.TryParse(
                name.AsSpan(Prefix.Length, Math.Max(0, name.Length - Prefix.Length - Suffix.Length)),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out run
            );
    }

    /// <summary>Returns whether a file holds runs of a case of a sweep.</summary>
    public static bool IsOfSweep(string name) => name == Summary || TryParse(name, out _);

    /// <summary>Returns whether a file holds tables or single requests that AIPerf writes beside its summary.</summary>
    public static bool IsBesideAiperfSummary(string name) =>
        name.StartsWith("profile_export", StringComparison.OrdinalIgnoreCase)
        && (name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase));

    /// <summary>Returns whether a file may hold results although it is none of an experiment's own.</summary>
    public static bool IsLoose(string name) =>
        (name.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) || name.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase))
        && !name.StartsWith(Prefix, StringComparison.Ordinal)
        && !IsBesideAiperfSummary(name)
        && !name.StartsWith("SLA-", StringComparison.Ordinal)
        && !name.StartsWith("experiment.", StringComparison.Ordinal)
        && !name.EndsWith(".pytorch.json", StringComparison.Ordinal)
        && !name.EndsWith("failure.json", StringComparison.Ordinal)
        && name is not (Case or Summary or "warmup.json" or "runs.jsonl" or "processes.jsonl");
}
