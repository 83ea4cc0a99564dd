using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using ServeMulti.Plotting.Export;
using ServeMulti.Plotting.Figures;
using ServeMulti.Plotting.Reports;
using ServeMulti.Plotting.Runs;
using ServeMulti.Sla;

namespace ServeMulti.Plotting.Docs;

/// <summary>Holds docs/how-to/figures.md against code that is compiled and run.</summary>
[TestFixture]
public sealed partial class FiguresGuideTests
{
    [Test]
    public async Task Program_OnThePage_WritesAFigureAndAReport()
    {
        using var results = new ResultFolder();
        for (var run = 0; run < 3; run++)
        {
            results.Write($"SERVE-{run}-BENCH/run=0.json", $$"""{"request_rate": {{run + 1}}, "request_throughput": {{run + 1}}.25, "p99_ttft_ms": {{100 * (run + 1)}}, "run_number": 0, "max_num_seqs": 4}""");
        }

        await DrawAsync(results.Path);

        Assert.That(Directory.GetFiles(results.Path, "*.*", SearchOption.AllDirectories).Select(Path.GetFileName), Does.Contain("FIGURE.svg").And.Contain("report.html"));
    }

    [Test]
    public void Code_OnThePage_IsTheCodeThatIsCompiled()
    {
        var here = Unindent(File.ReadAllText(Here()));
        var blocks = CodeBlock().Matches(File.ReadAllText(PagePath()));

        Assert.That(blocks, Is.Not.Empty);
        foreach (Match block in blocks)
        {
            Assert.That(here, Does.Contain(Unindent(block.Groups[1].Value)));
        }
    }

    [Test]
    public void Pictures_OnThePage_AreThere()
    {
        foreach (Match picture in Picture().Matches(File.ReadAllText(PagePath())))
        {
            Assert.That(Path.Combine(Path.GetDirectoryName(PagePath())!, picture.Groups[1].Value), Does.Exist);
        }
    }

    private static async Task DrawAsync(string folder)
    {
        var runs = await RunSet.ReadAsync(folder);
        var chosen = runs.WithBins(RunBin.Parse("request_throughput%0.5")).Where(RunFilter.Parse("request_rate<inf"));
        var drawn = MetricFigures.Draw(chosen, new MetricFigureOptions
        {
            YMetric = "p99_ttft_ms",
            CurveBy = ["max_num_seqs"],
            ServiceLevel = ServiceLevel.Parse("p99_ttft_ms<=200"),
        });
        foreach (var figure in drawn.Figures)
        {
            FigureExporter.Save(figure, Path.Combine(folder, "figures", FigureFileName.Of(figure.Name) + ".svg"));
        }

        var report = await HtmlReport.SaveAsync(folder);
    }

    private static string Here([CallerFilePath] string here = "") => here;

    private static string PagePath() => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "..", "docs", "how-to", "figures.md"));

    private static string Unindent(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim())).Trim();

    [GeneratedRegex("^```csharp\n(.*?)\n```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"!\[[^\]]*\]\(([^)]*)\)")]
    private static partial Regex Picture();
}
