using ServeMulti.Plotting.Runs;
using ServeMulti.Sla;

namespace ServeMulti.Plotting.Figures;

/// <summary>What was measured in one case: a value with its interval, and a run that has the parameters of the case.</summary>
/// <param name="Run">A run of the case.</param>
/// <param name="Value">The mean over the runs, or the answer of a search.</param>
/// <param name="Low">The lower end of the interval; null if there is none.</param>
/// <param name="High">The upper end of the interval; null if there is none.</param>
/// <param name="Text">The value as text, with its interval.</param>
internal sealed record CaseValue(RunValues Run, double Value, double? Low, double? High, string Text)
{
    /// <summary>Gets whether more requests of the case failed than allowed.</summary>
    public bool HasFailures { get; init; }

    public PointInterval IntervalAt(double x) =>
        Low is { } low && High is { } high ? new(x, (low + high) / 2, null, (high - low) / 2) : new(x, Value, null, null);
}

/// <summary>One measured quantity of all cases: a metric, or the answers of searches within one SLA.</summary>
/// <param name="Key">The key of the metric, or of the load that was searched.</param>
/// <param name="Title">The title of its axis.</param>
/// <param name="Values">The values, in the order of the cases.</param>
/// <param name="IsAnswer">Whether the values are answers of searches, so that loads do not distinguish cases.</param>
internal sealed record CaseMeasure(string Key, string Title, IReadOnlyList<CaseValue> Values, bool IsAnswer)
{
    /// <summary>Gets within which SLA the values were found; empty if they are metrics.</summary>
    public string Scope { get; private init; } = "";

    private const int MostMetrics = 2;

    private static readonly string[] Throughputs = ["request_throughput", "output_throughput", "total_token_throughput"];

    /// <summary>Chooses what to draw: the answers of searches if there are any, else the requested metrics, else a throughput and a
    /// latency.</summary>
    /// <exception cref="InvalidInputException">No run has a requested metric.</exception>
    public static IReadOnlyList<CaseMeasure> Choose(
        RunSet runs,
        IReadOnlyList<string>? metrics,
        IReadOnlyDictionary<string, SlaSearchResult> answers,
        string purpose
    )
    {
        if (metrics is null && answers.Count > 0 && OfAnswers(runs, answers) is { Values.Count: > 0 } searched)
        {
            return [searched];
        }

        string[] missing = [.. (metrics ?? []).Where(metric => !runs.Any(run => run.Has(metric)))];
        if (missing.Length > 0)
        {
            throw new InvalidInputException([.. missing.Select(metric => KeyText.Missing(metric, purpose, runs.Keys))]);
        }

        var chosen =
            metrics
            ??
            [
                .. Throughputs
                    .Where(metric => runs.Any(run => CasePoint.TryReadMeasured(run, metric, out _)))
                    .Take(1)
                    .Concat(new[] { DefaultMetrics.FindLatency(runs) }.OfType<string>())
                    .Take(MostMetrics),
            ];
        return [.. chosen.Select(metric => OfMetric(runs, metric)).Where(measure => measure.Values.Count > 0)];
    }

    private static CaseMeasure OfMetric(RunSet runs, string metric) =>
        new(
            metric,
            MetricText.Title(metric),
            [
                .. CasePoint
                    .Of(runs, (metric, FigureScale.Linear), (metric, FigureScale.Linear), out _)
                    .Select(point =>
                    {
                        var half = point.Y.FindHalfWidth();
                        return new CaseValue(
                            point.Runs[0],
                            point.Y.Mean,
                            point.Y.Mean - half,
                            point.Y.Mean + half,
                            NumberText.Mean(point.Y.Mean, half)
                        )
                        {
                            HasFailures = point.HasFailures,
                        };
                    }),
            ],
            IsAnswer: false
        );

    private static CaseMeasure OfAnswers(RunSet runs, IReadOnlyDictionary<string, SlaSearchResult> answers)
    {
        var byCase = new Dictionary<string, RunValues>(StringComparer.Ordinal);
        foreach (var run in runs)
        {
            byCase.TryAdd(run.Case, run);
            byCase.TryAdd(run.Case[..Math.Max(0, run.Case.LastIndexOf('/'))], run);
        }

        var first = answers.First().Value;
        return new(
            first.Variable.Name,
            $"largest {MetricText.Title(first.Variable.Name)}",
            [
                .. answers
                    .Where(answer => answer.Value.Variable == first.Variable && answer.Value.Load is { } load && double.IsFinite(load))
                    .Select(answer => (answer.Value, Run: byCase.GetValueOrDefault(answer.Key)))
                    .Where(answer => answer.Run is not null)
                    .Select(answer => Of(answer.Run!, answer.Value)),
            ],
            IsAnswer: true
        )
        {
            Scope = $"within {first.ServiceLevel.Text}",
        };
    }

    private static CaseValue Of(RunValues run, SlaSearchResult answer) =>
        new(
            run,
            answer.Load!.Value,
            answer.Interval?.Low,
            answer.Interval is { } interval && double.IsFinite(interval.High) ? interval.High : null,
            $"{answer.FormatNumber(answer.Load)}{(answer.Interval is null ? "" : $" ({answer.FormatInterval()})")}"
        );
}
