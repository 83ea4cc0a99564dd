using System.Text;
using CsCheck;
using ServeMulti.Parameters;

namespace ServeMulti.Processes;

/// <summary>Every word of a command reaches the child as it is: none is cut, joined, expanded or lost.</summary>
[TestFixture]
[Platform(Exclude = "Win")]
public sealed class ArgumentTests
{
    private const int Children = 8;

    private static readonly Gen<string> Words = Gen.OneOf(
        Gen.OneOf(
            "",
            " ",
            "  ",
            "a b",
            "'",
            "''",
            "\"",
            "\\",
            "\\\"",
            "$HOME",
            "$(x)",
            "`x`",
            "*",
            "~",
            "#",
            "!",
            "|",
            ";",
            "&",
            "%s",
            "%0",
            "--",
            "-",
            "-n",
            "-x",
            "--a-b",
            "--a_b=1",
            "--no-a-b",
            "=",
            "\n",
            "\r\n",
            "\t",
            "\u0001",
            "\u001B[31m",
            "\u202E",
            "é",
            "e\u0301",
            "😀",
            "\uFEFF",
            "true",
            "-1",
            "1e5"
        ),
        Gen.String[Gen.Char['\u0001', '\uD7FF'], 0, 12],
        Gen.Char['a', 'z'].Select(letter => new string(letter, 5_000))
    );

    private static readonly Gen<ParameterSet> Sets = Gen.Select(
            Gen.OneOf("a-b", "a_b", "c", "d.e_f").HashSet[0, 4],
            Words.Array[4],
            Gen.Int[0, 3].Array[4]
        )
        .Select(
            (keys, words, kinds) =>
                new ParameterSet(
                    keys.DistinctBy(key => key.Replace('-', '_'))
                        .Select(
                            (key, index) =>
                                KeyValuePair.Create(
                                    key,
                                    kinds[index] == 0 ? true
                                        : kinds[index] == 1 ? false
                                        : (ParameterValue)words[index]!
                                )
                        )
                )
        );

    private string _log = "";

    [SetUp]
    public void MakeLog() => _log = Path.Combine(TestContext.CurrentContext.WorkDirectory, Guid.NewGuid().ToString("N") + ".log");

    [TearDown]
    public void RemoveLog() => File.Delete(_log);

    [Test]
    public void Start_AnyWords_ArriveAsTheyAre() =>
        Words
            .Array[150]
            .Sample(words => Echo(new("/usr/bin/printf", ["%s\\0", .. words])).SequenceEqual(words), iter: Children, threads: 1);

    [Test]
    public void Start_CommandWithParametersLaidOver_ArrivesWordForWord() =>
        Gen.Select(Words.Array[30], Sets)
            .Sample(
                (words, set) =>
                {
                    var command = new CommandLine("/usr/bin/printf", ["%s\\0", .. words]).With(set);
                    return Echo(command).SequenceEqual(command.Arguments.Skip(1));
                },
                iter: Children,
                threads: 1
            );

    private string[] Echo(CommandLine command) => EchoAsync(command).GetAwaiter().GetResult();

    private async Task<string[]> EchoAsync(CommandLine command)
    {
        File.Delete(_log);
        await using (var child = new ProcessLauncher().Start(new(command) { LogPath = _log }))
        {
            Assert.That((await child.Exited.WaitAsync(TimeSpan.FromSeconds(60))).ExitCode, Is.Zero);
        }

        return Encoding.UTF8.GetString(await File.ReadAllBytesAsync(_log)).Split('\0')[..^1];
    }
}
