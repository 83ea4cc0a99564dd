using System.Globalization;
using OxyPlot.Series;
using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Reports;

/// <summary>Figures of single requests in a report.</summary>
[TestFixture]
public sealed class DetailFiguresTests
{
    private readonly ResultFolder _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task Draw_DetailedResults_HasDistributionsAtTheSameLoadAndATimeline()
    {
        foreach (var label in new[] { "a", "b" })
        {
            Write($"{label}.json", label, 4);
        }

        Write("c.json", "a", 8);

        var drawn = ReportFigures.Draw(await ExperimentResults.ReadAsync(_folder.Path));
        var figure = drawn.Figures.Single(one => one.Name == "DISTRIBUTION");

        Assert.Multiple(() =>
        {
            Assert.That(figure.Model.Subtitle, Is.EqualTo("request_rate=4"));
            Assert.That(figure.Model.Series.OfType<LineSeries>().Select(line => line.Title).Distinct(), Is.EqualTo(["label=a", "label=b"]));
            Assert.That(drawn.Figures.Select(one => one.Name), Does.Contain("TIMELINE"));
            Assert.That(drawn.More.Select(one => one.Name), Does.Contain("DISTRIBUTION-2"));
        });
    }

    [Test]
    public async Task Draw_FileThatIsGone_IsANoteAndCostsNoOtherFigure()
    {
        Write("a.json", "a", 4);
        Write("b.json", "b", 4);
        var results = await ExperimentResults.ReadAsync(_folder.Path);
        File.WriteAllText(Path.Combine(_folder.Path, "b.json"), new string('x', 5000));

        var drawn = ReportFigures.Draw(results);

        Assert.That(
            drawn.Figures.Single(one => one.Name == "DISTRIBUTION").Model.Series.OfType<LineSeries>().Select(line => line.Title).Distinct(),
            Is.EqualTo(["label=a"])
        );
    }

    private void Write(string file, string label, int rate)
    {
        var numbers = string.Join(", ", Enumerable.Range(1, 300).Select(index => (index / 1000.0).ToString(CultureInfo.InvariantCulture)));
        _folder.Write(
            file,
            $$"""
            {"label": "{{label}}", "request_rate": {{rate}}, "num_prompts": 300, "duration": 5, "completed": 300, "request_throughput": {{rate}}, "p99_ttft_ms": 5,
             "start_times": [{{numbers}}], "ttfts": [{{numbers}}], "itls": [{{string.Join(", ", Enumerable.Repeat("[0.01]", 300))}}]}
            """
        );
    }
}
