using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Reports;

/// <summary>A report that compares all configurations with a chosen one.</summary>
[TestFixture]
public sealed class ReportBaselineTests
{
    private readonly ResultFolder _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task Of_Baseline_IsWhatSentenceBarsAndFigureCompareWith()
    {
        // The first of the file is a; the geometric mean of c is exactly 16.
        SampleSweep.Write(_folder, ("a", [10, 10.1, 10.2]), ("b", [20, 20.1, 20.2]), ("c", [15.9, 16, 25600 / 1590.0]));
        var results = await ReadAsync("config=c");

        var answer = ReportSummary.Of(results).Answers.Single();
        var figure = ReportFigures.Draw(results).Figures[0];

        Assert.Multiple(() =>
        {
            Assert.That(answer.Bars!.Heads[^1], Is.EqualTo("against the baseline"));
            Assert.That(answer.Bars.Rows.Select(row => row.Name), Is.EqualTo(new[] { "config=b", "config=c", "config=a" }));
            Assert.That(answer.Bars.Rows[0].Cells[^1], Does.Match(@"^\+25\.6 % \(\+2[0-9.]+ to \+2[0-9.]+ %\)$"));
            Assert.That(answer.Bars.Rows[1].Cells[^1], Is.EqualTo("the baseline"));
            Assert.That(answer.Bars.Rows[2].Cells[^1], Does.Match(@"^-36\.9 % \(-3[0-9.]+ to -3[0-9.]+ %\)$"));
            Assert.That(figure.Model.Title, Is.EqualTo("Configurations against config=c"));
        });
    }

    [Test]
    public async Task Of_BaselineOfTied_IsNotCalledTheFirst()
    {
        SampleSweep.Write(_folder, ("a", [10, 10.1, 10.2]), ("b", [20, 20.1, 20.3]), ("c", [20, 20.2, 20.1]));

        var chosen = ReportSummary.Of(await ReadAsync("config=b")).Answers.Single().Sentences;
        var first = ReportSummary.Of(await ReadAsync(null)).Answers.Single().Sentences;

        Assert.Multiple(() =>
        {
            Assert.That(chosen[1], Does.StartWith("Against config=b, the baseline: config=c "));
            Assert.That(first[1], Does.StartWith("Against config=a, the first: "));
        });
    }

    [Test]
    public async Task Of_BaselineOfSearches_ComparesTheirLoadsWithTheirIntervals()
    {
        SampleSweep.WriteSearch(_folder, ("a", 10, "[9.5, 10.5]", null), ("b", 20, "[19, 21]", null), ("c", 15, "[14, null]", null));

        var bars = ReportSummary.Of(await ReadAsync("config=b")).Answers.Single().Bars!;

        Assert.That(
            bars.Rows.Select(row => (row.Name, row.Cells[^1])),
            Is.EqualTo(
                new[]
                {
                    ("config=b", "the baseline"),
                    ("config=c", "at least -32 % (80 % interval)"),
                    ("config=a", "-54 to -46 % (80 % interval)"),
                }
            )
        );
    }

    [Test]
    public async Task Draw_BaselineAtManyLoads_HasTheFigureOfDifferences()
    {
        SampleExperiment.Write(_folder);

        var titles = ReportFigures.Draw(await ReadAsync("config=fast")).Figures.Select(figure => figure.Model.Title);

        Assert.That(titles.First(), Is.EqualTo("Configurations against config=fast"));
    }

    [Test]
    public async Task Write_UnknownBaseline_NamesTheNearestAndListsAll()
    {
        SampleSweep.Write(_folder, ("alpha", [10]), ("beta", [20]));
        var results = await ReadAsync("config=alpa");

        var html = Assert.Throws<InvalidInputException>(() => HtmlReport.ToHtml(results))!.Message;
        var markdown = Assert.Throws<InvalidInputException>(() => MarkdownReport.ToMarkdown(results))!.Message;

        Assert.That(
            new[] { html, markdown },
            Is.All.EqualTo(
                "No configuration with results is called config=alpa. Did you mean config=alpha? They are: config=alpha; config=beta."
            )
        );
    }

    [Test]
    public async Task Write_UnknownOfMany_ListsTwelveAndCountsTheRest()
    {
        SampleSweep.Write(_folder, [.. Enumerable.Range(10, 15).Select(number => ($"{new string('x', 200)}{number}", new[] { 1.0 }))]);

        var results = await ReadAsync("none");

        var message = Assert.Throws<InvalidInputException>(() => HtmlReport.ToHtml(results))!.Message;

        Assert.That(message, Does.EndWith("; and 3 more."));
        Assert.That(message.Length, Is.LessThan(2000));
    }

    [Test]
    public async Task Write_BaselineOfOneConfiguration_SaysThatNothingCanBeCompared()
    {
        SampleSweep.Write(_folder, ("a", [10]));
        var results = await ReadAsync("a");

        Assert.That(
            Assert.Throws<InvalidInputException>(() => HtmlReport.ToHtml(results))!.Message,
            Is.EqualTo("Nothing can be compared with a: the results have one server configuration.")
        );
    }

    private async Task<ExperimentResults> ReadAsync(string? baseline) =>
        await ExperimentResults.ReadAsync(_folder.Path) with
        {
            Baseline = baseline,
        };
}
