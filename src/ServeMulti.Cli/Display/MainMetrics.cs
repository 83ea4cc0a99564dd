using ServeMulti.Benchmarking;
using ServeMulti.Statistics;

namespace ServeMulti.Cli.Display;

/// <summary>Chooses the metrics that are shown, and formats their values.</summary>
internal static class MainMetrics
{
    private static readonly string[] Progress = ["request_throughput", "p99_ttft_ms"];

    /// <summary>Chooses the metrics of a table: the main ones, else those in the results, and a benchmark's own.</summary>
    /// <param name="results">The results of the table.</param>
    /// <param name="parameters">The keys of parameters, which are not metrics.</param>
    /// <param name="required">Metrics that are always shown if results have them; optional.</param>
    public static IReadOnlyList<string> Choose(
        IReadOnlyCollection<ResultDocument> results,
        IEnumerable<string> parameters,
        IReadOnlyCollection<string>? required = null
    ) =>
        MetricCatalog.Choose(
            results.SelectMany(result =>
                result
                    .Scalars.Where(field =>
                        result.TryFindMetric(field.Key, out var value)
                        && double.IsFinite(value)
                        && field.Value.ValueKind == System.Text.Json.JsonValueKind.Number
                    )
                    .Select(field => field.Key)
            ),
            name => results.Select(result => result.TryFindMetric(name, out var value) ? value : double.NaN),
            parameters,
            required: required
        );

    /// <summary>Chooses the metrics that are shown after a run: up to two main ones, else two of its own.</summary>
    public static IReadOnlyList<string> ChooseForRun(ResultDocument result, IEnumerable<string> parameters) =>
        Progress.Where(metric => result.TryFindMetric(metric, out _)).ToArray() is { Length: > 0 } main
            ? main
            : [.. Choose([result], parameters).Take(Progress.Length)];

    /// <summary>Formats the mean of a sample with half the width of its 95 % interval; a dash if there is no sample.</summary>
    public static string Format(SampleSummary? sample) => sample?.ToString() ?? "-";

    /// <summary>Formats a value with four significant digits.</summary>
    public static string Format(double value) => SampleSummary.Spell(value, null);
}
