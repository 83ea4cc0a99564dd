using System.Globalization;
using System.Text.RegularExpressions;
using ServeMulti.Docs;
using ServeMulti.Simulation.Engine;
using ServeMulti.Simulation.Options;
using ServeMulti.Simulation.Tests.Engine;

namespace ServeMulti.Simulation.Tests;

/// <summary>Holds docs/reference/simulated-server.md against the program.</summary>
public sealed partial class ReferenceTests
{
    private const int Prompt = 256;
    private const int Answer = 64;
    private static readonly string Text = File.ReadAllText(Path.Combine(RepositoryFolder.Root, "docs", "reference", "simulated-server.md"));

    [Test]
    public void Table_Options_AreThoseOfTheProgramInItsOrder() =>
        Assert.That(Rows().Select(static row => row.Name), Is.EqualTo(OptionTable.All.Select(static option => option.Name)));

    [Test]
    public void Table_Defaults_AreThoseOfTheProgram()
    {
        // An option that is given its default changes nothing. The defaults that are not values (MODEL, never) are left out.
        string[] arguments =
        [
            .. Rows()
                .SelectMany(static row =>
                    row.Default switch
                    {
                        "on" => new[] { row.Name },
                        "off" => ["--no-" + row.Name[2..]],
                        ['`', .. string value, '`'] => [row.Name, value],
                        _ => [],
                    }
                ),
        ];

        Assert.That(OptionParser.Parse(arguments), Is.EqualTo(new ServerOptions()));
    }

    [Test]
    public void Help_Defaults_AreThoseOfTheTable()
    {
        var help = OptionParser.Help().Split('\n');
        foreach ((var name, var value) in Rows())
        {
            var line = help.Single(line => Regex.IsMatch(line, $@"^  --(\[no-\])?{name[2..]} "));
            Assert.That(line, Does.Contain(name is "--exit-before-ready" or "--host" ? name : $"({value.Trim('`')})"));
        }
    }

    [Test]
    public void Example_IdleServer_HasTheLatenciesOfTheText()
    {
        var engine = new BatchingEngine(Example());
        engine.Add(Sequences.Fresh(Prompt, Answer));
        var first = engine.Advance().Cost.TotalMilliseconds;
        var next = engine.Advance().Cost.TotalMilliseconds;
        var whole = first + next + Sequences.Drain(engine).TotalMilliseconds;

        AssertText(FormattableString.Invariant($"**{first:F1} ms**"));
        AssertText(FormattableString.Invariant($"**{next:F1} ms**"));
        AssertText(FormattableString.Invariant($"**{whole:F1} ms**"));
    }

    [TestCase(16, "**{0:F2} requests per second**")]
    [TestCase(64, "to {0:F1} requests per second for 64 slots")]
    public void Example_Capacity_IsThatOfTheTextAndOfTheModel(int slots, string words)
    {
        var options = Example() with { MaxNumSeqs = slots };
        var expected =
            1e6
            / (
                (Answer * options.StepBaseMicroseconds / slots)
                + (Prompt * options.PrefillMicrosecondsPerToken)
                + (Answer * options.DecodeMicrosecondsPerSequence)
            );
        var engine = new BatchingEngine(options);
        const int Requests = 5000;
        for (var i = 0; i < Requests; i++)
        {
            engine.Add(Sequences.Fresh(Prompt, Answer));
        }

        var measured = Requests / Sequences.Drain(engine).TotalSeconds;

        Assert.That(measured, Is.EqualTo(expected).Within(2).Percent);
        AssertText(string.Format(CultureInfo.InvariantCulture, words, expected));
    }

    [Test]
    public void Commands_Always_Parse()
    {
        string[] commands = [.. CommandLines().Matches(Text).Select(static match => match.Groups[1].Value.Trim())];

        Assert.That(commands, Has.Length.EqualTo(2));
        Assert.That(() => Array.ConvertAll(commands, static command => OptionParser.Parse(command.Split(' '))), Throws.Nothing);
    }

    private static EngineOptions Example()
    {
        var flags = CommandLines().Matches(Text).Select(static match => match.Groups[1].Value.Trim()).Last();
        return OptionParser.Parse(flags.Split(' ')).Engine;
    }

    private static void AssertText(string words) => Assert.That(Text.ReplaceLineEndings(" "), Does.Contain(words));

    private static IEnumerable<(string Name, string Default)> Rows() =>
        OptionRows()
            .Matches(Text)
            .Select(static match =>
                (match.Groups["name"].Value.Replace("[no-]", "", StringComparison.Ordinal), match.Groups["default"].Value)
            );

    [GeneratedRegex(@"^\| `(?<name>--[^`]+)` \| (?<default>[^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex OptionRows();

    [GeneratedRegex("SimulatedServer(?: --)? (serve .*)$", RegexOptions.Multiline)]
    private static partial Regex CommandLines();
}
