using OxyPlot.Annotations;
using OxyPlot.Series;
using ServeMulti.Sla;

namespace ServeMulti.Plotting.Figures;

[TestFixture]
public sealed class LoadFiguresTests
{
    [Test]
    public void Draw_Runs_HaveARowPerMetric()
    {
        var figure = LoadFigures.Draw(Scan());

        Assert.Multiple(() =>
        {
            Assert.That(figure.Model.Series.OfType<LineSeries>().Select(series => series.YAxisKey), Is.EqualTo(["y0", "y1"]));
            Assert.That(
                figure.Model.Series.OfType<LineSeries>().Select(series => string.Join(' ', series.Points.Select(point => point.X))),
                Has.All.EqualTo("1 2 4")
            );
            Assert.That(figure.Model.Annotations.OfType<FunctionAnnotation>().Count(), Is.EqualTo(1), "the line of what was offered");
        });
    }

    [Test]
    public void Draw_Burst_IsSaidAndNotDrawn()
    {
        var figure = LoadFigures.Draw(
            TestRuns.Of(
                """{"request_rate": 1, "request_throughput": 1}""",
                """{"request_rate": 2, "request_throughput": 2}""",
                """{"request_rate": 65536, "request_throughput": 2}"""
            )
        );

        Assert.Multiple(() =>
        {
            Assert.That(figure.Model.Series.OfType<LineSeries>().Single().Points, Has.Count.EqualTo(2));
            Assert.That(figure.Model.Subtitle, Is.EqualTo("not shown: 65536 (all at once)"));
        });
    }

    [Test]
    public void Draw_SameLoadEverywhere_IsRefused() =>
        Assert.That(
            () => LoadFigures.Draw(TestRuns.Of("""{"request_rate": 1, "request_throughput": 1}""")),
            Throws.InstanceOf<InvalidInputException>()
        );

    [Test]
    public void Draw_TwoWorkloads_HaveColumnsOfTheirOwn()
    {
        var figure = LoadFigures.Draw(
            TestRuns.Configured(
                ["max_num_seqs"],
                ["request_rate", "random_input_len"],
                """{"max_num_seqs": 4, "random_input_len": 64, "request_rate": 1, "p99_ttft_ms": 10}""",
                """{"max_num_seqs": 4, "random_input_len": 512, "request_rate": 2, "p99_ttft_ms": 40}""",
                """{"max_num_seqs": 4, "random_input_len": 64, "request_rate": 2, "p99_ttft_ms": 20}""",
                """{"max_num_seqs": 16, "random_input_len": 512, "request_rate": 1, "p99_ttft_ms": 30}"""
            ),
            new LoadFigureOptions { CurveBy = [] }
        );

        Assert.Multiple(() =>
        {
            Assert.That(
                figure
                    .Model.Series.OfType<LineSeries>()
                    .Select(series => (series.XAxisKey, string.Join(' ', series.Points.Select(point => point.Y)))),
                Is.EquivalentTo([("x0", "10 20"), ("x1", "40"), ("x1", "30")])
            );
            Assert.That(
                figure.Model.Axes.Where(axis => axis.Key.StartsWith("heading", StringComparison.Ordinal)).Select(axis => axis.Title),
                Is.EqualTo(["random_input_len=64", "random_input_len=512"])
            );
        });
    }

    [Test]
    public void FindVariable_TheOneThatVariesMore_IsFound() =>
        Assert.That(
            LoadFigures.FindVariable(
                TestRuns.Of("""{"request_rate": "inf", "max_concurrency": 1}""", """{"request_rate": "inf", "max_concurrency": 8}""")
            ),
            Is.EqualTo(LoadVariable.MaxConcurrency)
        );

    private static Runs.RunSet Scan() =>
        TestRuns.Of(
            """{"request_rate": 4, "request_throughput": 3, "p99_e2el_ms": 300}""",
            """{"request_rate": 1, "request_throughput": 1, "p99_e2el_ms": 100}""",
            """{"request_rate": 2, "request_throughput": 2, "p99_e2el_ms": 120}"""
        );
}
