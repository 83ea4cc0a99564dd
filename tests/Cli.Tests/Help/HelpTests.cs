using System.CommandLine;
using System.Text.RegularExpressions;

namespace ServeMulti.Cli.Help;

[TestFixture]
public sealed partial class HelpTests
{
    private static IEnumerable<Command> Commands()
    {
        var root = ServeMultiCommand.Create();
        return root.Subcommands.Prepend(root);
    }

    [TestCaseSource(nameof(Commands))]
    public void Page_EveryOption_IsInOneGroupWithATitle(Command command)
    {
        var page = HelpPage.Of(command);

        Assert.That(
            page.Groups.SelectMany(group => group.Options).Select(option => option.Name),
            Is.EquivalentTo(command.Options.Where(option => !option.Hidden).Select(option => option.Name))
        );
        Assert.That(page.Groups.Select(group => group.Title), Is.Unique.And.None.EqualTo("Other"));
        Assert.That(page.Examples, Is.Not.Empty.And.All.StartsWith("serve-multi "));
    }

    [TestCase("")]
    [TestCase("bench")]
    [TestCase("plot")]
    [TestCase("pareto")]
    [TestCase("report")]
    [TestCase("merge")]
    [TestCase("pack")]
    [TestCase("compare")]
    [TestCase("ab")]
    [TestCase("submit")]
    [TestCase("watch")]
    [TestCase("cancel")]
    public async Task Help_OfTheProgram_ListsEachOptionOnceAndAnExample(string command)
    {
        using var process = await CliProcess.RunAsync(".", [.. command.Length == 0 ? [] : new[] { command }, "--help"]);

        var listed = process.Output.SelectMany(line => Listed().Matches(line)).Select(match => match.Value).ToArray();
        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        Assert.That(listed, Is.Unique.And.Contains("--help"));
        Assert.That(process.Output[^1], Does.StartWith("  serve-multi "));
    }

    [Test]
    public async Task NoArgument_OfTheProgram_SaysWhatToDoFirst()
    {
        using var process = await CliProcess.RunAsync(".");

        Assert.That(process.ExitCode, Is.EqualTo(1));
        Assert.That(process.Output, Is.Empty);
        Assert.That(string.Join('\n', process.Error), Is.EqualTo(FirstSteps.Text.ReplaceLineEndings("\n")));
    }

    [TestCase(
        "--serve-cdm x --bench-cmd y",
        "serve-multi has no option --serve-cdm. Did you mean --serve-cmd? serve-multi --help lists them."
    )]
    [TestCase("--num_run 3", "serve-multi has no option --num_run. Did you mean --num-runs? serve-multi --help lists them.")]
    [TestCase(
        "bench --num-promts=3",
        "serve-multi bench has no option --num-promts. Did you mean --num-prompts? serve-multi bench --help lists them."
    )]
    [TestCase(
        "reprot DIR",
        "'reprot' is no command of serve-multi. Did you mean report? They are bench, simulate, merge, pack, compare, ab, plot, pareto, report, submit, watch, cancel; without one, it runs a sweep."
    )]
    [TestCase("plot", "serve-multi plot needs DIR: serve-multi plot --help explains it.")]
    [TestCase(
        "compare x y z",
        "'z' is not expected here: serve-multi compare --help shows what is. A value with spaces needs quotes, such as --serve-cmd \"vllm serve m\"."
    )]
    [TestCase("--num-runs", "--num-runs needs a value: --num-runs N.")]
    [TestCase("--num-runs 1 --num-runs 2", "--num-runs is given 2 times, and takes one value.")]
    [TestCase("--sla-search adaptiv", "--sla-search takes adaptive or bisection, not 'adaptiv'. Did you mean adaptive?")]
    [TestCase("plot x --scale-x lgo", "--scale-x takes linear, log or sqrt, not 'lgo'. Did you mean log?")]
    public void Problems_OfACommandLine_NameTheNearestAndWhatIsMissing(string arguments, string expected) =>
        Assert.That(ParseProblems.Of(CommandHost.Parse(arguments.Split(' '))), Is.EqualTo(new[] { expected }));

    [Test]
    public void Problems_CommandWithoutQuotes_SaysSo() =>
        Assert.That(
            ParseProblems.Of(CommandHost.Parse(["--serve-cmd", "vllm", "serve", "m"])),
            Has.One.EndsWith("A value with spaces needs quotes, such as --serve-cmd \"vllm serve m\".")
        );

    [TestCase(17, "serve-multi --ser", "--serve-cmd")]
    [TestCase(14, "serve-multi re", "report")]
    public async Task Suggestions_ForAShell_Complete(int position, string line, string expected)
    {
        using var process = await CliProcess.RunAsync(".", $"[suggest:{position}]", line);

        Assert.That(process.Output, Has.Some.EqualTo(expected));
    }

    [GeneratedRegex("(?<=^  (-[a-z], )?)--[a-z-]+")]
    private static partial Regex Listed();
}
