using System.Globalization;
using OxyPlot.Annotations;
using OxyPlot.Series;
using ServeMulti.Plotting.Export;

namespace ServeMulti.Plotting.Figures;

[TestFixture]
public sealed class ParetoFiguresTests
{
    [TestCase("2")]
    [TestCase("10")]
    [TestCase("\"inf\"")]
    public void Draw_RequestRateIsNoUserCount_PeakConcurrencyIs(string rate)
    {
        var figure = ParetoFigures.Draw(TestRuns.Of($$"""{"output_throughput": 100, "request_rate": {{rate}}, "max_concurrent_requests": 5}"""));

        Assert.That(Frontier(figure), Is.EqualTo("20:100"));
    }

    [Test]
    public void Draw_RequestRateAlone_IsLeftOut()
    {
        var figure = ParetoFigures.Draw(TestRuns.Of(
            """{"output_throughput": 100, "request_rate": 10}""",
            """{"output_throughput": 100, "max_concurrency": 10}"""));

        Assert.Multiple(() =>
        {
            Assert.That(Frontier(figure), Is.EqualTo("10:100"));
            Assert.That(figure.Model.Subtitle, Does.Contain("1 case is left out"));
        });
    }

    [Test]
    public void Draw_NoUsersAtAll_IsRefused() => Assert.That(
        () => ParetoFigures.Draw(TestRuns.Of("""{"output_throughput": 100, "request_rate": 10}""")),
        Throws.InstanceOf<InvalidInputException>().With.Message.Contains("max_concurrency"));

    [Test]
    public void Draw_UserCountKey_IsTaken()
    {
        var figure = ParetoFigures.Draw(
            TestRuns.Of("""{"output_throughput": 100, "users": 10, "max_concurrency": 5}"""), new ParetoFigureOptions { UserCountKey = "users" });

        Assert.That(Frontier(figure), Is.EqualTo("10:100"));
    }

    [TestCase("\"num_gpus\": 8, \"tensor_parallel_size\": 2", "12.5")]
    [TestCase("\"gpu_count\": 4, \"tensor_parallel_size\": 2", "25")]
    [TestCase("\"tensor_parallel_size\": 2, \"pp\": 2", "25")]
    [TestCase("\"tensor-parallel-size\": 2, \"data_parallel_size\": 5", "10")]
    [TestCase("\"tp\": \"4\"", "25")]
    [TestCase("\"other\": 3", "100")]
    public void Draw_Gpus_AreGivenOrInferred(string keys, string expected)
    {
        var figure = ParetoFigures.Draw(TestRuns.Of($$"""{"output_throughput": 100, "max_concurrency": 10, {{keys}}}"""));

        Assert.That(Frontier(figure), Is.EqualTo($"10:{expected}"));
    }

    [Test]
    public void Draw_GpuCountKeyThatIsMissing_ListsKeys() => Assert.That(
        () => ParetoFigures.Draw(TestRuns.Of("""{"output_throughput": 100, "max_concurrency": 10}"""), new ParetoFigureOptions { GpuCountKey = "gpus" }),
        Throws.InstanceOf<InvalidInputException>().With.Message.Contains("Cannot find metric 'gpus'").And.Message.Contains("max_concurrency"));

    [Test]
    public void Draw_RunsOfOneCase_CountWithTheirMean()
    {
        var figure = ParetoFigures.Draw(TestRuns.Of(
            """{"case": "a", "output_throughput": 100, "max_concurrency": 10}""",
            """{"case": "a", "output_throughput": 200, "max_concurrency": 10}"""));

        Assert.That(Frontier(figure), Is.EqualTo("15:150"));
    }

    [Test]
    public void Draw_Groups_HaveAFrontierEach()
    {
        var figure = ParetoFigures.Draw(
            TestRuns.Of(
                """{"output_throughput": 100, "max_concurrency": 10, "model": "a"}""",
                """{"output_throughput": 10, "max_concurrency": 10, "model": "b"}"""),
            new ParetoFigureOptions { GroupBy = ["model"] });

        Assert.That(figure.Model.Series.OfType<LineSeries>().Select(series => series.Title), Is.EqualTo(["a", "b"]));
    }

    [Test]
    public void Draw_TwoMetrics_LatencyIsBetterWhereItIsLower()
    {
        var figure = ParetoFigures.Draw(
            TestRuns.Of(
                """{"request_throughput": 10, "p99_ttft_ms": 50}""",
                """{"request_throughput": 20, "p99_ttft_ms": 80}""",
                """{"request_throughput": 15, "p99_ttft_ms": 90}"""),
            new ParetoFigureOptions { XMetric = "p99_ttft_ms", YMetric = "request_throughput" });

        Assert.That(Frontier(figure), Is.EqualTo("50:10 80:20"));
    }

    [Test]
    public void Draw_LabelsOfTheFrontier_SayWhatVaries()
    {
        var figure = ParetoFigures.Draw(TestRuns.Of(
            """{"output_throughput": 100, "max_concurrency": 4, "tp": 1}""",
            """{"output_throughput": 300, "max_concurrency": 64, "tp": 1}"""));

        Assert.That(figure.Model.Annotations.OfType<TextAnnotation>().Select(label => label.Text), Is.EquivalentTo(["4", "64"]));
    }

    [Test]
    public void Draw_ManyPoints_LabelsDoNotOverlap()
    {
        var figure = ParetoFigures.Draw(TestRuns.Of([.. Enumerable.Range(1, 60).Select(users => string.Create(CultureInfo.InvariantCulture, $$"""{"output_throughput": {{100 + (users * 0.01)}}, "max_concurrency": {{users}}}"""))]));

        Assert.Multiple(() =>
        {
            Assert.That(figure.Model.Annotations.OfType<TextAnnotation>().Count(), Is.InRange(5, 60));
            Assert.That(() => FigureExporter.ToSvg(figure), Throws.Nothing);
        });
    }

    private static string Frontier(Figure figure) => string.Join(' ', figure.Model.Series.OfType<LineSeries>().Single().Points
        .Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X}:{point.Y}")));
}
