using System.Globalization;
using System.Text;
using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Comparing;
using ServeMulti.Parameters;
using ServeMulti.Plotting.Runs;
using ServeMulti.Results;

namespace ServeMulti.Plotting.Reports;

[TestFixture]
[NonParallelizable]
public sealed class ComparisonReportTests
{
    private static readonly ExperimentComparison Slower = ExperimentComparison.Of(
        [.. Runs("a", 100), .. Runs("b", 100), .. Runs("<b>&", 100)],
        [.. Runs("a", 80), .. Runs("b", 100), .. Runs("<b>&", 125)]
    );

    [Test]
    public void Html_ShowsEachIntervalWithAnAlternativeInWords()
    {
        var page = ComparisonReport.ToHtml(Slower, "before", "after");

        Assert.Multiple(() =>
        {
            Assert.That(page, Does.Contain("<title>before → after – ServeMulti comparison</title>"));
            Assert.That(page, Does.Contain("<p>Regressed.</p>").And.Contain("1 regressed"));
            Assert.That(
                page,
                Does.Match(
                    "role=\"img\"[^>]*><title>a: request_throughput -20[0-9.]* %, 90 % interval -[0-9.]+ to -[0-9.]+ %, regressed</title>"
                )
            );
            Assert.That(page, Does.Contain("&lt;b&gt;&amp;").And.Not.Contain("<b>"));
            Assert.That(page, Does.Not.Contain("<script").And.Not.Contain("NaN"));
        });
    }

    [Test]
    public void Html_ValueWithoutAnInterval_HasNoWhisker()
    {
        var page = ComparisonReport.ToHtml(ExperimentComparison.Of(Runs("a", 100).Take(1), Runs("a", 90).Take(1)), "before", "after");

        Assert.That(page, Does.Contain("<circle").And.Not.Contain("<line x1"));
        Assert.That(page, Does.Contain("a single run says nothing of the spread"));
    }

    [Test]
    public void Markdown_IsATableWithTheWorstFirst()
    {
        var lines = ComparisonReport.ToMarkdown(Slower, "before_1", "after|2").Split('\n');

        Assert.Multiple(() =>
        {
            Assert.That(lines[0], Is.EqualTo("## before_1 → after\\|2"));
            Assert.That(lines[2], Is.EqualTo("**Verdict: regressed.**"));
            Assert.That(
                lines,
                Has.Some.Match(@"^\| a \| request_throughput \| -20[0-9.]* % \| -[0-9.]+ to -[0-9.]+ % \| \*\*regressed\*\* \|$")
            );
            Assert.That(lines, Has.Some.StartsWith("| &lt;b&gt;&amp; |"));
            Assert.That(lines[^2], Is.EqualTo("Written by ServeMulti."));
        });
    }

    /// <summary>On a phone nothing is wider than the screen, and everything is legible without scripts.</summary>
    [TestCase(400)]
    [TestCase(1280)]
    public async Task Html_Opened_FitsTheScreen(int width)
    {
        using var folder = new ResultFolder();
        var page = ComparisonReport
            .ToHtml(Slower, "before", "after")
            .Replace("default-src 'none'", "default-src 'none'; script-src 'unsafe-inline'", StringComparison.Ordinal)
            .Replace(
                "</body>",
                "<script>document.title = document.documentElement.scrollWidth <= innerWidth ? 'fits' : 'too wide: ' + document.documentElement.scrollWidth;</script></body>",
                StringComparison.Ordinal
            );
        var path = Path.Combine(folder.Path, "comparison.html");
        await File.WriteAllTextAsync(path, page);

        var browser = await Browser.OpenAsync(path, width, 900);

        Assert.That(browser.Title, Is.EqualTo("fits"), browser.Messages);
        Assert.That(browser.Messages, Is.Empty);
    }

    private static IEnumerable<RunRecord> Runs(string name, double throughput) =>
        new[] { 1, 1.01, 0.99, 1.005 }.Select(
            (noise, run) =>
                new RunRecord(
                    new BenchmarkCase { ServeParameters = new ParameterSet(name) },
                    run,
                    ResultDocument.Parse(
                        Encoding.UTF8.GetBytes(
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"{{\"request_throughput\": {throughput * noise}, \"completed\": 10, \"failed\": 0}}"
                            )
                        )
                    )
                )
        );
}
