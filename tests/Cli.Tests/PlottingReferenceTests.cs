using System.Text.RegularExpressions;

namespace ServeMulti.Cli;

/// <summary>The reference page of figures and reports names exactly the options that the verbs have.</summary>
[TestFixture]
public sealed partial class PlottingReferenceTests
{
    [Test]
    public void Reference_OptionsOfFigures_AreThoseOfTheVerbs()
    {
        var documented = Flags(Section("## `serve-multi plot DIR`"))
            .Concat(Flags(Section("## `serve-multi pareto DIR`")))
            .Concat(Flags(Section("## Options of both")));

        Assert.That(documented.Distinct(), Is.EquivalentTo(Options("plot").Union(Options("pareto"))));
    }

    [Test]
    public void Reference_OptionsOfReport_AreThoseOfTheVerb() =>
        Assert.That(Flags(Section("## `serve-multi report DIR`")), Is.EquivalentTo(Options("report")));

    private static IEnumerable<string> Options(string verb) =>
        ServeMultiCommand
            .Create()
            .Subcommands.Single(command => command.Name == verb)
            .Options.SelectMany(option => option.Aliases.Append(option.Name));

    private static IEnumerable<string> Flags(string section) =>
        section
            .Split('\n')
            .Where(line => line.StartsWith('|'))
            .Select(line => line.Split('|')[1])
            .SelectMany(cell => Flag().Matches(cell))
            .Select(match => match.Value);

    private static string Section(string heading, [System.Runtime.CompilerServices.CallerFilePath] string here = "")
    {
        var page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "docs", "reference", "plotting.md"));
        var start = page.IndexOf(heading, StringComparison.Ordinal);
        Assert.That(start, Is.Not.Negative, heading);
        var end = page.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        return end < 0 ? page[start..] : page[start..end];
    }

    [GeneratedRegex(@"(?<=`)-[-a-z?]+")]
    private static partial Regex Flag();
}
