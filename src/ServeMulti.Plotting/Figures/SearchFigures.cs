using System.Globalization;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;
using ServeMulti.Sla;

namespace ServeMulti.Plotting.Figures;

/// <summary>Draws a search: the metric of each criterion against the load, every probe with its runs, the final bracket and the interval of
/// the answer. Pure.</summary>
public static class SearchFigures
{
    /// <summary>Draws the figure, with one panel per metric of the SLA.</summary>
    /// <param name="result">The result of the search.</param>
    /// <param name="title">The subject of the search, such as the configuration; empty: only the SLA is shown.</param>
    /// <param name="name">The name of the figure. The default is <c>SEARCH</c>.</param>
    public static Figure Draw(SlaSearchResult result, string title = "", string name = "SEARCH")
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(title);
        return new SearchFigureBuilder(result, title, name).Build();
    }

    private sealed class SearchFigureBuilder(SlaSearchResult result, string title, string name)
    {
        private static readonly OxyColor BracketColor = OxyColor.FromAColor(36, FigureStyle.Faint);
        private static readonly OxyColor IntervalColor = OxyColor.FromAColor(44, FigureStyle.Color(0));

        private readonly string[] _metrics = [.. result.ServiceLevel.Select(criterion => criterion.Metric).Distinct()];
        private readonly List<FigurePoint> _hover = [];
        private readonly HashSet<string> _named = [];
        private SlaProbe[] _probes = [];

        public Figure Build()
        {
            var burst = Burst.FindStart(result.Probes.Select(probe => probe.Load));
            _probes = [.. result.Probes.Where(probe => probe.Load < burst)];
            double[] loads =
            [
                .. _probes
                    .Select(probe => probe.Load)
                    .Concat(new[] { result.Load, result.AtLeast, result.Interval?.Low, result.Interval?.High }.OfType<double>())
                    .Where(load => double.IsFinite(load) && load > 0 && load < burst),
            ];
            var xScale = loads.Length > 0 && loads.Max() / loads.Min() > 12 ? FigureScale.Logarithmic : FigureScale.Linear;
            var x = ValueRange.Around(loads, xScale);
            var model = FigureStyle.CreateModel(
                title.Length > 0 ? $"Search for the largest load: {title}" : "Search for the largest load",
                string.Join(
                    '\n',
                    new[] { result.ToString(), Burst.Describe(result.Probes.Select(probe => probe.Load), burst) }.Where(line =>
                        line.Length > 0
                    )
                )
            );
            var grid = new PanelGrid(model, [""], [.. _metrics.Select(_ => "")], _metrics.Length == 1 ? 340 : 230);
            var ranges = _metrics.Select(RangeOf).ToArray();
            grid.AddAxes(
                _ => Axes.Value(AxisPosition.Bottom, MetricText.Title(result.Variable.Name), xScale, x),
                row => Axes.Value(AxisPosition.Left, MetricText.Title(_metrics[row]), ranges[row].Scale, ranges[row].Range)
            );
            for (var row = 0; row < _metrics.Length; row++)
            {
                AddAnswer(model, row, x);
                AddTargets(model, row, ranges[row].Range);
                AddProbes(model, row, ranges[row]);
            }

            AddBandsToLegend(model);
            grid.AddLegend("");
            grid.FitTitle();
            return new Figure(name, model, grid.Width, grid.Height)
            {
                Points = _hover,
                Description = FigureWords.Join([
                    result.ToString().TrimEnd('.') + ".",
                    $"{FigureWords.Count(_probes.Length, "load")} tried: {_probes.Count(probe => probe.Verdict.Kind == SlaVerdictKind.Met)} meet the SLA, {_probes.Count(probe => probe.Verdict.Kind == SlaVerdictKind.Missed)} miss it.",
                    .. _metrics.Select(metric => FigureWords.Range(metric, Values(metric))),
                ]),
            };
        }

        private IEnumerable<double> Values(string metric) =>
            _probes
                .SelectMany(probe => probe.Runs)
                .SelectMany(run => run.Checks)
                .Where(check => check.Criterion.Metric == metric)
                .Select(check => check.Value);

        private IEnumerable<double> Targets(string metric) =>
            result
                .ServiceLevel.OfType<ThresholdCriterion>()
                .Where(criterion => criterion.Metric == metric)
                .Select(criterion => criterion.Target);

        private (ValueRange Range, FigureScale Scale) RangeOf(string metric)
        {
            double[] values = [.. Values(metric).Concat(Targets(metric)).Where(double.IsFinite)];
            var positive = values.Where(value => value > 0).ToArray();
            var scale =
                positive.Length == values.Length && positive.Length > 0 && positive.Max() / positive.Min() > 30
                    ? FigureScale.Logarithmic
                    : FigureScale.Linear;
            return (ValueRange.Around(values, scale), scale);
        }

        /// <summary>Shades the bracket and the interval, and draws the answer.</summary>
        private void AddAnswer(PlotModel model, int row, ValueRange x)
        {
            AddBand(model, row, result.Passing, result.Failing, BracketColor, x);
            AddBand(model, row, result.Interval?.Low, result.Interval?.High, IntervalColor, x);
            if (result.Load is { } load && double.IsFinite(load))
            {
                model.Annotations.Add(
                    new LineAnnotation
                    {
                        XAxisKey = PanelGrid.XKey(0),
                        YAxisKey = PanelGrid.YKey(row),
                        Type = LineAnnotationType.Vertical,
                        X = load,
                        Color = FigureStyle.Color(0),
                        StrokeThickness = 1.8,
                        LineStyle = LineStyle.Solid,
                        Text = row == 0 ? result.FormatLoad(load) : "",
                        TextColor = FigureStyle.Color(0),
                        FontWeight = FontWeights.Bold,
                        FontSize = FigureStyle.SmallSize,
                        TextOrientation = AnnotationTextOrientation.Horizontal,
                        TextLinePosition = 0.97,
                        TextHorizontalAlignment = load > (x.Low + x.High) / 2 ? HorizontalAlignment.Right : HorizontalAlignment.Left,
                        TextVerticalAlignment = VerticalAlignment.Top,
                        Layer = AnnotationLayer.BelowSeries,
                    }
                );
            }
        }

        private static void AddBand(PlotModel model, int row, double? low, double? high, OxyColor color, ValueRange x)
        {
            if (low is not null || high is not null)
            {
                model.Annotations.Add(
                    new RectangleAnnotation
                    {
                        XAxisKey = PanelGrid.XKey(0),
                        YAxisKey = PanelGrid.YKey(row),
                        MinimumX = Math.Max(low ?? x.Low, x.Low),
                        MaximumX = Math.Min(high is { } end && double.IsFinite(end) ? end : x.High, x.High),
                        Fill = color,
                        Layer = AnnotationLayer.BelowSeries,
                    }
                );
            }
        }

        private void AddBandsToLegend(PlotModel model)
        {
            if (result.Interval is not null)
            {
                model.Series.Add(Patch("80 % interval of the answer", IntervalColor));
            }

            if (result.Passing is not null || result.Failing is not null)
            {
                model.Series.Add(Patch("bracket: from the largest load that passes to the smallest that fails", BracketColor));
            }
        }

        /// <summary>A series without bars appears only in the legend.</summary>
        private static RectangleBarSeries Patch(string title, OxyColor color) =>
            new()
            {
                XAxisKey = PanelGrid.XKey(0),
                YAxisKey = PanelGrid.YKey(0),
                Title = title,
                FillColor = color,
                StrokeThickness = 0,
            };

        private void AddTargets(PlotModel model, int row, ValueRange range)
        {
            foreach (
                var criterion in result.ServiceLevel.OfType<ThresholdCriterion>().Where(criterion => criterion.Metric == _metrics[row])
            )
            {
                SlaOverlay.AddLimit(model, PanelGrid.XKey(0), PanelGrid.YKey(row), criterion, LineAnnotationType.Horizontal, range);
            }
        }

        private void AddProbes(PlotModel model, int row, (ValueRange Range, FigureScale Scale) y)
        {
            var runs = Series(model, row, "a run", MarkerType.Circle, OxyColor.FromAColor(120, FigureStyle.Faint), 2.2);
            var ignored = Series(model, row, "run that does not count", MarkerType.Cross, FigureStyle.Faint, 3);
            var met = Series(model, row, "load that meets the SLA", MarkerType.Circle, FigureStyle.Pass, 5);
            var missed = Series(model, row, "load that misses the SLA", MarkerType.Diamond, FigureStyle.Fail, 6);
            var invalid = Series(model, row, "load without a measurement", MarkerType.Square, FigureStyle.Ink, 4);
            foreach (var probe in _probes)
            {
                var values = probe
                    .Runs.Select(run => (Run: run, Value: ValueOf(run, _metrics[row])))
                    .Where(pair => ValueRange.CanShow(pair.Value, y.Scale))
                    .ToArray();
                foreach (var (run, value) in values)
                {
                    (run.Counts ? runs : ignored).Points.Add(new ScatterPoint(probe.Load, value));
                }

                var counted = values
                    .Where(pair => pair.Run.Counts)
                    .Select(pair => pair.Value)
                    .DefaultIfEmpty(values.Select(pair => pair.Value).DefaultIfEmpty(double.NaN).Average())
                    .Average();
                if (!double.IsFinite(counted) || !double.IsFinite(probe.Load))
                {
                    continue;
                }

                (
                    probe.Verdict.Kind switch
                    {
                        SlaVerdictKind.Met => met,
                        SlaVerdictKind.Missed => missed,
                        _ => invalid,
                    }
                ).Points.Add(new ScatterPoint(probe.Load, counted));
                _hover.Add(
                    new FigurePoint(probe.Load, counted, Describe(probe, _metrics[row], counted))
                    {
                        XAxisKey = PanelGrid.XKey(0),
                        YAxisKey = PanelGrid.YKey(row),
                    }
                );
            }

            foreach (var series in new[] { runs, ignored, met, missed, invalid })
            {
                series.RenderInLegend = series.Points.Count > 0 && _named.Add(series.Title);
            }
        }

        private static double ValueOf(SlaProbeRun run, string metric) =>
            run.Checks.FirstOrDefault(check => check.Criterion.Metric == metric)?.Value ?? double.NaN;

        private static ScatterSeries Series(PlotModel model, int row, string title, MarkerType marker, OxyColor color, double size)
        {
            var series = new ScatterSeries
            {
                XAxisKey = PanelGrid.XKey(0),
                YAxisKey = PanelGrid.YKey(row),
                Title = title,
                MarkerType = marker,
                MarkerSize = size,
                MarkerFill = marker == MarkerType.Cross ? OxyColors.Transparent : color,
                MarkerStroke = marker == MarkerType.Cross ? color : FigureStyle.Paper,
                MarkerStrokeThickness =
                    marker == MarkerType.Cross ? 1.2
                    : size > 3 ? 0.8
                    : 0,
            };
            model.Series.Add(series);
            return series;
        }

        private string Describe(SlaProbe probe, string metric, double mean) =>
            string.Join(
                '\n',
                (
                    (string[])
                        [
                            $"{result.Variable.Name}: {NumberText.Value(probe.Load)} {result.Variable.Unit}",
                            $"{metric}: {NumberText.Value(mean)} {MetricText.Unit(metric)}".TrimEnd(),
                            probe.Verdict.Kind switch
                            {
                                SlaVerdictKind.Met => "meets the SLA",
                                SlaVerdictKind.Missed => $"misses the SLA: {probe.Verdict.Binding?.Text ?? "unknown"}",
                                _ => $"no measurement: {probe.Verdict.Problem ?? "unknown"}",
                            },
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"{probe.Runs.Count} {(probe.Runs.Count == 1 ? "run" : "runs")}, {probe.Runs.Count(run => run.Counts)} of them count"
                            ),
                        ]
                )
            );
    }
}
