using OxyPlot.Annotations;
using OxyPlot.Series;
using ServeMulti.Plotting.Export;
using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Figures;

/// <summary>Figures with more curves than one panel can show.</summary>
[TestFixture]
public sealed class CurvePanelsTests
{
    [Test]
    public void Draw_FiftyConfigurations_AreInPanelsOfDifferentColours()
    {
        var figure = MetricFigures.Draw(Configurations(50)).Figures.Single();

        AssertSpread(figure, panels: 7);
        Assert.That(figure.Width, Is.LessThan(1800), "a wider figure is not readable on a page");
        Assert.That(figure.Description, Does.StartWith("50 curves of 150 cases in 7 panels."));
    }

    [Test]
    public void Draw_FiftyConfigurationsAgainstLoad_AreInPanelsOfDifferentColours()
    {
        var figure = LoadFigures.Draw(Configurations(50), new LoadFigureOptions { Metrics = ["p99_e2el_ms"] });

        AssertSpread(figure, panels: 7);
        Assert.That(figure.Description, Does.StartWith("50 curves, 7 panels."));
    }

    [Test]
    public void Draw_Panels_HaveTheirFirstAndLastNameAndAllOthersInGrey()
    {
        var figure = MetricFigures.Draw(Configurations(20)).Figures.Single();

        var grey = figure.Model.Series.OfType<LineSeries>().Where(series => series is not CurveLine).ToArray();
        Assert.Multiple(() =>
        {
            Assert.That(Headings(figure), Is.EqualTo(new[] { "0 to 6", "7 to 13", "14 to 19" }));
            // Three points of each other curve, and a gap.
            Assert.That(grey.Select(series => series.Points.Count), Is.EqualTo(new[] { 13 * 4, 13 * 4, 14 * 4 }));
            Assert.That(grey.Select(series => series.RenderInLegend), Has.All.False);
        });
    }

    [Test]
    public void Draw_TwelveConfigurations_AreInOnePanel()
    {
        var figure = MetricFigures.Draw(Configurations(12)).Figures.Single();

        Assert.That(
            figure.Model.Series.OfType<CurveLine>().Select(series => (series.XAxisKey, series.YAxisKey)).Distinct().Count(),
            Is.EqualTo(1)
        );
        Assert.That(Headings(figure), Is.Empty);
    }

    [Test]
    public void Draw_ManyConfigurationsOnTwoWorkloads_AreAFigureEach()
    {
        var figures = MetricFigures.Draw(Configurations(20, workloads: 2)).Figures;

        Assert.That(figures.Select(figure => Headings(figure).Length), Is.EqualTo(new[] { 3, 3 }));
    }

    private static void AssertSpread(Figure figure, int panels)
    {
        var curves = figure.Model.Series.OfType<CurveLine>().GroupBy(series => (series.XAxisKey, series.YAxisKey)).ToArray();
        Assert.Multiple(() =>
        {
            Assert.That(curves, Has.Length.EqualTo(panels));
            Assert.That(Headings(figure), Has.Length.EqualTo(panels));
            foreach (var panel in curves)
            {
                Assert.That(panel.Select(series => series.Color), Is.Unique);
            }

            Assert.That(figure.Model.Series.OfType<CurveLine>().Count(series => series.RenderInLegend), Is.EqualTo(50));
        });
        Assert.That(FigureExporter.ToSvg(figure), Does.Contain("to 49"));
    }

    /// <summary>Those of the first row are axes without values, and those of others are texts above their panel.</summary>
    private static string[] Headings(Figure figure) =>
        [
            .. figure.Model.Axes.Where(axis => axis.Key.StartsWith("heading-x", StringComparison.Ordinal)).Select(axis => axis.Title!),
            .. figure.Model.Annotations.OfType<TextAnnotation>().Where(text => text is not CurveLabel).Select(text => text.Text!),
        ];

    /// <summary>Makes configurations at three rates, each faster than the one before.</summary>
    private static RunSet Configurations(int count, int workloads = 1) =>
        TestRuns.Configured(
            ["config"],
            ["request_rate", "random_input_len"],
            [
                .. from config in Enumerable.Range(0, count)
                from workload in Enumerable.Range(1, workloads)
                from rate in new[] { 1, 2, 4 }
                select $$"""{"config": {{config}}, "random_input_len": {{workload * 64}}, "request_rate": {{rate}}, "request_throughput": {{rate}}, "p99_e2el_ms": {{100
                    * rate
                    + config}}}""",
            ]
        );
}
