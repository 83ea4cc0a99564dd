using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;
using ServeMulti.Plotting.Fonts;
using ServeMulti.Plotting.Runs;
using ServeMulti.Statistics;

namespace ServeMulti.Plotting.Figures;

/// <summary>Draws configurations side by side: one bar per configuration and workload, with the 95 % interval of its mean. Pure.</summary>
public static class ComparisonFigures
{
    private const int MostMetrics = 3;
    private const double NameWidth = 260;

    private static readonly string[] Preferred = ["request_throughput", "output_throughput", "p99_ttft_ms", "p99_e2el_ms"];

    /// <summary>Draws the figure. With one workload, the best configuration by the first metric is at the top, and those with failed
    /// requests are at the bottom.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="options">The options; null: the defaults.</param>
    /// <exception cref="InvalidInputException">No run has a requested metric or key.</exception>
    public static Figure Draw(RunSet runs, ComparisonFigureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var chosen = options ?? new ComparisonFigureOptions();
        string[] metrics = chosen.Metrics is { } asked
            ? [.. asked]
            : [.. Preferred.Where(metric => runs.Any(run => CasePoint.TryReadMeasured(run, metric, out _))).Take(MostMetrics)];
        string[] problems =
        [
            .. metrics
                .Where(metric => !runs.Any(run => run.Has(metric)))
                .Select(metric => KeyText.Missing(metric, "comparison", runs.Keys)),
        ];
        if (problems.Length > 0 || metrics.Length == 0)
        {
            throw new InvalidInputException(
                problems.Length > 0 ? problems : ["The runs have none of the default metrics; name the metrics to compare."]
            );
        }

        return new ComparisonFigureBuilder(
            runs,
            metrics,
            chosen.ConfigurationBy ?? VaryingKeys.Of(runs, runs.ServerKeys),
            chosen.WorkloadBy ?? VaryingKeys.Of(runs, runs.BenchmarkKeys),
            chosen.Name
        ).Build();
    }

    private sealed class ComparisonFigureBuilder(
        RunSet runs,
        string[] metrics,
        IReadOnlyList<string> configurationBy,
        IReadOnlyList<string> workloadBy,
        string name
    )
    {
        private const double BarHeight = 15;
        private readonly List<FigurePoint> _hover = [];

        public Figure Build()
        {
            var workloads = new CurveKeys([.. runs], workloadBy, runs.Keys);
            var configurations = RunGroup
                .By([.. runs], configurationBy, "configuration", runs.Keys)
                .Select(group => new Configuration(Name(group), workloads.Split(group.Runs)))
                .ToArray();
            // With one workload the best is at the top. Several workloads have no common scale, so the order is that of the keys' values.
            if (configurations.All(configuration => configuration.Workloads.Count == 1) && workloads.Split([.. runs]).Count == 1)
            {
                configurations =
                [
                    .. configurations
                        .OrderBy(configuration => configuration.HasFailures)
                        .ThenByDescending(configuration => configuration.Score(metrics[0]) * (MetricText.IsLatency(metrics[0]) ? -1 : 1)),
                ];
            }

            var bars = configurations.Max(configuration => configuration.Workloads.Count);
            var model = FigureStyle.CreateModel(
                "Comparison of configurations",
                runs.GroupBy(run => run.Case).Any(group => group.Skip(1).Any())
                    ? "mean over runs, with its 95 % interval"
                    : "one run each: no intervals"
            );
            var height = Math.Max(120, configurations.Length * ((bars * BarHeight) + 14));
            var grid = new PanelGrid(model, [.. metrics.Select(_ => "")], [""], height, metrics.Length == 1 ? 520 : 300);
            grid.AddAxes(column => XAxis(column, configurations), _ => YAxis(configurations));
            for (var column = 0; column < metrics.Length; column++)
            {
                AddBars(model, workloads, configurations, column);
            }

            grid.AddLegend(workloads.Title);
            grid.FitTitle();
            var names = configurations.Max(configuration => TextMetrics.Width(Shorten(configuration.Name), FigureStyle.SmallSize, 400));
            return new Figure(name, model, Math.Ceiling(grid.Width + Math.Max(0, names - 40)), grid.Height) { Points = _hover };
        }

        private string Name(RunGroup group) =>
            (configurationBy.Count == 0 ? "all runs" : string.Join(", ", group.Values))
            + (Configuration.Fails(group.Runs) ? " (requests failed)" : "");

        private static string Shorten(string text) => TextMetrics.Shorten(text, NameWidth, FigureStyle.SmallSize);

        private Axis XAxis(int column, Configuration[] configurations)
        {
            var tops = configurations
                .SelectMany(configuration => configuration.Workloads)
                .Select(group => Sample(group.Runs, metrics[column]))
                .OfType<SampleSummary>();
            var range = ValueRange.Around(
                tops.SelectMany(sample =>
                    new[] { 0, sample.Mean, sample.Mean + Math.Min(sample.FindHalfWidth() ?? 0, Math.Abs(sample.Mean)) }
                ),
                FigureScale.Linear
            );
            return Axes.Value(AxisPosition.Bottom, MetricText.Title(metrics[column]), FigureScale.Linear, range);
        }

        private LinearAxis YAxis(Configuration[] configurations)
        {
            var axis = new LinearAxis
            {
                Minimum = -0.5,
                Maximum = configurations.Length - 0.5,
                MajorStep = 1,
                MinorStep = 1,
            };
            Axes.Style(axis, AxisPosition.Left, string.Join(", ", configurationBy));
            (axis.MajorGridlineStyle, axis.TickStyle) = (LineStyle.None, TickStyle.None);
            // The best is at the top, where the axis has its largest values.
            axis.LabelFormatter = value =>
                Math.Abs(value - Math.Round(value)) < 1e-6
                && configurations.Length - 1 - (int)Math.Round(value) is >= 0 and var index
                && index < configurations.Length
                    ? PlainText.Of(Shorten(configurations[index].Name))
                    : "";
            return axis;
        }

        private void AddBars(PlotModel model, CurveKeys workloads, Configuration[] configurations, int column)
        {
            var metric = metrics[column];
            var places = configurations
                .SelectMany(configuration => configuration.Workloads)
                .Select(workloads.Describe)
                .Distinct()
                .OrderBy(text => text, Comparer<string>.Create(NaturalOrder.Compare))
                .ToArray();
            for (var place = 0; place < places.Length; place++)
            {
                var color = FigureStyle.Color(place);
                var bars = new RectangleBarSeries
                {
                    XAxisKey = PanelGrid.XKey(column),
                    YAxisKey = PanelGrid.YKey(0),
                    FillColor = OxyColor.FromAColor((byte)(place < 8 ? 255 : 160), color),
                    StrokeThickness = 0,
                    Title = places[place],
                    RenderInLegend = column == 0 && workloads.Keys.Count > 0,
                };
                var intervals = new List<PointInterval>();
                for (var index = 0; index < configurations.Length; index++)
                {
                    var group = configurations[index].Workloads.FirstOrDefault(one => workloads.Describe(one) == places[place]);
                    if (group is null || Sample(group.Runs, metric) is not { } sample)
                    {
                        continue;
                    }

                    var thickness = 0.8 / places.Length;
                    var middle = configurations.Length - 1 - index + 0.4 - ((place + 0.5) * thickness);
                    bars.Items.Add(new RectangleBarItem(0, middle - (thickness * 0.45), sample.Mean, middle + (thickness * 0.45)));
                    intervals.Add(new PointInterval(sample.Mean, middle, sample.FindHalfWidth(), null));
                    _hover.Add(
                        new FigurePoint(
                            sample.Mean,
                            middle,
                            Hover(configurations[index].Name, workloads.Keys.Count > 0 ? places[place] : "", metric, sample)
                        )
                        {
                            XAxisKey = PanelGrid.XKey(column),
                            YAxisKey = PanelGrid.YKey(0),
                        }
                    );
                }

                model.Series.Add(bars);
                model.Series.Add(
                    new IntervalSeries
                    {
                        XAxisKey = PanelGrid.XKey(column),
                        YAxisKey = PanelGrid.YKey(0),
                        Items = intervals,
                        RenderInLegend = false,
                    }
                );
            }
        }

        private static SampleSummary? Sample(IReadOnlyList<RunValues> group, string metric)
        {
            double[] values =
            [
                .. group.Select(run => CasePoint.TryReadMeasured(run, metric, out var value) ? value : double.NaN).Where(double.IsFinite),
            ];
            return values.Length == 0 ? null : SampleSummary.Of(values);
        }

        private static string Hover(string configuration, string workload, string metric, SampleSummary sample) =>
            string.Join(
                '\n',
                (
                    (string[])
                        [
                            configuration,
                            workload,
                            $"{metric}: {NumberText.Mean(sample.Mean, sample.FindHalfWidth())} {MetricText.Unit(metric)}".TrimEnd(),
                            sample.Count == 1 ? "1 run" : $"{sample.Count} runs",
                        ]
                ).Where(line => line.Length > 0)
            );

        private sealed record Configuration(string Name, IReadOnlyList<RunGroup> Workloads)
        {
            public bool HasFailures => Workloads.Any(group => Fails(group.Runs));

            public static bool Fails(IEnumerable<RunValues> runs) => runs.GroupBy(run => run.Case).Any(FailedShare.IsTooLarge);

            public double Score(string metric) =>
                Workloads
                    .Select(group => Sample(group.Runs, metric)?.Mean ?? double.NaN)
                    .Where(double.IsFinite)
                    .DefaultIfEmpty(double.NegativeInfinity)
                    .Average();
        }
    }
}
