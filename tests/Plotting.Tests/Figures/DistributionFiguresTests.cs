using OxyPlot.Annotations;
using OxyPlot.Series;
using ServeMulti.Plotting.Export;
using ServeMulti.Plotting.Runs;
using ServeMulti.Sla;

namespace ServeMulti.Plotting.Figures;

[TestFixture]
public sealed class DistributionFiguresTests
{
    [Test]
    public void Quantiles_FewValues_AreAllOfThem() =>
        Assert.That(
            Quantiles.Of([30, 10, double.NaN, 20, double.PositiveInfinity, -1]),
            Is.EqualTo([(10, 1 / 3.0), (20, 2 / 3.0), (30, 1)])
        );

    [Test]
    public void Quantiles_ManyValues_AreThinnedAndKeepTheTail()
    {
        var points = Quantiles.Of(Enumerable.Range(1, 1_000_000).Select(value => (double)value));

        Assert.Multiple(() =>
        {
            Assert.That(points, Has.Count.LessThanOrEqualTo(500));
            Assert.That(points, Has.All.Matches<(double Value, double Share)>(point => Math.Abs(point.Value - (point.Share * 1e6)) < 1e-3));
            Assert.That(points.Any(point => Math.Abs(point.Share - 0.999) < 1e-6), Is.True);
            Assert.That(points[^1], Is.EqualTo((1e6, 1.0)));
        });
    }

    [Test]
    public void Draw_TwoConfigurations_HaveACurveEachInEveryPanel()
    {
        var figure = DistributionFigures.Draw("D", "", [Sample("a", 1), Sample("b", 2)])!;

        Assert.That(
            figure
                .Model.Series.OfType<LineSeries>()
                .GroupBy(line => line.XAxisKey)
                .Select(panel => string.Join(' ', panel.Select(line => line.Title))),
            Is.EqualTo(["a b", "a b", "a b"])
        );
    }

    [Test]
    public void Draw_Sla_IsALineInThePanelOfItsMetric()
    {
        var figure = DistributionFigures.Draw("D", "", [Sample("a", 1)], ServiceLevel.Parse("p99_e2el_ms<=1.5"))!;
        var panel = figure.Model.Axes.Single(axis => axis.Title == "end-to-end latency (ms)").Key;

        Assert.That(
            figure.Model.Annotations.OfType<LineAnnotation>().Select(line => (line.X, line.XAxisKey, line.Text)),
            Is.EqualTo(new[] { (1.5, panel, "p99_e2el_ms ≤ 1.5") })
        );
    }

    [Test]
    public void Draw_NothingMeasured_HasNoFigure() =>
        Assert.That(DistributionFigures.Draw("D", "", [new("a", [new([], [double.NaN], [double.NaN], [])])]), Is.Null);

    [Test]
    public void Draw_OneRequestOrAllEqual_CanBeWritten() =>
        Assert.That(FigureExporter.ToSvg(DistributionFigures.Draw("D", "", [new("a", [new([0], [5], [5], [])])])!), Does.Contain("<svg"));

    [Test]
    public void Timeline_Requests_AreCountedInFlightFromStartToEnd()
    {
        // Ten requests, one a second, of two seconds each: two in flight.
        double[] starts = [.. Enumerable.Range(0, 10).Select(second => (double)second)];
        var times = new RequestTimes(starts, [.. starts.Select(_ => 100.0)], [.. starts.Select(_ => 2000.0)], []);

        var lines = TimelineFigures.Draw("T", "", times)!.Model.Series.OfType<LineSeries>().ToArray();
        var inFlight = lines.Single(line => line.YAxisKey == "y1").Points;

        Assert.Multiple(() =>
        {
            Assert.That(inFlight.Where(point => point.X is > 1.01 and < 9.9).Select(point => point.Y), Has.All.EqualTo(2));
            Assert.That(inFlight[^1].Y, Is.Zero);
            Assert.That(lines.Single(line => line.YAxisKey == "y0").Points.Sum(point => point.Y) * 11 / 60, Is.EqualTo(10).Within(1e-6));
        });
    }

    [Test]
    public void Timeline_WithoutStartTimes_HasNoFigure() =>
        Assert.That(TimelineFigures.Draw("T", "", new([], [1, 2], [1, 2], [])), Is.Null);

    private static RequestSample Sample(string name, double factor) =>
        new(name, [new([0, 1], [10 * factor, 20 * factor], [100 * factor, 200 * factor], [(float)factor, 2 * (float)factor])]);
}
