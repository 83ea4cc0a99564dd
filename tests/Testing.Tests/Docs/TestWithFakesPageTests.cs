using System.Text.RegularExpressions;

namespace ServeMulti.Docs;

/// <summary>Keeps docs/how-to/test-with-fakes.md and gates.md true: their code is that of <see cref="TestWithFakesSnippets"/> and
/// <see cref="GatesPageSnippets"/>, which runs as tests.</summary>
public sealed partial class TestWithFakesPageTests
{
    [TestCase("test-with-fakes.md", nameof(TestWithFakesSnippets), 6)]
    [TestCase("gates.md", nameof(GatesPageSnippets), 3)]
    public void Code_OnThePage_IsTheCodeThatRuns(string page, string code, int fewest)
    {
        var source = Unindent(Read($"tests/Testing.Tests/Docs/{code}.cs"));
        string[] blocks = [.. CodePattern().Matches(Read($"docs/how-to/{page}")).Select(match => Unindent(match.Groups["code"].Value))];

        Assert.That(blocks, Has.Length.GreaterThanOrEqualTo(fewest));
        foreach (var block in blocks)
        {
            Assert.That(source, Does.Contain(block));
        }
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(RepositoryFolder.Root, path)).ReplaceLineEndings("\n");

    private static string Unindent(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    [GeneratedRegex("```csharp\n(?<code>(?s:.+?))```\n")]
    private static partial Regex CodePattern();
}
