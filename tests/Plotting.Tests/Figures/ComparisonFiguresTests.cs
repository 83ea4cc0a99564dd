using OxyPlot.Series;
using ServeMulti.Plotting.Export;

namespace ServeMulti.Plotting.Figures;

[TestFixture]
public sealed class ComparisonFiguresTests
{
    private static readonly Runs.RunSet Runs = TestRuns.Of(
        """{"case": "a", "config": "slow", "request_throughput": 9, "p99_e2el_ms": 10}""",
        """{"case": "a", "config": "slow", "request_throughput": 11, "p99_e2el_ms": 10}""",
        """{"case": "b", "config": "fast", "request_throughput": 20, "p99_e2el_ms": 30}"""
    );

    [Test]
    public void Draw_Configurations_TheBestStandsOnTop()
    {
        var figure = ComparisonFigures.Draw(Runs, new ComparisonFigureOptions { ConfigurationBy = ["config"] });
        var axis = figure.Model.Axes.Single(one => one.Key == "y0");

        Assert.That((axis.LabelFormatter!(1), axis.LabelFormatter!(0)), Is.EqualTo(("fast", "slow")));
    }

    [Test]
    public void Draw_Bars_HaveTheMeanAndItsInterval()
    {
        var figure = ComparisonFigures.Draw(
            Runs,
            new ComparisonFigureOptions { ConfigurationBy = ["config"], Metrics = ["request_throughput"] }
        );

        Assert.Multiple(() =>
        {
            Assert.That(figure.Model.Series.OfType<RectangleBarSeries>().Single().Items.Select(bar => bar.X1), Is.EqualTo([20, 10]));
            Assert.That(
                figure.Model.Series.OfType<IntervalSeries>().Single().Items.Select(item => item.HalfX is null),
                Is.EqualTo([true, false])
            );
        });
    }

    [Test]
    public void Draw_LongNames_AreShortenedAndWholeWhenPointedAt()
    {
        var name = new string('a', 80);
        var figure = ComparisonFigures.Draw(
            TestRuns.Of($$"""{"config": "{{name}}", "request_throughput": 1}""", """{"config": "b", "request_throughput": 2}"""),
            new ComparisonFigureOptions { ConfigurationBy = ["config"] }
        );

        Assert.Multiple(() =>
        {
            Assert.That(FigureExporter.ToSvg(figure), Does.Contain("…").And.Contain($"<title>{name}"));
            Assert.That(figure.Points.Select(point => point.Text), Has.Some.StartsWith(name));
        });
    }

    [Test]
    public void Draw_ConfigurationWithFailedRequests_IsNeverOnTop()
    {
        var figure = ComparisonFigures.Draw(
            TestRuns.Of(
                """{"config": "broken", "request_throughput": 30, "failed": 5}""",
                """{"config": "whole", "request_throughput": 20, "failed": 0}"""
            ),
            new ComparisonFigureOptions { ConfigurationBy = ["config"] }
        );
        var axis = figure.Model.Axes.Single(one => one.Key == "y0");

        Assert.That((axis.LabelFormatter!(1), axis.LabelFormatter!(0)), Is.EqualTo(("whole", "broken (requests failed)")));
    }

    [Test]
    public void Draw_SeveralWorkloads_HaveNoCommonBest()
    {
        var figure = ComparisonFigures.Draw(
            TestRuns.Configured(
                ["config"],
                ["random_input_len"],
                """{"config": "a", "random_input_len": 64, "request_throughput": 10}""",
                """{"config": "a", "random_input_len": 512, "request_throughput": 1}""",
                """{"config": "b", "random_input_len": 64, "request_throughput": 20}""",
                """{"config": "b", "random_input_len": 512, "request_throughput": 0.5}"""
            )
        );
        var axis = figure.Model.Axes.Single(one => one.Key == "y0");

        Assert.That((axis.LabelFormatter!(1), axis.LabelFormatter!(0)), Is.EqualTo(("a", "b")));
    }

    [Test]
    public void Draw_MissingMetric_ListsKeys() =>
        Assert.That(
            () => ComparisonFigures.Draw(Runs, new ComparisonFigureOptions { Metrics = ["speed"] }),
            Throws.InstanceOf<InvalidInputException>().With.Message.Contains("request_throughput")
        );
}
