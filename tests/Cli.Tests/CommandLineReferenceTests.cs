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

    [TestCase("serve-multi --sla-se", "--sla-search")]
    [TestCase("serve-multi rep", "report")]
    [TestCase("serve-multi report --form", "--format")]
    [Platform("Linux", Reason = "It takes a bash.")]
    public async Task Reference_CompletionInBash_CompletesWhatWasTyped(string typed, string expected)
    {
        var page = await File.ReadAllTextAsync(PagePath());
        var script = BashBlock().Match(page).Groups[1].Value;
        var program = Path.GetDirectoryName(CliProcess.Executable);

        // What bash does when the Tab key is pressed: it calls the function that is registered for the command.
        using var process = CliProcess.StartProgram(
            ".",
            "bash",
            "--norc",
            "-c",
            $"PATH='{program}':$PATH\n{script}\nCOMP_LINE='{typed}'\nCOMP_POINT={typed.Length}\n$(complete -p serve-multi | sed 's/.*-F \\([^ ]*\\) .*/\\1/')\nprintf '%s\\n' \"${{COMPREPLY[@]}}\""
        );

        Assert.That(await process.WaitForExitAsync(), Is.Zero, process.ToString());
        Assert.That(process.Output, Is.EqualTo(new[] { expected }));
    }

    [GeneratedRegex("```bash\n(_serve_multi.*?)```", RegexOptions.Singleline)]
    private static partial Regex BashBlock();

    private static string PagePath([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "docs", "reference", "command-line.md");

    [GeneratedRegex(@"(?<=`)-[-a-z?]+")]
    private static partial Regex Flag();

    [GeneratedRegex("^## `serve-multi ([a-z]+)`", RegexOptions.Multiline)]
    private static partial Regex Verb();
}
