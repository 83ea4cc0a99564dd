using System.Text.RegularExpressions;

namespace ServeMulti.Docs;

/// <summary>Keeps docs/how-to/test-with-fakes.md true: its code is that of <see cref="TestWithFakesSnippets"/>, which runs as tests.</summary>
public sealed partial class TestWithFakesPageTests
{
    [Test]
    public void Code_OnThePage_IsTheCodeThatRuns()
    {
        var source = Unindent(Read("tests/Testing.Tests/Docs/TestWithFakesSnippets.cs"));
        string[] blocks = [.. CodePattern().Matches(Read("docs/how-to/test-with-fakes.md")).Select(match => Unindent(match.Groups["code"].Value))];

        Assert.That(blocks, Has.Length.GreaterThanOrEqualTo(6));
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
