using System.Diagnostics;
using System.Text;

namespace ServeMulti.Parameters;

[TestFixture]
[Platform(Exclude = "Win")]
public sealed class CommandLineShellTests
{
    private static readonly string[] Nasty =
    [
        "",
        " ",
        "a b",
        "it's",
        "'",
        "''",
        "\"",
        "\\",
        "\\\\",
        "a\\nb",
        "$HOME",
        "`id`",
        "$(id)",
        "*",
        "?",
        "[a]",
        "~",
        "~root",
        "#",
        "a#b",
        "!",
        "!!",
        "&",
        "|",
        ";",
        "<",
        ">",
        "(",
        ")",
        "{a,b}",
        "%",
        "^",
        "a=b",
        "--x=y",
        "-n",
        "line\nbreak",
        "tab\there",
        "\r\n",
        "\u0001\u007f",
        "é☃😀",
        "{\"a\": [1, \"it's\"]}",
        "--",
        "-",
    ];

    [Test]
    public void ToString_PastedIntoAShell_GivesTheSameArguments()
    {
        var command = new CommandLine("/usr/bin/printf", ["%s\\0", .. Nasty]);

        var output = RunShell(command.ToString());

        Assert.That(output.Split('\0')[..^1], Is.EqualTo(Nasty));
    }

    [TestCase("a 'b c' \"d e\" f\\ g")]
    [TestCase("\"\\$HOME \\` \\\" \\\\ \\n\" '\\' \"'\" ''")]
    [TestCase("a\\\nb \"c\\\nd\" 'e\\\nf'")]
    [TestCase("--x='a b'\"c d\"e\\'f")]
    [TestCase("a\tb   c")]
    public void Parse_Text_IsSplitAsAShellDoes(string words)
    {
        var command = CommandLine.Parse("printf " + words);

        var output = RunShell("/usr/bin/printf '%s\\0' " + words);

        Assert.That(command.Arguments, Is.EqualTo(output.Split('\0')[..^1]));
    }

    private static string RunShell(string script)
    {
        using var shell = Process.Start(
            new ProcessStartInfo("/bin/sh", ["-c", script])
            {
                RedirectStandardOutput = true,
                StandardOutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            }
        )!;
        var output = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        Assert.That(shell.ExitCode, Is.Zero);
        return output;
    }
}
