using OxyPlot.Series;
using ServeMulti.Plotting.Export;
using ServeMulti.Plotting.Runs;
using ServeMulti.Sla;

namespace ServeMulti.Plotting.Figures;

[TestFixture]
public sealed class ParameterFiguresTests
{
    private static readonly RunSet Grid = Runs(
        from seqs in new[] { 8, 16, 64 }
        from tokens in new[] { 2048, 4096 }
        select $$"""{"seqs": {{seqs}}, "tokens": {{tokens}}, "request_throughput": {{seqs + (tokens / 1024)}}, "p99_e2el_ms": {{1000 / seqs}}}"""
    );

    [Test]
    public void Draw_Grid_LinesJoinCasesThatDifferInOneParameterAlone()
    {
        var figure = ParameterFigures.Draw(Grid).Figures.Single();
        var lines = figure.Model.Series.OfType<LineSeries>().Where(line => line.YAxisKey == "y0").ToArray();

        Assert.Multiple(() =>
        {
            Assert.That(
                lines
                    .Where(line => line.XAxisKey == "x0")
                    .Select(line => (line.Title, string.Join(' ', line.Points.Select(point => point.Y)))),
                Is.EqualTo([("tokens=2048", "10 18 66"), ("tokens=4096", "12 20 68")])
            );
            Assert.That(
                lines
                    .Where(line => line.XAxisKey == "x1")
                    .Select(line => (line.Title, string.Join(' ', line.Points.Select(point => point.Y)))),
                Is.EqualTo([("seqs=8", "10 12"), ("seqs=16", "18 20"), ("seqs=64", "66 68")])
            );
        });
    }

    [Test]
    public void Draw_FiftyValues_LabelsOfTheAxisDoNotMeet()
    {
        var runs = Runs(
            Enumerable.Range(100, 50).Select(seqs => $$"""{"seqs": {{seqs}}, "request_throughput": {{seqs}}, "p99_e2el_ms": {{seqs}}}""")
        );

        var figure = ParameterFigures.Draw(runs).Figures.Single();
        var axis = figure.Model.Axes.Single(one => one.Key == "x0");

        // Half of the width of the figure is a lower bound of the panel's.
        var distance = figure.Width / 2 / 50 * axis.MajorStep;
        Assert.That(distance, Is.GreaterThan(Fonts.TextMetrics.Width("149", FigureStyle.SmallSize, 400)));
        Assert.That(axis.LabelFormatter!(4), Is.EqualTo("104"));
    }

    [Test]
    public void Draw_ParametersThatChangeTogether_HaveNoEffectOfTheirOwn()
    {
        var drawn = ParameterFigures.Draw(
            Runs(["""{"seqs": 8, "tokens": 2048, "request_throughput": 1}""", """{"seqs": 16, "tokens": 4096, "request_throughput": 2}"""])
        );

        Assert.Multiple(() =>
        {
            Assert.That(drawn.Figures, Is.Empty);
            Assert.That(drawn.Problems.Single(), Does.StartWith("No two cases differ in one parameter alone"));
        });
    }

    [Test]
    public void Draw_TwoWorkloads_AreTwoFigures()
    {
        var drawn = ParameterFigures.Draw(
            TestRuns.Configured(
                ["seqs"],
                ["random_input_len"],
                """{"seqs": 8, "random_input_len": 512, "request_throughput": 1}""",
                """{"seqs": 16, "random_input_len": 512, "request_throughput": 2}""",
                """{"seqs": 8, "random_input_len": 1024, "request_throughput": 3}""",
                """{"seqs": 16, "random_input_len": 1024, "request_throughput": 4}"""
            )
        );

        Assert.That(
            drawn.Figures.Select(figure => (figure.Name, figure.Model.Series.OfType<LineSeries>().Single().Points.Count)),
            Is.EqualTo([("EFFECT-random_input_len=512", 2), ("EFFECT-random_input_len=1024", 2)])
        );
    }

    [Test]
    public void Draw_OtherLoads_AreNotJoined()
    {
        var drawn = ParameterFigures.Draw(
            TestRuns.Configured(
                ["seqs"],
                ["request_rate"],
                """{"seqs": 8, "request_rate": 1, "request_throughput": 1}""",
                """{"seqs": 16, "request_rate": 1, "request_throughput": 1}""",
                """{"seqs": 8, "request_rate": 2, "request_throughput": 2}""",
                """{"seqs": 16, "request_rate": 4, "request_throughput": 4}"""
            )
        );

        Assert.That(drawn.Figures.Single().Model.Series.OfType<LineSeries>().Select(line => line.Title), Is.EqualTo(["request_rate=1"]));
    }

    [Test]
    public void Draw_AnswersOfSearches_AreDrawnInsteadOfMetricsAtOtherLoads()
    {
        var runs = TestRuns.Configured(
            ["seqs"],
            ["request_rate"],
            """{"case": "a/request_rate=1", "seqs": 8, "request_rate": 1, "request_throughput": 1}""",
            """{"case": "b/request_rate=2", "seqs": 16, "request_rate": 2, "request_throughput": 2}"""
        );
        var answers = new Dictionary<string, SlaSearchResult> { ["a"] = Answer(5), ["b"] = Answer(9) };

        var figure = ParameterFigures.Draw(runs, new ParameterFigureOptions { Answers = answers }).Figures.Single();

        Assert.Multiple(() =>
        {
            Assert.That(figure.Model.Series.OfType<LineSeries>().Single().Points.Select(point => point.Y), Is.EqualTo([5, 9]));
            Assert.That(figure.Model.Axes.Single(axis => axis.Key == "y0").Title, Is.EqualTo("largest request rate (req/s)"));
            Assert.That(figure.Model.Subtitle, Is.EqualTo("within p99_ttft_ms<=200"));
            Assert.That(
                figure.Description,
                Is.EqualTo("1 line in 1 panel, by seqs. Largest request rate (req/s): 5.000 at seqs=8 to 9.000 at seqs=16.")
            );
        });
    }

    [Test]
    public void Draw_HostileValues_AFigureThatCanBeWritten()
    {
        var longName = new string('x', 2000);
        var drawn = ParameterFigures.Draw(
            Runs([
                $$"""{"seqs": "{{longName}}", "tokens": "<script>", "request_throughput": 5}""",
                """{"seqs": "שלום 🚀", "tokens": "<script>", "request_throughput": 5}""",
                """{"seqs": null, "tokens": "<script>", "request_throughput": 5}""",
                """{"seqs": "b", "tokens": "c", "request_throughput": 5}""",
                """{"seqs": "a", "tokens": "c", "request_throughput": "inf"}""",
            ])
        );

        var picture = FigureExporter.ToSvg(drawn.Figures.Single());
        Assert.That(picture, Does.Contain("seqs").And.Not.Contain("<script>"));
    }

    [Test]
    public void Draw_UnknownParameter_ListsTheKeys()
    {
        Assert.That(
            () => ParameterFigures.Draw(Grid, new ParameterFigureOptions { Parameters = ["max_seqs"] }),
            Throws.TypeOf<InvalidInputException>().With.Message.Contains("'max_seqs' (parameter)")
        );
    }

    private static SlaSearchResult Answer(double load) =>
        new()
        {
            ServiceLevel = ServiceLevel.Parse("p99_ttft_ms<=200"),
            Variable = LoadVariable.RequestRate,
            Outcome = SlaSearchOutcome.Bounded,
            Load = load,
        };

    private static RunSet Runs(IEnumerable<string> runs) => TestRuns.Configured(["seqs", "tokens"], [], [.. runs]);
}
