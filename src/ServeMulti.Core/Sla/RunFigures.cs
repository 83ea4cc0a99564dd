using System.Text.Json;
using ServeMulti.Benchmarking;

namespace ServeMulti.Sla;

/// <summary>What verdicts and searches read from one run's result, apart from the metrics that an SLA names.</summary>
internal sealed class RunFigures
{
    /// <summary>The field in which a benchmark states whether the server kept up with the offered load: <c>true</c> or
    /// <c>false</c>.</summary>
    public const string SustainedField = "sustained";

    private static readonly string[] Counts = [ResultKeys.RequestThroughput, ResultKeys.Completed, ResultKeys.Duration];

    private RunFigures(ResultDocument document) => Document = document;

    public ResultDocument Document { get; }

    /// <summary>Gets the requests that were sent; never less than 1.</summary>
    public double Prompts { get; private init; }

    public double Completed { get; private init; }

    public double Failed { get; private init; }

    /// <summary>Gets the achieved throughput in requests per second; NaN if it is not known.</summary>
    public double Throughput { get; private init; }

    /// <summary>Gets the wall time of the run in seconds.</summary>
    public double Seconds { get; private init; }

    /// <summary>Gets the mean end-to-end latency in seconds; NaN if the benchmark does not write it.</summary>
    public double LatencySeconds { get; private init; }

    public double FailedShare => Failed / Prompts;

    /// <summary>Gets whether the benchmark states that the server kept up with the offered load (<see cref="SustainedField"/>); null if it
    /// does not state it.</summary>
    public bool? DeclaredSustained { get; private init; }

    /// <summary>Gets the missing fields that would show whether a request rate was sustained; empty if none is missing, all follow from
    /// others, or the benchmark states it.</summary>
    public IReadOnlyList<string> MissingForSustained { get; private init; } = [];

    /// <summary>Reads a result.</summary>
    /// <param name="document">The result.</param>
    /// <param name="prompts">The requested number of prompts, if the result does not contain it; null: unknown.</param>
    public static RunFigures Of(ResultDocument document, int? prompts = null)
    {
        var completed = Find(document, ResultKeys.Completed);
        var failed = Find(document, ResultKeys.Failed);
        var sent = FirstNumber(
            Find(document, ResultKeys.NumPrompts),
            prompts ?? double.NaN,
            completed + (double.IsNaN(failed) ? 0 : failed),
            1
        );
        completed = FirstNumber(completed, sent - (double.IsNaN(failed) ? 0 : failed));
        var throughput = NotNegative(Find(document, ResultKeys.RequestThroughput));
        var seconds = NotNegative(Find(document, ResultKeys.Duration));
        var declared = ReadDeclared(document);
        return new(document)
        {
            Prompts = Math.Max(1, sent),
            Completed = completed,
            Failed = Math.Max(0, FirstNumber(failed, sent - completed)),
            Throughput = FirstNumber(throughput, completed / seconds),
            Seconds = FirstNumber(seconds, completed / throughput),
            LatencySeconds = Find(document, ResultKeys.MeanEndToEndLatency) / 1000,
            DeclaredSustained = declared,
            MissingForSustained = declared is null ? [.. ListMissing(document)] : [],
        };
    }

    /// <summary>Finds a metric; NaN if it is missing.</summary>
    public static double Find(ResultDocument document, string name) => document.TryFindMetric(name, out var value) ? value : double.NaN;

    /// <summary>Lists the missing fields: any two of throughput, completed requests and duration give the third; nothing replaces the
    /// latency.</summary>
    private static IEnumerable<string> ListMissing(ResultDocument document)
    {
        string[] counts = [.. Counts.Where(name => !double.IsFinite(NotNegative(Find(document, name))))];
        return (counts.Length > 1 ? counts : []).Concat(
            double.IsFinite(NotNegative(Find(document, ResultKeys.MeanEndToEndLatency))) ? [] : [ResultKeys.MeanEndToEndLatency]
        );
    }

    private static bool? ReadDeclared(ResultDocument document) =>
        document.TryFind(SustainedField, out var value)
        && document.TryFindMetric(SustainedField, out var number)
        && value.ValueKind is not JsonValueKind.Null
            ? number is 0 or 1
                ? number == 1
                : null
            : null;

    private static double NotNegative(double value) => value < 0 ? double.NaN : value;

    private static double FirstNumber(params ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            if (double.IsFinite(value))
            {
                return value;
            }
        }

        return double.NaN;
    }
}
