using OxyPlot.Annotations;
using OxyPlot.Series;
using ServeMulti.Plotting.Export;
using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Figures;

[TestFixture]
public sealed class HeatMapFiguresTests
{
    [Test]
    public void Draw_TwoNumericParameters_ACellPerPairAndGapsAreNamed()
    {
        var figure = HeatMapFigures.Draw(Runs((8, 2048, 10), (16, 2048, 20), (8, 4096, 30)), Throughput).Figures.Single();
        var cells = figure.Model.Series.OfType<RectangleBarSeries>().Single().Items;

        Assert.Multiple(() =>
        {
            Assert.That(cells.Select(cell => (cell.X0 + 0.5, cell.Y0 + 0.5)), Is.EqualTo([(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)]));
            Assert.That(cells.Select(cell => cell.Color).Distinct().Count(), Is.EqualTo(3));
            Assert.That(
                figure.Model.Annotations.OfType<TextAnnotation>().Select(text => text.Text),
                Is.EqualTo(["10.00", "20.00", "30.00", "not\nmeasured"])
            );
            Assert.That(figure.Points[2].Text, Does.StartWith("seqs=8, tokens=4096\nrequest throughput (req/s): 30.00"));
        });
    }

    [Test]
    public void Draw_ThirdParameter_APanelPerValue()
    {
        var runs = TestRuns.Configured(
            ["seqs", "tokens", "kind"],
            [],
            [
                .. from kind in new[] { "a", "b" }
                from seqs in new[] { 1, 2 }
                from tokens in new[] { 10, 20 }
                select $$"""{"seqs": {{seqs}}, "tokens": {{tokens}}, "kind": "{{kind}}", "request_throughput": {{seqs * tokens}}}""",
            ]
        );

        var figure = HeatMapFigures.Draw(runs, Throughput).Figures.Single();

        Assert.Multiple(() =>
        {
            Assert.That(figure.Model.Series.OfType<RectangleBarSeries>().Select(cells => cells.Items.Count), Is.EqualTo([4, 4]));
            Assert.That(figure.Model.Axes.Select(axis => axis.Title), Does.Contain("kind=a").And.Contain("kind=b"));
        });
    }

    [Test]
    public void Draw_TextOfCells_ContrastsWithTheCell()
    {
        var figure = HeatMapFigures
            .Draw(
                Runs([.. from seqs in Enumerable.Range(1, 6) from tokens in Enumerable.Range(1, 6) select (seqs, tokens, seqs * tokens)]),
                Throughput
            )
            .Figures.Single();
        var cells = figure.Model.Series.OfType<RectangleBarSeries>().Single().Items;
        var texts = figure.Model.Annotations.OfType<TextAnnotation>().ToArray();

        Assert.That(cells.Zip(texts, (cell, text) => FigureStyle.Contrast(cell.Color, text.TextColor)), Has.All.GreaterThanOrEqualTo(4.5));
    }

    [Test]
    public void Draw_ParametersThatChangeTogether_NoFigure() =>
        Assert.That(HeatMapFigures.Draw(Runs((1, 1, 1), (2, 2, 2), (3, 3, 3))).Figures, Is.Empty);

    [Test]
    public void Draw_AllValuesEqual_AFigureThatCanBeWritten()
    {
        var figure = HeatMapFigures.Draw(Runs((1, 1, 0), (1, 2, 0), (2, 1, 0), (2, 2, 0)), Throughput).Figures.Single();

        Assert.That(FigureExporter.ToSvg(figure), Does.Contain("seqs"));
    }

    [Test]
    public void Draw_ManyValues_StaysReadableWithoutTextInCells()
    {
        var figure = HeatMapFigures
            .Draw(
                Runs([.. from seqs in Enumerable.Range(1, 50) from tokens in Enumerable.Range(1, 50) select (seqs, tokens, seqs)]),
                Throughput
            )
            .Figures.Single();

        Assert.Multiple(() =>
        {
            Assert.That(figure.Width, Is.LessThan(1400));
            Assert.That(figure.Model.Annotations.OfType<TextAnnotation>(), Is.Empty);
            Assert.That(figure.Points, Has.Count.EqualTo(2500));
        });
    }

    private static HeatMapFigureOptions Throughput { get; } = new() { Metrics = ["request_throughput"] };

    private static RunSet Runs(params (int Seqs, int Tokens, double Throughput)[] runs) =>
        TestRuns.Configured(
            ["seqs", "tokens"],
            [],
            [
                .. runs.Select(run =>
                    FormattableString.Invariant(
                        $$"""{"seqs": {{run.Seqs}}, "tokens": {{run.Tokens}}, "request_throughput": {{run.Throughput}}}"""
                    )
                ),
            ]
        );
}
