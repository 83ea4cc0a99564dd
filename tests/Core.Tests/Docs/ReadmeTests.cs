using System.Text.RegularExpressions;

namespace ServeMulti.Docs;

/// <summary>Holds README.md against the code it shows.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Page = ReadResource("README.md");

    [Test]
    public void Program_OnThePage_IsTheSampleAndFitsOneScreen()
    {
        var program = ReadResource("sweep.cs").TrimEnd();

        Assert.That(Page, Does.Contain($"```csharp\n{program}\n```"));
        Assert.That(program.Split('\n'), Has.Length.LessThanOrEqualTo(40));
        Assert.That(program.Split('\n'), Has.All.Length.LessThanOrEqualTo(120));
    }

    [Test]
    public void Code_OnThePage_IsTheCodeThatIsCompiled()
    {
        var compiled = Unindent(ReadResource("ReadmeSnippets.cs")) + Unindent(ReadResource("sweep.cs"));

        foreach (Match block in CodePattern().Matches(Page))
        {
            Assert.That(compiled, Does.Contain(Unindent(block.Groups["code"].Value)));
        }
    }

    [Test]
    public void Outcomes_OfASearch_AreExplained()
    {
        var page = File.ReadAllText(Path.Combine(RepositoryFolder.Root, "docs", "reference", "sla.md"));

        Assert.That(Enum.GetNames<ServeMulti.Sla.SlaSearchOutcome>().Where(name => !page.Contains($"`{name}`", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task SweepOnFunctions_OnThePage_Runs()
    {
        var report = await ReadmeSnippets.SweepOnFunctionsAsync();

        Assert.That(report.IsComplete);
        Assert.That(report.ExecutedRuns, Is.EqualTo(12));
    }

    [Test]
    public async Task SearchOnAFunction_OnThePage_FindsTheEdge()
    {
        var result = await ReadmeSnippets.SearchOnAFunctionAsync();

        Assert.That(result.Load, Is.EqualTo(90).Within(3).Percent, "50 / (1 - x / 100) = 500 at x = 90");
    }

    [Test]
    public void Links_OnThePage_LeadToFiles()
    {
        foreach (Match link in LinkPattern().Matches(Page))
        {
            Assert.That(Path.Combine(RepositoryFolder.Root, link.Groups["path"].Value), Does.Exist);
        }
    }

    [GeneratedRegex(@"```csharp\n(?<code>.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex CodePattern();

    [GeneratedRegex(@"\]\((?<path>[A-Za-z][^):]*)\)")]
    private static partial Regex LinkPattern();

    private static string Unindent(string text) => string.Join('\n', text.Split('\n').Select(line => line.Trim()));

    private static string ReadResource(string name)
    {
        using var stream = typeof(ReadmeTests).Assembly.GetManifestResourceStream(name)!;
        return new StreamReader(stream).ReadToEnd().ReplaceLineEndings("\n");
    }
}
