using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace ServeMulti.Cli.Bench;

/// <summary>The reference page names exactly the options that the verb has.</summary>
[TestFixture]
public sealed partial class BenchReferenceTests
{
    [Test]
    public void Reference_Options_AreThoseOfTheVerb()
    {
        var tables = File.ReadLines(PagePath()).Where(line => line.StartsWith('|')).Select(line => line.Split('|')[1]);
        var documented = tables.SelectMany(cell => Flag().Matches(cell)).Select(match => match.Groups[1].Value);
        var options = BenchCommand.Create().Options.Where(option => !option.Hidden).Select(option => option.Name[2..]);
        Assert.That(documented.Order(StringComparer.Ordinal), Is.EqualTo(options.Order(StringComparer.Ordinal)));
    }

    private static string PagePath([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "reference", "bench.md");

    [GeneratedRegex(@"`--(?:\[no-\])?([a-z-]+)")]
    private static partial Regex Flag();
}
