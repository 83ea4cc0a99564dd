using CsCheck;

namespace ServeMulti.Parameters;

[TestFixture]
public sealed class CommandLineParseTests
{
    [TestCase("vllm serve m", "vllm|serve|m")]
    [TestCase("  vllm \t serve\r\nm  ", "vllm|serve|m")]
    [TestCase("vllm 'a b'", "vllm|a b")]
    [TestCase("vllm \"a b\"", "vllm|a b")]
    [TestCase("vllm a\\ b", "vllm|a b")]
    [TestCase("vllm --x='a b'c\"d e\"", "vllm|--x=a bcd e")]
    [TestCase("vllm ''", "vllm|")]
    [TestCase("vllm \"\" x", "vllm||x")]
    [TestCase("vllm '\\'", "vllm|\\")]
    [TestCase("vllm '\"'", "vllm|\"")]
    [TestCase("vllm \"'\"", "vllm|'")]
    [TestCase("vllm \"a\\\"b\"", "vllm|a\"b")]
    [TestCase("vllm \"a\\\\b\"", "vllm|a\\b")]
    [TestCase("vllm \"\\$HOME \\` \\n\"", "vllm|$HOME ` \\n")]
    [TestCase("vllm \\\n  serve", "vllm|serve")]
    [TestCase("vllm se\\\nrve", "vllm|serve")]
    [TestCase("vllm \"a\\\nb\"", "vllm|ab")]
    [TestCase("vllm 'a\\\nb'", "vllm|a\\\nb")]
    [TestCase("vllm 'a\nb'", "vllm|a\nb")]
    [TestCase("vllm $HOME *.json ~ a#b #c | & ; > `x`", "vllm|$HOME|*.json|~|a#b|#c|||&|;|>|`x`")]
    [TestCase("vllm café ☃ 😀", "vllm|café|☃|😀")]
    [TestCase("vllm \u00A0x", "vllm|\u00A0x")]
    [TestCase("vllm --cfg '{\"mode\": 3}'", "vllm|--cfg|{\"mode\": 3}")]
    public void Parse_Text_IsSplitByShellRules(string text, string expected)
    {
        var command = CommandLine.Parse(text);

        string[] words = [command.Executable, .. command.Arguments];
        Assert.That(string.Join('|', words), Is.EqualTo(expected));
    }

    [TestCase("vllm 'a", "single quote at character 6 is not closed")]
    [TestCase("vllm \"a", "double quote at character 6 is not closed")]
    [TestCase("vllm \"a\\\"", "double quote at character 6 is not closed")]
    [TestCase("vllm \"a\\", "double quote at character 6 is not closed")]
    [TestCase("vllm a\\", "ends in a backslash")]
    [TestCase("vllm a\0b", "NUL character")]
    [TestCase("", "names no executable")]
    [TestCase(" \n ", "names no executable")]
    [TestCase("'' x", "names no executable")]
    public void Parse_BadText_IsRefusedInOneLine(string text, string message) =>
        Assert.That(
            () => CommandLine.Parse(text),
            Throws.TypeOf<InvalidInputException>().With.Message.Contains(message).And.Message.Matches(@"\A[^\n\0]*\z")
        );

    [TestCase(
        "CUDA_VISIBLE_DEVICES=0 vllm serve m",
        "sets CUDA_VISIBLE_DEVICES in front of the program",
        "write env in front: env CUDA_VISIBLE_DEVICES=0 vllm serve m"
    )]
    [TestCase(" A= B=2 vllm serve", "sets A in front", "env A= B=2 vllm serve")]
    [TestCase("_A1='x y' vllm", "sets _A1 in front", "env '_A1=x y' vllm")]
    [TestCase("HF_TOKEN=hf_x vllm serve", "sets HF_TOKEN in front", "env HF_TOKEN=REDACTED vllm serve")]
    public void Parse_VariableInFront_IsRefusedWithTheCure(string text, string what, string cure) =>
        Assert.That(
            () => CommandLine.Parse(text),
            Throws.TypeOf<InvalidInputException>().With.Message.Contains(what).And.Message.Contains(cure)
        );

    [TestCase("'A=1' x")]
    [TestCase("./A=1 x")]
    [TestCase("1A=1 x")]
    [TestCase("a-b=1 x")]
    [TestCase("=1 x")]
    [TestCase("env A=1 x")]
    public void Parse_WordThatIsNoVariable_IsAProgram(string text) => Assert.That(CommandLine.Parse(text).Arguments[^1], Is.EqualTo("x"));

    [Test]
    public void Parse_LongBadText_IsQuotedInPart() =>
        Assert.That(
            () => CommandLine.Parse("'" + new string('x', 100_000)),
            Throws.TypeOf<InvalidInputException>().With.Message.Length.LessThan(300)
        );

    [TestCase("vllm", "serve", "vllm serve")]
    [TestCase("vllm", "", "vllm ''")]
    [TestCase("vllm", "a b", "vllm 'a b'")]
    [TestCase("vllm", "it's", "vllm 'it'\\''s'")]
    [TestCase("vllm", "--cfg={\"a\": 1}", "vllm '--cfg={\"a\": 1}'")]
    [TestCase("vllm", "--port=8000", "vllm --port=8000")]
    [TestCase("vllm", "~", "vllm '~'")]
    [TestCase("vllm", "café", "vllm 'café'")]
    [TestCase("A=b", "c=d", "'A=b' c=d")]
    public void ToString_Word_IsQuotedWhereAShellNeedsIt(string executable, string argument, string expected) =>
        Assert.That(new CommandLine(executable, argument).ToString(), Is.EqualTo(expected));

    [Test]
    public void Parse_OfToString_GivesTheSameCommand()
    {
        var nasty = Gen.OneOf(Gen.Char["abc -=_./'\"\\$`\n\t\r#*?[]{}|&;<>()~!%^"], Gen.Char['\u0001', '\uD7FF']);
        var words = Gen.String[nasty, 0, 12];

        Gen.Select(Gen.String[nasty, 1, 12], words.Array[0, 6])
            .Sample(
                (executable, arguments) =>
                {
                    var command = new CommandLine(executable, arguments);
                    return CommandLine.Parse(command.ToString()).Equals(command);
                }
            );
    }

    [Test]
    public void Parse_AnyText_GivesACommandOrARefusal() =>
        Gen.String[Gen.Char["ab '\"\\\n$"], 0, 20]
            .Sample(text =>
            {
                try
                {
                    return CommandLine.Parse(text).Executable.Length > 0;
                }
                catch (InvalidInputException e)
                {
                    return e.Problems.Count == 1;
                }
            });
}
