using ServeMulti.Plotting.Runs;
using ServeMulti.Statistics;

namespace ServeMulti.Plotting.Figures;

/// <summary>One case in a figure: the means of two metrics over its runs, and the runs themselves.</summary>
internal sealed class CasePoint
{
    private CasePoint(IReadOnlyList<RunValues> runs, SampleSummary x, SampleSummary y, IReadOnlyList<(double X, double Y)> raw)
    {
        (Runs, X, Y, Raw) = (runs, x, y, raw);
    }

    /// <summary>Gets the runs that have both metrics.</summary>
    public IReadOnlyList<RunValues> Runs { get; }

    public SampleSummary X { get; }

    public SampleSummary Y { get; }

    /// <summary>Gets the values of each run.</summary>
    public IReadOnlyList<(double X, double Y)> Raw { get; }

    public string Case => Runs[0].Case;

    /// <summary>Gets whether more requests failed in all runs together than allowed.</summary>
    public bool HasFailures => FailedShare.IsTooLarge(Runs);

    public PointInterval Interval => new(X.Mean, Y.Mean, X.FindHalfWidth(), Y.FindHalfWidth());

    /// <summary>Creates the points of cases, in the order in which the cases first appear.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="x">The metric on the x axis, and its scale.</param>
    /// <param name="y">The metric on the y axis, and its scale.</param>
    /// <param name="notDrawn">The number of cases without a point.</param>
    public static IReadOnlyList<CasePoint> Of(
        IEnumerable<RunValues> runs,
        (string Key, FigureScale Scale) x,
        (string Key, FigureScale Scale) y,
        out int notDrawn
    )
    {
        var points = new List<CasePoint>();
        notDrawn = 0;
        foreach (var group in runs.GroupBy(run => run.Case))
        {
            var kept = new List<RunValues>();
            var raw = new List<(double X, double Y)>();
            foreach (var run in group)
            {
                if (TryRead(run, x, out var valueX) && TryRead(run, y, out var valueY))
                {
                    kept.Add(run);
                    raw.Add((valueX, valueY));
                }
            }

            if (kept.Count == 0)
            {
                notDrawn++;
                continue;
            }

            points.Add(
                new CasePoint(
                    kept,
                    SampleSummary.Of([.. raw.Select(pair => pair.X)]),
                    SampleSummary.Of([.. raw.Select(pair => pair.Y)]),
                    raw
                )
            );
        }

        return points;
    }

    /// <summary>Reads a measured value. If no request completed, a latency of 0 is not a value. A throughput per GPU or user is derived if
    /// the run does not contain it.</summary>
    public static bool TryReadMeasured(RunValues run, string key, out double value)
    {
        if (!run.Has(key) && TokenRates.Derive(run, key) is { } rate)
        {
            value = rate;
            return true;
        }

        return run.TryFindNumber(key, out value)
            && !(MetricText.IsLatency(key) && run.TryFindNumber("completed", out var completed) && completed == 0);
    }

    private static bool TryRead(RunValues run, (string Key, FigureScale Scale) axis, out double value) =>
        TryReadMeasured(run, axis.Key, out value) && ValueRange.CanShow(value, axis.Scale);
}
