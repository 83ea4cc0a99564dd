using System.Globalization;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;
using ServeMulti.Plotting.Export;
using ServeMulti.Sla;

namespace ServeMulti.Plotting.Figures;

[TestFixture]
public sealed class MetricFiguresTests
{
    private static readonly string[] NullAndValue =
    [
        """{"request_throughput": 100, "p99_e2el_ms": 1, "max_concurrency": null, "a": 1, "b": 1, "c": 1}""",
        """{"request_throughput": 200, "p99_e2el_ms": 2, "max_concurrency": null, "a": 1, "b": 1, "c": 1}""",
        """{"request_throughput": 100, "p99_e2el_ms": 4, "max_concurrency": 32, "a": 1, "b": 1, "c": 1}""",
        """{"request_throughput": 200, "p99_e2el_ms": 5, "max_concurrency": 32, "a": 1, "b": 1, "c": 1}""",
    ];

    [TestCase("max_concurrency")]
    [TestCase("max_concurrency,a")]
    [TestCase("max_concurrency,a,b")]
    [TestCase("max_concurrency,a,b,c")]
    public void Draw_NullOfACurveKey_HasACurveOfItsOwn(string keys)
    {
        var figure = MetricFigures.Draw(TestRuns.Of(NullAndValue), new MetricFigureOptions { CurveBy = keys.Split(',') }).Figures.Single();

        Assert.That(Curves(figure), Is.EquivalentTo(["100:1 200:2", "100:4 200:5"]));
    }

    [Test]
    public void Draw_OnlyNulls_IsOneCurve()
    {
        var figure = MetricFigures.Draw(TestRuns.Of(NullAndValue[..2]), new MetricFigureOptions { CurveBy = ["max_concurrency"] }).Figures.Single();

        Assert.That(Curves(figure), Is.EqualTo(["100:1 200:2"]));
    }

    [Test]
    public void Draw_NullOfARowOrColumn_HasAPanelOfItsOwn()
    {
        var byRow = MetricFigures.Draw(TestRuns.Of(NullAndValue), new MetricFigureOptions { CurveBy = [], RowBy = ["max_concurrency"] }).Figures.Single();
        var byColumn = MetricFigures.Draw(TestRuns.Of(NullAndValue), new MetricFigureOptions { CurveBy = [], ColumnBy = ["max_concurrency"] }).Figures.Single();

        Assert.Multiple(() =>
        {
            Assert.That(Curves(byRow), Is.EquivalentTo(["100:1 200:2", "100:4 200:5"]));
            Assert.That(Curves(byColumn), Is.EquivalentTo(["100:1 200:2", "100:4 200:5"]));
            Assert.That(byRow.Model.Series.OfType<LineSeries>().Select(series => series.YAxisKey).Distinct().Count(), Is.EqualTo(2));
            Assert.That(byColumn.Model.Series.OfType<LineSeries>().Select(series => series.XAxisKey).Distinct().Count(), Is.EqualTo(2));
        });
    }

    [TestCase(0)]
    [TestCase(1)]
    public void Draw_RowKeyMissingInOneFigure_CostsThatFigureAlone(int lacking)
    {
        string[] runs = [.. Enumerable.Range(0, 2).Select(group => $$"""{"request_throughput": 1, "p99_e2el_ms": 1, "model": "m{{group}}"{{(group == lacking ? "" : ", \"tensor_parallel_size\": 2")}}}""")];

        var drawn = MetricFigures.Draw(TestRuns.Of(runs), new MetricFigureOptions { FigureBy = ["model"], RowBy = ["tensor_parallel_size"] });

        Assert.Multiple(() =>
        {
            Assert.That(drawn.Figures.Select(figure => figure.Name), Is.EqualTo([$"FIGURE-model=m{1 - lacking}"]));
            Assert.That(drawn.Problems.Single(), Does.Contain("Cannot find metric 'tensor_parallel_size'").And.Contain($"m{lacking}"));
        });
    }

    [Test]
    public void Draw_MissingMetric_ListsKeys() => Assert.That(
        () => MetricFigures.Draw(TestRuns.Of(NullAndValue), new MetricFigureOptions { YMetric = "p99_ttft_ms" }),
        Throws.InstanceOf<InvalidInputException>().With.Message.Contains("Cannot find metric 'p99_ttft_ms'").And.Message.Contains("p99_e2el_ms"));

    [Test]
    public void Draw_RunsOfOneCase_AreOnePointWithItsIntervals()
    {
        var figure = MetricFigures.Draw(TestRuns.Of(
            """{"case": "a", "request_throughput": 1, "p99_e2el_ms": 10}""",
            """{"case": "a", "request_throughput": 3, "p99_e2el_ms": 30}""")).Figures.Single();
        var interval = figure.Model.Series.OfType<IntervalSeries>().Single().Items.Single();

        Assert.Multiple(() =>
        {
            Assert.That(Curves(figure), Is.EqualTo(["2:20"]));
            // Student's t with one degree of freedom: 12.706 standard errors.
            Assert.That(interval.HalfX, Is.EqualTo(12.706).Within(0.001));
            Assert.That(interval.HalfY, Is.EqualTo(127.06).Within(0.01));
            Assert.That(figure.Model.Series.OfType<ScatterSeries>().Single().Points, Has.Count.EqualTo(2));
            Assert.That(figure.Points.Single().Text, Does.Contain("request_throughput: 2.000 ± 12.706 req/s").And.Contain("2 runs"));
        });
    }

    [Test]
    public void Draw_SaturatedServer_JoinsPointsByLoad()
    {
        var figure = MetricFigures.Draw(TestRuns.Of(
            """{"request_rate": 10, "request_throughput": 10, "p99_e2el_ms": 1}""",
            """{"request_rate": 30, "request_throughput": 18, "p99_e2el_ms": 9}""",
            """{"request_rate": 20, "request_throughput": 19, "p99_e2el_ms": 5}""")).Figures.Single();

        Assert.That(Curves(figure), Is.EqualTo(["10:1 19:5 18:9"]));
    }

    [Test]
    public void Draw_ValuesThatCannotBeDrawn_AreCounted()
    {
        var figure = MetricFigures.Draw(TestRuns.Of(
            """{"request_throughput": 1, "p99_e2el_ms": 10}""",
            """{"request_throughput": "inf", "p99_e2el_ms": 10}""",
            """{"request_throughput": 1, "p99_e2el_ms": null}""",
            """{"request_throughput": 0, "p99_e2el_ms": 0, "completed": 0}""")).Figures.Single();

        Assert.Multiple(() =>
        {
            Assert.That(Curves(figure), Is.EqualTo(["1:10"]));
            Assert.That(figure.Model.Subtitle, Does.StartWith("3 cases are not drawn"));
        });
    }

    [Test]
    public void Draw_NothingToDraw_IsAnEmptyFigureThatSaysSo()
    {
        var figure = MetricFigures.Draw(TestRuns.Of("""{"request_throughput": null, "p99_e2el_ms": null}""")).Figures.Single();

        Assert.Multiple(() =>
        {
            Assert.That(figure.Model.Subtitle, Does.StartWith("1 case is not drawn"));
            Assert.That(() => FigureExporter.ToSvg(figure), Throws.Nothing);
        });
    }

    [Test]
    public void Draw_LogarithmicAxis_LeavesOutWhatIsNotAboveZero()
    {
        var figure = MetricFigures.Draw(
            TestRuns.Of("""{"request_throughput": 0.001, "p99_e2el_ms": 1e6}""", """{"request_throughput": 0, "p99_e2el_ms": 1}"""),
            new MetricFigureOptions { XScale = FigureScale.Logarithmic }).Figures.Single();

        Assert.Multiple(() =>
        {
            Assert.That(Curves(figure), Is.EqualTo(["0.001:1000000"]));
            Assert.That(figure.Model.Axes[0], Is.InstanceOf<LogarithmicAxis>());
        });
    }

    [TestCase("p99_e2el_ms<=300", 20.0)]
    [TestCase("p99_e2el_ms<=100", 10.0)]
    [TestCase("p99_e2el_ms<=300,request_throughput<15", 10.0)]
    public void Draw_Sla_MarksTheLargestLoadThatMeetsIt(string level, double expected)
    {
        var figure = MetricFigures.Draw(SlaRuns(), new MetricFigureOptions { ServiceLevel = ServiceLevel.Parse(level) }).Figures.Single();

        Assert.That(figure.Model.Annotations.OfType<PointAnnotation>().Select(mark => mark.X), Is.EqualTo([expected]));
    }

    [Test]
    public void Draw_SlaThatNothingMeets_MarksNothing()
    {
        var figure = MetricFigures.Draw(SlaRuns(), new MetricFigureOptions { ServiceLevel = ServiceLevel.Parse("p99_e2el_ms<=1") }).Figures.Single();

        Assert.That(figure.Model.Annotations.OfType<PointAnnotation>(), Is.Empty);
    }

    [Test]
    public void Draw_SlaOnY_ShadesThePassingSide()
    {
        var figure = MetricFigures.Draw(SlaRuns(), new MetricFigureOptions { ServiceLevel = ServiceLevel.Parse("p99_e2el_ms<=300") }).Figures.Single();

        Assert.Multiple(() =>
        {
            Assert.That(figure.Model.Annotations.OfType<LineAnnotation>().Single().Y, Is.EqualTo(300));
            Assert.That(figure.Model.Annotations.OfType<RectangleAnnotation>().Single().MaximumY, Is.EqualTo(300));
        });
    }

    [Test]
    public void Draw_ManyCurves_NoTwoLookAlike()
    {
        var figure = MetricFigures.Draw(
            TestRuns.Of([.. Enumerable.Range(0, 40).Select(number => $$"""{"request_throughput": {{number}}, "p99_e2el_ms": 1, "config": {{number}}}""")]),
            new MetricFigureOptions { CurveBy = ["config"] }).Figures.Single();

        Assert.That(figure.Model.Series.OfType<LineSeries>().Select(series => (series.Color, series.MarkerType, series.LineStyle)), Is.Unique);
    }

    [Test]
    public void Draw_Units_StandOnTheAxes()
    {
        var figure = MetricFigures.Draw(SlaRuns()).Figures.Single();

        Assert.That(figure.Model.Axes.Select(axis => axis.Title), Is.EqualTo(["request throughput (req/s)", "p99 end-to-end latency (ms)"]));
    }

    private static Runs.RunSet SlaRuns() => TestRuns.Of(
        """{"request_rate": 10, "request_throughput": 10, "p99_e2el_ms": 90, "completed": 10, "failed": 0, "num_prompts": 10}""",
        """{"request_rate": 20, "request_throughput": 20, "p99_e2el_ms": 250, "completed": 10, "failed": 0, "num_prompts": 10}""",
        """{"request_rate": 25, "request_throughput": 20, "p99_e2el_ms": 280, "completed": 9, "failed": 1, "num_prompts": 10}""",
        """{"request_rate": 30, "request_throughput": 20, "p99_e2el_ms": 900, "completed": 10, "failed": 0, "num_prompts": 10}""");

    private static IEnumerable<string> Curves(Figure figure) => figure.Model.Series.OfType<LineSeries>()
        .Select(series => string.Join(' ', series.Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X}:{point.Y}"))));
}
