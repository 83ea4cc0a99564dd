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
        var figure = ParetoFigures.Draw(
            TestRuns.Of($$"""{"output_throughput": 100, "request_rate": {{rate}}, "max_concurrent_requests": 5}""")
        );

        Assert.That(Frontier(figure), Is.EqualTo("20:100"));
    }

    [Test]
    public void Draw_RequestRateAlone_IsLeftOut()
    {
        var figure = ParetoFigures.Draw(
            TestRuns.Of("""{"output_throughput": 100, "request_rate": 10}""", """{"output_throughput": 100, "max_concurrency": 10}""")
        );

        Assert.Multiple(() =>
        {
            Assert.That(Frontier(figure), Is.EqualTo("10:100"));
            Assert.That(figure.Model.Subtitle, Does.Contain("1 case is left out"));
        });
    }

    [Test]
    public void Draw_NoUsersAtAll_IsRefused() =>
        Assert.That(
            () => ParetoFigures.Draw(TestRuns.Of("""{"output_throughput": 100, "request_rate": 10}""")),
            Throws.InstanceOf<InvalidInputException>().With.Message.Contains("max_concurrency")
        );

    [Test]
    public void Draw_UserCountKey_IsTaken()
    {
        var figure = ParetoFigures.Draw(
            TestRuns.Of("""{"output_throughput": 100, "users": 10, "max_concurrency": 5}"""),
            new ParetoFigureOptions { UserCountKey = "users" }
        );

        Assert.That(Frontier(figure), Is.EqualTo("10:100"));
    }

    [TestCase("\"num_gpus\": 8, \"tensor_parallel_size\": 2", "12.5")]
    [TestCase("\"gpu_count\": 4, \"tensor_parallel_size\": 2", "25")]
    [TestCase("\"tensor_parallel_size\": 2, \"pp\": 2", "25")]
    [TestCase("\"tensor-parallel-size\": 2, \"data_parallel_size\": 5", "10")]
    [TestCase("\"tp\": \"4\"", "25")]
    public void Draw_Gpus_AreGivenOrInferred(string keys, string expected)
    {
        var figure = ParetoFigures.Draw(TestRuns.Of($$"""{"output_throughput": 100, "max_concurrency": 10, {{keys}}}"""));

        Assert.That(Frontier(figure), Is.EqualTo($"10:{expected}"));
    }

    [Test]
    public void Draw_GpusNotKnown_DividesNothingAndSaysSo()
    {
        var figure = ParetoFigures.Draw(TestRuns.Of("""{"output_throughput": 100, "max_concurrency": 10}"""));

        Assert.Multiple(() =>
        {
            Assert.That(Frontier(figure), Is.EqualTo("10:100"));
            Assert.That(figure.Model.Axes.Select(axis => axis.Title), Does.Contain("output tokens/s per server, GPUs not known"));
            Assert.That(figure.Model.Title, Does.Contain("per server").And.Not.Contain("GPU"));
        });
    }

    [Test]
    public void Draw_GpusOfSomeKnown_NeverShareAPanelWithTheOthers()
    {
        var figure = ParetoFigures.Draw(
            TestRuns.Of(
                """{"output_throughput": 100, "max_concurrency": 10}""",
                """{"output_throughput": 400, "max_concurrency": 10, "tensor_parallel_size": 8}"""
            )
        );

        Assert.Multiple(() =>
        {
            Assert.That(
                figure.Model.Series.OfType<LineSeries>().Select(series => (series.YAxisKey, series.Points.Single().Y)),
                Is.EqualTo([("y0", 50.0), ("y1", 100.0)])
            );
            Assert.That(
                figure.Model.Axes.Where(axis => axis.Key is "y0" or "y1").Select(axis => axis.Title),
                Is.EqualTo(["output throughput per GPU (tokens/s)", "output tokens/s per server, GPUs not known"])
            );
        });
    }

    [Test]
    public void Draw_GpusThatWereSaid_CountForAllRuns()
    {
        var figure = ParetoFigures.Draw(TestRuns.Of("""{"output_throughput": 100, "max_concurrency": 10, "num_gpus": 2}""").WithGpus(4));

        Assert.That(Frontier(figure), Is.EqualTo("10:25"));
    }

    [Test]
    public void Draw_Workloads_HaveAFrontierEach()
    {
        var figure = ParetoFigures.Draw(
            TestRuns.Configured(
                [],
                ["max_concurrency", "random_input_len"],
                """{"random_input_len": 64, "output_throughput": 1000, "max_concurrency": 1}""",
                """{"random_input_len": 64, "output_throughput": 2000, "max_concurrency": 8}""",
                """{"random_input_len": 512, "output_throughput": 100, "max_concurrency": 1}""",
                """{"random_input_len": 512, "output_throughput": 200, "max_concurrency": 8}"""
            )
        );

        Assert.That(
            figure
                .Model.Series.OfType<LineSeries>()
                .Select(series => (series.XAxisKey, string.Join(' ', series.Points.Select(point => point.Y)))),
            Is.EqualTo([("x0", "2000 1000"), ("x1", "200 100")])
        );
    }

    [Test]
    public void Draw_BurstOfASearch_IsNoPoint()
    {
        var figure = ParetoFigures.Draw(
            TestRuns.Of([
                .. new[] { 65536, 10, 20 }.Select(rate =>
                    $$"""{"request_rate": {{rate}}, "output_throughput": {{rate * 10}}, "max_concurrent_requests": {{rate}}}"""
                ),
            ])
        );

        Assert.Multiple(() =>
        {
            Assert.That(figure.Points, Has.Count.EqualTo(2));
            Assert.That(figure.Model.Subtitle, Does.Contain("not shown: 65536 (all at once)"));
        });
    }

    [Test]
    public void Draw_ManyWorkloads_HaveALineEach()
    {
        var figure = ParetoFigures.Draw(
            TestRuns.Configured(
                [],
                ["random_input_len"],
                [
                    .. Enumerable
                        .Range(1, 6)
                        .Select(length =>
                            $$"""{"random_input_len": {{length}}, "output_throughput": {{100 * length}}, "max_concurrency": 1}"""
                        ),
                ]
            )
        );

        Assert.That(
            figure.Model.Series.OfType<LineSeries>().Select(series => (series.Title, series.Points.Count)),
            Is.EqualTo(Enumerable.Range(1, 6).Select(length => ($"{length}", 1)))
        );
    }

    [Test]
    public void Draw_CaseWithFailedRequests_IsOnNoFrontier()
    {
        var figure = ParetoFigures.Draw(
            TestRuns.Of(
                """{"output_throughput": 900, "max_concurrency": 10, "num_gpus": 1, "failed": 5}""",
                """{"output_throughput": 100, "max_concurrency": 10, "num_gpus": 1, "failed": 0}"""
            )
        );

        Assert.Multiple(() =>
        {
            Assert.That(Frontier(figure), Is.EqualTo("10:100"));
            Assert.That(figure.Model.Subtitle, Does.Contain("1 case with failed requests cannot be on a frontier"));
            Assert.That(figure.Points.Select(point => point.Text), Has.One.EndWith("requests failed"));
        });
    }

    [Test]
    public void Draw_SecondsOfAKnownClient_AreBetterWhereTheyAreFewer()
    {
        var figure = ParetoFigures.Draw(
            TestRuns.Of(
                """{"tput_per_gpu": 60, "median_e2el": 73}""",
                """{"tput_per_gpu": 157, "median_e2el": 215}""",
                """{"tput_per_gpu": 150, "median_e2el": 401}"""
            ),
            new ParetoFigureOptions { XMetric = "median_e2el", YMetric = "tput_per_gpu" }
        );

        Assert.That(Frontier(figure), Is.EqualTo("73:60 215:157"));
    }

    [TestCase(true, "1:20 2:10")]
    [TestCase(false, "1:20")]
    public void Draw_MetricThatIsNotKnown_NeedsADirection(bool isHigher, string expected)
    {
        var runs = TestRuns.Of("""{"speed": 2, "request_throughput": 10}""", """{"speed": 1, "request_throughput": 20}""");
        var options = new ParetoFigureOptions { XMetric = "speed", YMetric = "request_throughput" };

        Assert.Multiple(() =>
        {
            Assert.That(
                () => ParetoFigures.Draw(runs, options),
                Throws.InstanceOf<InvalidInputException>().With.Message.Contains("--higher-is-better speed or --lower-is-better speed")
            );
            Assert.That(Frontier(ParetoFigures.Draw(runs, options with { XHigherIsBetter = isHigher })), Is.EqualTo(expected));
        });
    }

    [Test]
    public void Draw_GpuCountKeyThatIsMissing_ListsKeys() =>
        Assert.That(
            () =>
                ParetoFigures.Draw(
                    TestRuns.Of("""{"output_throughput": 100, "max_concurrency": 10}"""),
                    new ParetoFigureOptions { GpuCountKey = "gpus" }
                ),
            Throws
                .InstanceOf<InvalidInputException>()
                .With.Message.Contains("Cannot find metric 'gpus'")
                .And.Message.Contains("max_concurrency")
        );

    [Test]
    public void Draw_RunsOfOneCase_CountWithTheirMean()
    {
        var figure = ParetoFigures.Draw(
            TestRuns.Of(
                """{"case": "a", "output_throughput": 100, "max_concurrency": 10}""",
                """{"case": "a", "output_throughput": 200, "max_concurrency": 10}"""
            )
        );

        Assert.That(Frontier(figure), Is.EqualTo("15:150"));
    }

    [Test]
    public void Draw_Groups_HaveAFrontierEach()
    {
        var figure = ParetoFigures.Draw(
            TestRuns.Of(
                """{"output_throughput": 100, "max_concurrency": 10, "model": "a"}""",
                """{"output_throughput": 10, "max_concurrency": 10, "model": "b"}"""
            ),
            new ParetoFigureOptions { GroupBy = ["model"] }
        );

        Assert.That(figure.Model.Series.OfType<LineSeries>().Select(series => series.Title), Is.EqualTo(["a", "b"]));
    }

    [Test]
    public void Draw_TwoMetrics_LatencyIsBetterWhereItIsLower()
    {
        var figure = ParetoFigures.Draw(
            TestRuns.Of(
                """{"request_throughput": 10, "p99_ttft_ms": 50}""",
                """{"request_throughput": 20, "p99_ttft_ms": 80}""",
                """{"request_throughput": 15, "p99_ttft_ms": 90}"""
            ),
            new ParetoFigureOptions { XMetric = "p99_ttft_ms", YMetric = "request_throughput" }
        );

        Assert.That(Frontier(figure), Is.EqualTo("50:10 80:20"));
    }

    [Test]
    public void Draw_LabelsOfTheFrontier_SayWhatVaries()
    {
        var figure = ParetoFigures.Draw(
            TestRuns.Of(
                """{"output_throughput": 100, "max_concurrency": 4, "tp": 1}""",
                """{"output_throughput": 300, "max_concurrency": 64, "tp": 1}"""
            )
        );

        Assert.That(figure.Model.Annotations.OfType<TextAnnotation>().Select(label => label.Text), Is.EquivalentTo(["4", "64"]));
    }

    [Test]
    public void Draw_ManyPoints_LabelsDoNotOverlap()
    {
        var figure = ParetoFigures.Draw(
            TestRuns.Of([
                .. Enumerable
                    .Range(1, 60)
                    .Select(users =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $$"""{"output_throughput": {{100 + (users * 0.01)}}, "max_concurrency": {{users}}}"""
                        )
                    ),
            ])
        );

        Assert.Multiple(() =>
        {
            Assert.That(figure.Model.Annotations.OfType<TextAnnotation>().Count(), Is.InRange(5, 60));
            Assert.That(() => FigureExporter.ToSvg(figure), Throws.Nothing);
        });
    }

    private static string Frontier(Figure figure) =>
        string.Join(
            ' ',
            figure
                .Model.Series.OfType<LineSeries>()
                .Single()
                .Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X}:{point.Y}"))
        );
}
