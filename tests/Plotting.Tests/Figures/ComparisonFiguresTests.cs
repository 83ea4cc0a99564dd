using OxyPlot.Series;
using ServeMulti.Plotting.Export;

namespace ServeMulti.Plotting.Figures;

[TestFixture]
public sealed class ComparisonFiguresTests
{
    private static readonly Runs.RunSet Runs = TestRuns.Of(
        """{"case": "a", "config": "slow", "request_throughput": 8, "p99_e2el_ms": 10}""",
        """{"case": "a", "config": "slow", "request_throughput": 12.5, "p99_e2el_ms": 10}""",
        """{"case": "b", "config": "fast", "request_throughput": 19, "p99_e2el_ms": 30}""",
        """{"case": "b", "config": "fast", "request_throughput": 21, "p99_e2el_ms": 30}""",
        """{"case": "c", "config": "one", "request_throughput": 15, "p99_e2el_ms": 20}"""
    );

    [Test]
    public void Draw_OneWorkload_TheBestIsOnTopAndTheBaselineIsNotCompared()
    {
        var figure = Draw(Runs, "config=slow");

        Assert.That(Names(figure), Is.EqualTo(new[] { "config=fast", "config=one" }));
        Assert.That(figure.Model.Title, Is.EqualTo("Configurations against config=slow"));
    }

    [Test]
    public void Draw_Points_AreRatiosOfGeometricMeansWithTheirIntervals()
    {
        var figure = Draw(Runs, "config=slow");
        var points = figure.Model.Series.OfType<LineSeries>().First().Points;
        var intervals = figure.Model.Series.OfType<IntervalSeries>().First().Items;

        // The geometric mean of 8 and 12.5 is 10.
        Assert.Multiple(() =>
        {
            Assert.That(points.Select(point => point.X), Is.EqualTo([(100 * Math.Sqrt(19 * 21) / 10) - 100, 50]).Within(1e-9));
            Assert.That(intervals.Select(item => item.HalfX is null), Is.EqualTo([false, true]));
            Assert.That(
                figure.Points[0].Text,
                Does.StartWith("config=fast against config=slow\nrequest_throughput: +99.7 % (95 % interval -")
            );
            Assert.That(figure.Points[1].Text, Does.EndWith("+50.0 % (no interval: a single run)"));
        });
    }

    [Test]
    public void Draw_Latency_IsADifferenceOfTheMetricItself()
    {
        var figure = ComparisonFigures.Draw(
            Runs,
            new()
            {
                ConfigurationBy = ["config"],
                Metrics = ["p99_e2el_ms"],
                Baseline = "config=fast",
            }
        );

        Assert.That(
            figure.Model.Series.OfType<LineSeries>().Single().Points.Select(point => point.X),
            Is.EqualTo([-100.0 * 2 / 3, -100.0 / 3]).Within(1e-9)
        );
        Assert.That(Names(figure), Is.EqualTo(new[] { "config=slow", "config=one" }), "the lowest latency is on top");
    }

    [Test]
    public void Draw_Description_NamesTheBestDifference() =>
        Assert.That(
            FigureExporter.ToSvg(Draw(Runs, "config=slow")),
            Does.Contain(
                "aria-label=\"Configurations against config=slow. 2 configurations against config=slow on 1 workload. Request throughput: the best difference is that of config=fast with +99.7 % (95 % interval "
            )
        );

    [Test]
    public void Draw_LongNames_AreShortenedAndWholeWhenPointedAt()
    {
        var name = new string('a', 80);
        var figure = Draw(
            TestRuns.Of($$"""{"config": "{{name}}", "request_throughput": 1}""", """{"config": "b", "request_throughput": 2}"""),
            "config=b"
        );

        Assert.Multiple(() =>
        {
            Assert.That(FigureExporter.ToSvg(figure), Does.Contain("…").And.Contain($"<title>config={name} against config=b"));
            Assert.That(figure.Points.Select(point => point.Text), Has.Some.StartsWith("config=" + name));
        });
    }

    [Test]
    public void Draw_ConfigurationWithFailedRequests_IsNeitherBaselineNorCompared()
    {
        var figure = Draw(
            TestRuns.Of(
                """{"config": "broken", "request_throughput": 30, "failed": 5}""",
                """{"config": "whole", "request_throughput": 20, "failed": 0}""",
                """{"config": "other", "request_throughput": 10, "failed": 0}"""
            ),
            null
        );

        Assert.That(figure.Model.Title, Is.EqualTo("Configurations against config=whole"));
        Assert.That(Names(figure), Is.EqualTo(new[] { "config=other" }));
    }

    [Test]
    public void Draw_SeveralWorkloads_HaveAPointEachAndNoCommonBest()
    {
        var figure = ComparisonFigures.Draw(
            TestRuns.Configured(
                ["config"],
                ["random_input_len"],
                """{"config": "a", "random_input_len": 64, "request_throughput": 10}""",
                """{"config": "a", "random_input_len": 512, "request_throughput": 1}""",
                """{"config": "b", "random_input_len": 64, "request_throughput": 20}""",
                """{"config": "b", "random_input_len": 512, "request_throughput": 0.5}""",
                """{"config": "c", "random_input_len": 64, "request_throughput": 30}"""
            )
        );

        Assert.Multiple(() =>
        {
            Assert.That(Names(figure), Is.EqualTo(new[] { "config=b", "config=c" }));
            Assert.That(
                figure.Model.Series.OfType<LineSeries>().Select(series => (series.Title, series.Points.Count)),
                Is.EqualTo(new[] { ("64", 2), ("512", 1) })
            );
        });
    }

    [Test]
    public void Draw_MissingMetric_ListsKeys() =>
        Assert.That(
            () => ComparisonFigures.Draw(Runs, new ComparisonFigureOptions { Metrics = ["speed"] }),
            Throws.InstanceOf<InvalidInputException>().With.Message.Contains("request_throughput")
        );

    [Test]
    public void Draw_UnknownBaseline_ListsConfigurations() =>
        Assert.That(
            () => Draw(Runs, "quick"),
            Throws
                .InstanceOf<InvalidInputException>()
                .With.Message.EqualTo("No configuration with results is called quick. They are: config=slow; config=fast; config=one.")
        );

    [Test]
    public void Draw_NothingToCompare_SaysWhy() =>
        Assert.That(
            () => Draw(TestRuns.Of("""{"config": "a", "request_throughput": 0}""", """{"config": "b", "request_throughput": 2}"""), null),
            Throws.InstanceOf<InvalidInputException>().With.Message.StartsWith("No configuration can be compared with config=a")
        );

    private static Figure Draw(Runs.RunSet runs, string? baseline) =>
        ComparisonFigures.Draw(
            runs,
            new()
            {
                ConfigurationBy = ["config"],
                Metrics = ["request_throughput"],
                Baseline = baseline,
            }
        );

    private static string[] Names(Figure figure)
    {
        var axis = figure.Model.Axes.Single(one => one.Key == "y0");
        return [.. Enumerable.Range(0, (int)Math.Round(axis.Maximum + 0.5)).Reverse().Select(place => axis.LabelFormatter!(place))];
    }
}
