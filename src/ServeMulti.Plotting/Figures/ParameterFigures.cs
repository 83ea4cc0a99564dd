using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using ServeMulti.Plotting.Runs;
using ServeMulti.Sla;

namespace ServeMulti.Plotting.Figures;

/// <summary>Draws the effect of each swept parameter: a column of panels per parameter, in which a line joins cases that differ in that
/// parameter alone. Pure.</summary>
public static class ParameterFigures
{
    private const int MostColumns = 4;

    /// <summary>Draws figures: one per workload, and per four parameters.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="options">The options; null: the defaults.</param>
    /// <returns>The figures. There is none if no two cases differ in one parameter alone; the problems then say so.</returns>
    /// <exception cref="InvalidInputException">No run has a requested metric or parameter.</exception>
    public static FigureSet Draw(RunSet runs, ParameterFigureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var chosen = options ?? new ParameterFigureOptions();
        var identity = new RunIdentity(runs);
        var parameters = chosen.Parameters ?? identity.Configuration;
        string[] missing = [.. parameters.Where(key => !runs.Any(run => run.Has(key)))];
        if (missing.Length > 0)
        {
            throw new InvalidInputException([.. missing.Select(key => KeyText.Missing(key, "parameter", runs.Keys))]);
        }

        var measures = CaseMeasure.Choose(runs, chosen.Metrics, chosen.Answers, "effect of parameters");
        var figures = new List<Figure>();
        foreach (var workload in RunGroup.By(runs, identity.Workload, "workload", runs.Keys))
        {
            var inWorkload = workload.Runs.ToHashSet();
            CaseMeasure[] own =
            [
                .. measures.Select(measure => measure with { Values = [.. measure.Values.Where(value => inWorkload.Contains(value.Run))] }),
            ];
            var label = RunGroup.Describe(identity.Workload, workload.Values);
            EffectPanel[] panels =
            [
                .. parameters.Select(parameter => EffectPanel.Of(parameter, identity.Configuration, own)).Where(panel => panel.HasLines),
            ];
            foreach (var part in panels.Chunk(MostColumns))
            {
                var name = string.Join(
                    '-',
                    new[] { chosen.Name, label, part.Length < panels.Length ? part[0].Parameter : "" }.Where(text => text.Length > 0)
                );
                figures.Add(new Builder(name, label, part, own, chosen.ServiceLevel).Build());
            }
        }

        return new FigureSet(
            figures,
            figures.Count > 0 || parameters.Count == 0
                ? []
                : ["No two cases differ in one parameter alone, so the effect of single parameters is not drawn."]
        );
    }

    private sealed class Builder(string name, string label, EffectPanel[] panels, CaseMeasure[] measures, ServiceLevel? level)
    {
        private const int MostNamed = 16;
        private readonly List<FigurePoint> _hover = [];

        public Figure Build()
        {
            var model = FigureStyle.CreateModel(
                panels.Length == 1 ? $"Effect of {panels[0].Parameter}" : "Effect of each parameter",
                string.Join('\n', new[] { label, measures[0].Scope, Explain() }.Where(line => line.Length > 0))
            );
            var grid = new PanelGrid(
                model,
                [.. panels.Select(_ => "")],
                [.. measures.Select(_ => "")],
                measures.Length == 1 ? 300 : 220,
                Width()
            );
            var ranges = measures.Select((_, row) => RangeOf(row)).ToArray();
            grid.AddAxes(
                column => CategoryAxis.Create(AxisPosition.Bottom, panels[column].Parameter, panels[column].Places, grid.PanelWidth),
                row => Axes.Value(AxisPosition.Left, measures[row].Title, FigureScale.Linear, ranges[row])
            );
            var lines = panels.Sum(panel => panel.Lines.Select(line => line.Held).Distinct().Count());
            var look = 0;
            for (var column = 0; column < panels.Length; column++)
            {
                var looks = new Dictionary<string, int>(StringComparer.Ordinal);
                foreach (var line in panels[column].Lines)
                {
                    if (looks.TryAdd(line.Held, look))
                    {
                        look++;
                    }

                    AddLine(model, column, line, looks[line.Held], lines <= MostNamed);
                }

                for (var row = 0; row < measures.Length; row++)
                {
                    AddLimits(model, column, row, ranges[row]);
                }
            }

            grid.AddLegend("");
            grid.FitTitle();
            return new Figure(name, model, grid.Width, grid.Height)
            {
                Points = _hover,
                Description = FigureWords.Join([
                    $"{FigureWords.Count(panels.Sum(panel => panel.Lines.Count), "line")} in {FigureWords.Count(panels.Length * measures.Length, "panel")}, by {string.Join(", ", panels.Select(panel => panel.Parameter))}.",
                    .. panels.SelectMany(panel => measures.Select((measure, row) => Describe(panel, measure, row))),
                ]),
            };
        }

        private static string Describe(EffectPanel panel, CaseMeasure measure, int row)
        {
            (EffectLine Line, int Place, CaseValue Value)[] points =
            [
                .. panel
                    .Lines.Where(line => line.Row == row)
                    .SelectMany(line => line.Points, (line, point) => (line, point.Place, point.Value)),
            ];
            return points.Length == 0
                ? ""
                : $"{MetricText.Capital(measure.Title)}: {Text(points.MinBy(point => point.Value.Value))} to {Text(points.MaxBy(point => point.Value.Value))}.";

            string Text((EffectLine Line, int Place, CaseValue Value) point) =>
                $"{NumberText.Value(point.Value.Value)} at {panel.Parameter}={panel.Places[point.Place]}{(point.Line.Held.Length > 0 ? $", {point.Line.Held}" : "")}";
        }

        private double Width() => panels.Length == 1 ? 520 : 300;

        private string Explain() =>
            panels.Any(panel => panel.Lines.Any(line => line.Held.Length > 0))
                ? "a line joins cases that differ in this parameter alone"
                : "";

        private ValueRange RangeOf(int row)
        {
            double[] values =
            [
                .. panels
                    .SelectMany(panel => panel.Lines)
                    .Where(line => line.Row == row)
                    .SelectMany(line => line.Points)
                    .SelectMany(point => new[] { point.Value.Value, point.Value.Low, point.Value.High })
                    .OfType<double>(),
            ];
            var highest = values.DefaultIfEmpty(0).Max();
            return ValueRange.Around(
                values.Concat(Criteria(row).Select(criterion => criterion.Target * 1.04).Where(target => target < highest * 2)),
                FigureScale.Linear
            );
        }

        private IEnumerable<ThresholdCriterion> Criteria(int row) =>
            measures[row].IsAnswer
                ? []
                : (level?.OfType<ThresholdCriterion>() ?? []).Where(criterion =>
                    criterion.Metric == measures[row].Key && double.IsFinite(criterion.Target)
                );

        private void AddLimits(PlotModel model, int column, int row, ValueRange range)
        {
            foreach (var criterion in Criteria(row))
            {
                SlaOverlay.AddLimit(model, PanelGrid.XKey(column), PanelGrid.YKey(row), criterion, LineAnnotationType.Horizontal, range);
            }
        }

        private void AddLine(PlotModel model, int column, EffectLine line, int look, bool isNamed)
        {
            var style = FigureStyle.Curve([look]);
            var color = isNamed ? style.Color : FigureStyle.Faint;
            var (x, y) = (PanelGrid.XKey(column), PanelGrid.YKey(line.Row));
            model.Series.Add(
                new IntervalSeries
                {
                    Curve = line.Held,
                    XAxisKey = x,
                    YAxisKey = y,
                    Color = OxyColor.FromAColor(170, color),
                    Items = [.. line.Points.Select(point => point.Value.IntervalAt(point.Place))],
                    RenderInLegend = false,
                }
            );
            var series = CurveSeries.Line(
                line.Held,
                (color, isNamed ? style.Marker : MarkerType.Circle, isNamed ? style.Line : LineStyle.Solid)
            );
            (series.XAxisKey, series.YAxisKey) = (x, y);
            series.RenderInLegend = isNamed && line.Row == 0 && line.Held.Length > 0;
            (series.MarkerSize, series.StrokeThickness) = isNamed ? (4.0, 1.8) : (2.5, 1.0);
            series.Points.AddRange(line.Points.Select(point => new DataPoint(point.Place, point.Value.Value)));
            model.Series.Add(series);
            _hover.AddRange(
                line.Points.Select(point => new FigurePoint(
                    point.Place,
                    point.Value.Value,
                    string.Join(
                        '\n',
                        new[]
                        {
                            $"{panels[column].Parameter}={panels[column].Places[point.Place]}",
                            line.Held,
                            $"{measures[line.Row].Title}: {point.Value.Text}",
                            measures[line.Row].Scope,
                            point.Value.HasFailures ? "requests failed" : "",
                        }.Where(text => text.Length > 0)
                    )
                )
                {
                    XAxisKey = x,
                    YAxisKey = y,
                    Curve = line.Held,
                })
            );
        }
    }
}
