using OxyPlot.Annotations;
using OxyPlot.Series;
using ServeMulti.Plotting.Export;
using ServeMulti.Sla;

namespace ServeMulti.Plotting.Figures;

[TestFixture]
public sealed class SearchFiguresTests
{
    private static readonly ServiceLevel Level = ServiceLevel.Parse("p99_e2el_ms<=300,p99_ttft_ms<=80");

    [Test]
    public void Draw_Search_HasAPanelPerMetricWithItsTarget()
    {
        var figure = SearchFigures.Draw(Result());

        Assert.That(
            figure
                .Model.Annotations.OfType<LineAnnotation>()
                .Where(line => line.Type == LineAnnotationType.Horizontal)
                .Select(line => (line.YAxisKey, line.Y)),
            Is.EqualTo([("y0", 300.0), ("y1", 80.0)])
        );
    }

    [Test]
    public void Draw_Probes_AreToldApartByTheirVerdict()
    {
        var series = SearchFigures
            .Draw(Result())
            .Model.Series.OfType<ScatterSeries>()
            .Where(one => one.YAxisKey == "y0")
            .ToDictionary(one => one.Title.Replace('\n', ' '), one => one.Points.Count);

        Assert.That(
            series,
            Is.EquivalentTo(
                new Dictionary<string, int>
                {
                    ["a run"] = 3,
                    ["run that does not count"] = 1,
                    ["load that meets the SLA"] = 2,
                    ["load that misses the SLA"] = 1,
                    ["load without a measurement"] = 0,
                }
            )
        );
    }

    [Test]
    public void Draw_Answer_HasItsLineAndInterval()
    {
        var figure = SearchFigures.Draw(Result());

        Assert.Multiple(() =>
        {
            Assert.That(
                figure.Model.Annotations.OfType<LineAnnotation>().First(line => line.Type == LineAnnotationType.Vertical).X,
                Is.EqualTo(20)
            );
            Assert.That(
                figure.Model.Annotations.OfType<RectangleAnnotation>().Select(area => (area.MinimumX, area.MaximumX)),
                Does.Contain((19.0, 22.0))
            );
        });
    }

    [Test]
    public void Draw_NothingPasses_HasNoAnswer()
    {
        var figure = SearchFigures.Draw(
            new SlaSearchResult
            {
                ServiceLevel = Level,
                Variable = LoadVariable.MaxConcurrency,
                Outcome = SlaSearchOutcome.NothingPasses,
            }
        );

        Assert.Multiple(() =>
        {
            Assert.That(
                figure.Model.Annotations.OfType<LineAnnotation>().Where(line => line.Type == LineAnnotationType.Vertical),
                Is.Empty
            );
            Assert.That(() => FigureExporter.ToSvg(figure), Throws.Nothing);
        });
    }

    private static SlaSearchResult Result() =>
        new()
        {
            ServiceLevel = Level,
            Variable = LoadVariable.RequestRate,
            Outcome = SlaSearchOutcome.Bounded,
            Load = 20,
            AtLeast = 18,
            Interval = new LoadInterval(19, 22),
            Passing = 20,
            Failing = 24,
            Probes =
            [
                Probe(10, SlaVerdictKind.Met, 100, true),
                new SlaProbe(20, new SlaVerdict { Kind = SlaVerdictKind.Met }, [Run(0, 250, true), Run(1, 900, false)]),
                Probe(24, SlaVerdictKind.Missed, 400, true),
            ],
        };

    private static SlaProbe Probe(double load, SlaVerdictKind kind, double value, bool counts) =>
        new(load, new SlaVerdict { Kind = kind }, [Run(0, value, counts)]);

    private static SlaProbeRun Run(int number, double value, bool counts) =>
        new(
            number,
            100,
            counts,
            10,
            [new CriterionCheck(Level[0], value, value <= 300, 0), new CriterionCheck(Level[1], value / 5, value <= 400, 0)]
        );
}
