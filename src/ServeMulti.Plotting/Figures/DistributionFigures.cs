using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using ServeMulti.Sla;

namespace ServeMulti.Plotting.Figures;

/// <summary>Draws the distributions of the latencies of single requests: a panel each for the time to first token, the inter-token latency
/// and the end-to-end latency. Pure.</summary>
internal static class DistributionFigures
{
    /// <summary>The shares whose latencies are in tooltips.</summary>
    private static readonly double[] NamedShares = [0.5, 0.9, 0.99];

    /// <summary>The part of a metric's name that a panel shows.</summary>
    private static readonly string[] Metrics = ["_ttft_ms", "_itl_ms", "_e2el_ms"];

    private static readonly string[] Titles = ["time to first token (ms)", "inter-token latency (ms)", "end-to-end latency (ms)"];

    /// <summary>Draws the figure; null if no request has a latency.</summary>
    /// <param name="name">The name of the figure.</param>
    /// <param name="label">What the samples have in common.</param>
    /// <param name="samples">The samples, a curve each.</param>
    /// <param name="level">The SLA whose limits are drawn; null: none.</param>
    public static Figure? Draw(string name, string label, IReadOnlyList<RequestSample> samples, ServiceLevel? level = null)
    {
        var curves = samples.Select(sample => (sample.Name, Panels: PanelsOf(sample))).ToArray();
        int[] columns = [.. Enumerable.Range(0, Titles.Length).Where(column => curves.Any(curve => curve.Panels[column].Count > 0))];
        if (columns.Length == 0)
        {
            return null;
        }

        var model = FigureStyle.CreateModel("Distribution of latencies over requests", label);
        var scales = columns
            .Select(column =>
                ScaleOf(curves.SelectMany(curve => curve.Panels[column]).Select(point => point.Value), CriteriaOf(level, column))
            )
            .ToArray();
        var grid = new PanelGrid(model, [.. columns.Select(_ => "")], [""], 260, 300);
        grid.AddAxes(
            column => Axes.Value(AxisPosition.Bottom, Titles[columns[column]], scales[column].Scale, scales[column].Range),
            _ => Axes.Value(AxisPosition.Left, "share of requests, or tokens (%)", FigureScale.Linear, new(0, 100))
        );
        for (var column = 0; column < columns.Length; column++)
        {
            foreach (var criterion in CriteriaOf(level, columns[column]).Where(one => one.Target <= scales[column].Range.High))
            {
                SlaOverlay.AddLimit(
                    model,
                    PanelGrid.XKey(column),
                    PanelGrid.YKey(0),
                    criterion,
                    LineAnnotationType.Vertical,
                    scales[column].Range
                );
            }
        }

        var hover = new List<FigurePoint>();
        foreach (var ((title, panels), look) in curves.Select((curve, look) => (curve, look)))
        {
            for (var column = 0; column < columns.Length; column++)
            {
                var style = FigureStyle.Curve([look]);
                var series = CurveSeries.Line(title, (style.Color, MarkerType.None, style.Line));
                (series.XAxisKey, series.YAxisKey) = (PanelGrid.XKey(column), PanelGrid.YKey(0));
                series.RenderInLegend = samples.Count > 1 && column == 0;
                var points = panels[columns[column]];
                series.Points.AddRange(points.Select(point => new DataPoint(point.Value, 100 * point.Share)));
                model.Series.Add(series);
                hover.AddRange(
                    NamedShares
                        .Select(share => (Share: share, Point: points.FirstOrDefault(point => point.Share >= share)))
                        .Where(pair => points.Count > 0)
                        .Select(pair => new FigurePoint(
                            pair.Point.Value,
                            100 * pair.Point.Share,
                            FormattableString.Invariant(
                                $"{title}\np{100 * pair.Share:0} {Titles[columns[column]]}: {NumberText.Value(pair.Point.Value)}"
                            )
                        )
                        {
                            XAxisKey = PanelGrid.XKey(column),
                            YAxisKey = PanelGrid.YKey(0),
                            Curve = title,
                        })
                );
            }
        }

        grid.AddLegend("");
        grid.FitTitle();
        return new Figure(name, model, grid.Width, grid.Height)
        {
            Points = hover,
            Description = FigureWords.Join([
                $"{FigureWords.Count(curves.Length, "curve")}, {FigureWords.Count(columns.Length, "panel")}.",
                .. hover
                    .Where(point => point.Text.Contains("\np99 ", StringComparison.Ordinal))
                    .GroupBy(point => point.XAxisKey)
                    .SelectMany(panel => new[] { panel.MinBy(point => point.X)!, panel.MaxBy(point => point.X)! }.Distinct())
                    .Select(point => $"{point.Text}."),
            ]),
        };
    }

    private static ThresholdCriterion[] CriteriaOf(ServiceLevel? level, int column) =>
        [
            .. (level?.OfType<ThresholdCriterion>() ?? []).Where(criterion =>
                criterion.Metric.EndsWith(Metrics[column], StringComparison.Ordinal)
                && criterion.Target > 0
                && double.IsFinite(criterion.Target)
            ),
        ];

    /// <summary>A distant limit would compress the curves into a corner, so it is left out.</summary>
    private static (FigureScale Scale, ValueRange Range) ScaleOf(IEnumerable<double> measured, ThresholdCriterion[] criteria)
    {
        double[] values = [.. measured];
        double[] positive = [.. values.Where(value => value > 0)];
        var scale = positive.Length > 0 && positive.Max() / positive.Min() > 30 ? FigureScale.Logarithmic : FigureScale.Linear;
        var highest = values.DefaultIfEmpty(0).Max();
        var near = criteria.Select(criterion => criterion.Target).Where(target => target < highest * 2);
        return (scale, ValueRange.Around(values.Concat(near), scale));
    }

    private static IReadOnlyList<(double Value, double Share)>[] PanelsOf(RequestSample sample) =>
        [
            Quantiles.Of(sample.Runs.SelectMany(run => run.FirstTokens)),
            Quantiles.Of(sample.Runs.SelectMany(run => run.Gaps).Select(gap => (double)gap)),
            Quantiles.Of(sample.Runs.SelectMany(run => run.Latencies)),
        ];
}
