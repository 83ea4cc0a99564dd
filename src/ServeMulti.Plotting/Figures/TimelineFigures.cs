using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;
using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Figures;

/// <summary>Draws the course of a run: requests sent per second, requests in flight, and the time to first token over time. Pure.</summary>
internal static class TimelineFigures
{
    private const int Parts = 60;
    private const int FewPoints = 12;

    /// <summary>Draws the figure; null if the result has no start times.</summary>
    public static Figure? Draw(string name, string label, RequestTimes times)
    {
        double[] ends = [.. times.Starts.Zip(times.Latencies, (start, latency) => start + (latency / 1000))];
        var duration = ends.Concat(times.Starts).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        if (times.Starts.Length < 2 || !(duration > 0))
        {
            return null;
        }

        var width = duration / Parts;
        (double Time, double Value)[] rate = new (double, double)[Parts];
        var (middle, largest) = (new List<(double Time, double Value)>(), new List<(double Time, double Value)>());
        var inFlight = new List<(double Time, double Value)>();
        var byPart = times.Starts.Zip(times.FirstTokens).Where(pair => double.IsFinite(pair.First)).ToLookup(pair => PartOf(pair.First));
        double[] began = [.. times.Starts.Where(double.IsFinite).Order()];
        double[] ended = [.. ends.Where(double.IsFinite).Order()];
        for (var part = 0; part < Parts; part++)
        {
            var center = (part + 0.5) * width;
            rate[part] = (center, byPart[part].Count() / width);
            double[] first = [.. byPart[part].Select(pair => pair.Second).Where(double.IsFinite).Order()];
            if (first.Length > 0)
            {
                middle.Add((center, first[first.Length / 2]));
                largest.Add((center, first[^1]));
            }
        }

        if (ended.Length == began.Length)
        {
            inFlight.AddRange(
                Enumerable
                    .Range(0, (4 * Parts) + 1)
                    .Select(step => step * width / 4)
                    .Select(time => (time, (double)Count(began, time) - Count(ended, time)))
            );
        }

        int PartOf(double start) => Math.Clamp((int)(start / width), 0, Parts - 1);
        (string Title, (string Name, IReadOnlyList<(double Time, double Value)> Points)[] Lines)[] rows =
        [
            ("requests sent (req/s)", [("", rate)]),
            ("requests in flight", [("", inFlight)]),
            ("time to first token (ms)", [("largest", largest), ("median", middle)]),
        ];
        rows = [.. rows.Where(row => row.Lines.Any(line => line.Points.Count > 0))];
        var model = FigureStyle.CreateModel("Course of a run", label);
        var grid = new PanelGrid(model, [""], [.. rows.Select(_ => "")], 150, 760);
        grid.AddAxes(
            _ => Axes.Value(AxisPosition.Bottom, "time (s)", FigureScale.Linear, new(0, duration)),
            row =>
                Axes.Value(
                    AxisPosition.Left,
                    rows[row].Title,
                    FigureScale.Linear,
                    ValueRange.Around(
                        rows[row].Lines.SelectMany(line => line.Points).Select(point => point.Value).Append(0),
                        FigureScale.Linear
                    )
                )
        );
        for (var row = 0; row < rows.Length; row++)
        {
            foreach (var ((title, points), look) in rows[row].Lines.Select((line, look) => (line, look)))
            {
                var series = new LineSeries
                {
                    XAxisKey = PanelGrid.XKey(0),
                    YAxisKey = PanelGrid.YKey(row),
                    Title = title,
                    Color = FigureStyle.Color(rows[row].Lines.Length - 1 - look),
                    StrokeThickness = 1.6,
                    // Few points would hardly be seen as a line, and a single one not at all.
                    MarkerType = points.Count <= FewPoints ? MarkerType.Circle : MarkerType.None,
                    MarkerSize = 3,
                    RenderInLegend = title.Length > 0,
                };
                series.Points.AddRange(points.Select(point => new DataPoint(point.Time, point.Value)));
                model.Series.Add(series);
            }
        }

        grid.AddLegend("");
        grid.FitTitle();
        return new Figure(name, model, grid.Width, grid.Height)
        {
            Description = FigureWords.Join([
                $"{FigureWords.Count(times.Starts.Length, "request")} over {NumberText.Short(duration)} s.",
                .. rows.Select(row =>
                    $"{MetricText.Capital(row.Title)}: up to {NumberText.Value(row.Lines.SelectMany(line => line.Points).Max(point => point.Value))}."
                ),
            ]),
        };
    }

    /// <summary>Counts the values that are not larger.</summary>
    private static int Count(double[] sorted, double value)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle] <= value ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
