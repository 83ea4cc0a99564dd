using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace ServeMulti.Cli;

/// <summary>The reference page names exactly the options and verbs that the program has.</summary>
[TestFixture]
public sealed partial class CommandLineReferenceTests
{
    [Test]
    public void Reference_Options_AreThoseOfTheProgram()
    {
        var page = File.ReadAllText(PagePath());
        var tables = page[..page.IndexOf("## Exit codes", StringComparison.Ordinal)]
            .Split('\n')
            .Where(line => line.StartsWith('|'))
            .Select(line => line.Split('|')[1]);
        var documented = tables.SelectMany(cell => Flag().Matches(cell)).Select(match => match.Value);

        var options = ServeMultiCommand
            .Create()
            .Options.SelectMany(option => option.Aliases.Append(option.Name))
            .Where(name => !name.StartsWith('/'));

        Assert.That(documented.Order(StringComparer.Ordinal), Is.EqualTo(options.Order(StringComparer.Ordinal)));
    }

    [Test]
    public void Reference_Verbs_AreThoseOfTheProgram()
    {
        var documented = Verb().Matches(File.ReadAllText(PagePath())).Select(match => match.Groups[1].Value);

        Assert.That(
            documented.Order(StringComparer.Ordinal),
            Is.EqualTo(ServeMultiCommand.Create().Subcommands.Select(verb => verb.Name).Order(StringComparer.Ordinal))
        );
    }

    private static string PagePath([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "docs", "reference", "command-line.md");

    [GeneratedRegex(@"(?<=`)-[-a-z?]+")]
    private static partial Regex Flag();

    [GeneratedRegex("^## `serve-multi ([a-z]+)`", RegexOptions.Multiline)]
    private static partial Regex Verb();
}
