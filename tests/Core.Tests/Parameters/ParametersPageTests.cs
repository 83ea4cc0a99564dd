using System.Text.RegularExpressions;
using ServeMulti.Benchmarking;
using ServeMulti.Launching;

namespace ServeMulti.Parameters;

/// <summary>Checks every example of docs/reference/parameters.md against the code.</summary>
[TestFixture]
public sealed partial class ParametersPageTests
{
    private static readonly string Page = ReadResource("parameters.md");

    private static IEnumerable<TestCaseData> Overrides => Rows(OverridePattern().Matches(Page), "command", "parameters", "result");

    private static IEnumerable<TestCaseData> Spellings => Rows(RowPattern().Matches(Section("How values are spelled")), "left", "right");

    private static IEnumerable<TestCaseData> Messages => Rows(RowPattern().Matches(Section("Parameter files")), "left", "right");

    private static IEnumerable<TestCaseData> Commands => Rows(RowPattern().Matches(Section("Commands")), "left", "right");

    private static IEnumerable<TestCaseData> Files => Rows(JsonPattern().Matches(Page), "code");

    [TestCaseSource(nameof(Commands))]
    public void Commands_Row_IsSplitAsThePageSays(string text, string words)
    {
        var command = CommandLine.Parse(text);

        Assert.That(string.Join("`, `", [command.Executable, .. command.Arguments]), Is.EqualTo(words));
    }

    [TestCaseSource(nameof(Files))]
    public void ParameterFile_Example_IsAccepted(string json) => Assert.That(ParameterSweep.Parse(json, "params.json"), Is.Not.Empty);

    [TestCaseSource(nameof(Messages))]
    public void ParameterFile_BadExample_GivesTheMessageOnThePage(string json, string message) =>
        Assert.That(() => ParameterSweep.Parse(json, "params.json"), Throws.TypeOf<InvalidInputException>().With.Message.EqualTo(message));

    [TestCaseSource(nameof(Spellings))]
    public void Value_Row_IsSpelledAsThePageSays(string json, string argument) =>
        Assert.That(ParameterSweep.Parse($"[{{\"v\": {json}}}]", "row")[0][0].Value.Text, Is.EqualTo(argument));

    [TestCaseSource(nameof(Overrides))]
    public void Override_Example_GivesTheResultOnThePage(string command, string parameters, string result) =>
        Assert.That(
            CommandLine
                .Parse(command)
                .With(ParameterSweep.Parse($"[{parameters}]", "example")[0], FormsOf(CommandLine.Parse(command)))
                .ToString(),
            Is.EqualTo(result)
        );

    [Test]
    public void OptionForms_OfEveryProgram_AreARowOfThePage()
    {
        string[] rows =
        [
            .. Section("Options of several values, and plain switches").Split('\n').Where(line => line.StartsWith('|')).Skip(2),
        ];

        var servers = ServerProfiles
            .BuiltIn.Where(profile => profile.OptionForms != OptionForms.None)
            .Select(profile => Row(profile.Name, profile.OptionForms));
        Assert.That(rows, Is.EqualTo(servers.Concat(BenchClient.Known.Select(client => Row(client.Name, client.OptionForms)))));
    }

    private static OptionForms FormsOf(CommandLine command) =>
        BenchClient.TryFind(command)?.OptionForms ?? ServerProfiles.TryFind(command)?.OptionForms ?? OptionForms.None;

    private static string Row(string name, OptionForms forms) =>
        $"| {name} | {List(forms.MultiValueOptions)} | {List(forms.PlainSwitches)} |";

    private static string List(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"`{name}`").DefaultIfEmpty("none"));

    [Test]
    public void Code_OnThePage_IsTheCodeThatIsCompiled()
    {
        var compiled = Unindent(ReadResource("ParametersPageSnippets.cs"));
        string[] blocks = [.. CodePattern().Matches(Page).Select(match => Unindent(match.Groups["code"].Value))];

        Assert.That(blocks, Is.Not.Empty);
        foreach (var block in blocks)
        {
            Assert.That(compiled, Does.Contain(block));
        }
    }

    [Test]
    public void Code_OnThePage_GivesTheNumbersOfSetsItSays()
    {
        Assert.That(ParametersPageSnippets.Combinations().Select(sweep => sweep.Count), Is.EqualTo([4, 2, 8]));
        Assert.That(ParametersPageSnippets.Initialisers().Select(set => set.Name), Is.EqualTo([null, null, "large"]));
    }

    [Test]
    public void Page_Examples_AreAllFound()
    {
        var fences = FencePattern().Count(Page) / 2;
        var found = Overrides.Count() + Files.Count() + CodePattern().Count(Page);

        Assert.That(found, Is.EqualTo(fences));
        Assert.That((Commands.Count(), Messages.Count(), Spellings.Count()), Is.EqualTo((3, 7, 14)));
    }

    private static string Section(string title)
    {
        var start = Page.IndexOf($"\n## {title}\n", StringComparison.Ordinal);
        var end = Page.IndexOf("\n## ", start + 4, StringComparison.Ordinal);
        return end < 0 ? Page[start..] : Page[start..end];
    }

    private static IEnumerable<TestCaseData> Rows(MatchCollection matches, params string[] groups) =>
        matches.Select(match => new TestCaseData([.. groups.Select(group => match.Groups[group].Value)]));

    private static string Unindent(string code) =>
        string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    private static string ReadResource(string name)
    {
        using var stream =
            typeof(ParametersPageTests).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded in the tests.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    [GeneratedRegex("```text\ncommand: +(?<command>.+)\nparameters: +(?<parameters>.+)\nresult: +(?<result>.+)\n```\n")]
    private static partial Regex OverridePattern();

    [GeneratedRegex("(?m)^\\| `(?<left>.+?)` \\| `(?<right>.*)` \\|$")]
    private static partial Regex RowPattern();

    [GeneratedRegex("```json\n(?<code>(?s:.+?))```\n")]
    private static partial Regex JsonPattern();

    [GeneratedRegex("```csharp\n(?<code>(?s:.+?))```\n")]
    private static partial Regex CodePattern();

    [GeneratedRegex("(?m)^```")]
    private static partial Regex FencePattern();
}
