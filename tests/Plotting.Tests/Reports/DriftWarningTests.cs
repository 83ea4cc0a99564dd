using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Reports;

/// <summary>A report says above its answers that the runs drifted.</summary>
[TestFixture]
public sealed class DriftWarningTests
{
    private const string Warning = "Drift: within cases, request_throughput falls by ";

    private readonly ResultFolder _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task Report_RunsThatGetSlower_SaysSoAboveTheVerdict()
    {
        SampleSweep.Write(_folder, [.. Enumerable.Range(1, 12).Select(one => ($"c{one}", new[] { 10.0 * one, 9.7 * one, 9.4 * one }))]);

        var results = await ExperimentResults.ReadAsync(_folder.Path);

        var page = HtmlReport.ToHtml(results);
        Assert.That(page, Does.Contain(Warning).And.Contain("(12 cases, p = 0.0005)").And.Contain("--run-order rounds"));
        Assert.That(
            page.IndexOf(Warning, StringComparison.Ordinal),
            Is.LessThan(page.IndexOf("<div class=\"verdict", StringComparison.Ordinal))
        );
        Assert.That(MarkdownReport.ToMarkdown(results), Does.Contain("Drift: within cases"));
    }

    [Test]
    public async Task Report_RunsInAnyOrder_SaysNothing()
    {
        SampleSweep.Write(
            _folder,
            [
                .. Enumerable
                    .Range(1, 12)
                    .Select(one => ($"c{one}", new[] { 10.0 + (one * 7 % 5), 10.0 + (one * 5 % 7), 10.0 + (one * 3 % 4) })),
            ]
        );

        Assert.That(HtmlReport.ToHtml(await ExperimentResults.ReadAsync(_folder.Path)), Does.Not.Contain("within cases"));
    }
}
