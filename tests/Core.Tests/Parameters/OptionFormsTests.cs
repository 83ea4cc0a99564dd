using CsCheck;

namespace ServeMulti.Parameters;

[TestFixture]
public sealed class OptionFormsTests
{
    private static readonly OptionForms Forms = new()
    {
        MultiValueOptions = ["goodput", "cuda-graph-bs"],
        PlainSwitches = ["disable-radix-cache", "no-mmap"],
    };

    [TestCase("""{"goodput": "a:5"}""", "bench --goodput ttft:1 tpot:1 --seed 1", "bench --goodput a:5 --seed 1")]
    [TestCase("""{"goodput": ["a:5", "b:6"]}""", "bench --goodput ttft:1", "bench --goodput a:5 b:6")]
    [TestCase("""{"goodput": ["a:5", "b:6"]}""", "bench --goodput=ttft:1 --seed 1", "bench --goodput a:5 b:6 --seed 1")]
    [TestCase("""{"goodput": ["a:5"]}""", "bench --goodput=ttft:1", "bench --goodput=a:5")]
    [TestCase("""{"goodput": ["a:5", "b:6"]}""", "bench", "bench --goodput a:5 b:6")]
    [TestCase("""{"goodput": ["a:5", "b:6"]}""", "bench -- x", "bench --goodput a:5 b:6 -- x")]
    [TestCase("""{"goodput": "c"}""", "bench --goodput a b --seed 1 --goodput d e", "bench --goodput c --seed 1")]
    [TestCase("""{"cuda_graph_bs": [1, 2, 4.5]}""", "s --cuda_graph_bs 8 16", "s --cuda_graph_bs 1 2 4.5")]
    [TestCase("""{"cuda_graph_bs": [-1, 2]}""", "s", "s --cuda-graph-bs -1 2")]
    [TestCase("""{"goodput": [{"name": "a"}, [1], true, null]}""", "s", """s --goodput '{"name": "a"}' '[1]' true null""")]
    [TestCase("""{"goodput": []}""", "s --goodput a b --seed 1", "s --seed 1")]
    [TestCase("""{"goodput": false}""", "s --goodput a b --seed 1", "s --seed 1")]
    [TestCase("""{"other": [1, 2]}""", "s --other 1 2", "s --other '[1, 2]' 2")]
    public void With_OptionOfSeveralValues_HasTheSetsValuesAlone(string set, string command, string expected) =>
        AssertWith(Forms, set, command, expected);

    [TestCase("""{"goodput": ["x", "y"]}""", "s --goodput=a m", "s m --goodput x y")]
    [TestCase("""{"goodput": "x"}""", "s --goodput=a m", "s --goodput=x m")]
    [TestCase("""{"goodput": ["x", "y"], "disable_radix_cache": false}""", "s --goodput a --disable-radix-cache m", "s m --goodput x y")]
    [TestCase("""{"disable_radix_cache": false}""", "s --goodput a b --disable-radix-cache m --seed 1", "s m --seed 1 --goodput a b")]
    [TestCase("""{"disable_radix_cache": false}""", "s --goodput a --disable-radix-cache m --goodput b", "s m --goodput b")]
    [TestCase("""{"seed": 3}""", "s --seed 1 --goodput a --seed=2 m", "s --seed 3 m --goodput a")]
    public void With_PositionalBehindAList_IsNoValueOfIt(string set, string command, string expected) =>
        AssertWith(Forms, set, command, expected);

    [TestCase("""{"disable_radix_cache": false}""", "s --disable-radix-cache --seed 1", "s --seed 1")]
    [TestCase("""{"disable_radix_cache": false}""", "s --disable_radix_cache=true --no-disable-radix-cache", "s")]
    [TestCase("""{"disable_radix_cache": false}""", "s --seed 1", "s --seed 1")]
    [TestCase("""{"disable_radix_cache": true}""", "s", "s --disable-radix-cache")]
    [TestCase("""{"no_mmap": false}""", "s --no-mmap", "s")]
    [TestCase("""{"no_mmap": true}""", "s", "s --no-mmap")]
    [TestCase("""{"other": false}""", "s", "s --no-other")]
    public void With_PlainSwitch_IsThereOrLeftOut(string set, string command, string expected) => AssertWith(Forms, set, command, expected);

    [TestCase("""{"a": "-x"}""", "s", "s --a=-x", "s --a -x")]
    [TestCase("""{"a": "-x"}""", "s --a 1", "s --a=-x", "s --a -x")]
    [TestCase("""{"a": "--"}""", "s", "s --a=--", "s --a --")]
    [TestCase("""{"a": -1}""", "s", "s --a -1", "s --a -1")]
    [TestCase("""{"a": "-"}""", "s", "s --a -", "s --a -")]
    [TestCase("""{"a": 2}""", "s --a=1", "s --a=2", "s --a 2")]
    public void With_ValueLikeAnOption_IsAssignedWhereTheProgramTakesThat(
        string set,
        string command,
        string expected,
        string expectedWithoutAssignment
    )
    {
        AssertWith(OptionForms.None, set, command, expected);
        AssertWith(new OptionForms { AcceptsAssignedValues = false }, set, command, expectedWithoutAssignment);
    }

    [Test]
    public void With_AnyCommand_ListHasItsValuesAndPositionalsStay() =>
        Gen.Select(Words, Gen.OneOf("1", "2", "x").Array[0, 4])
            .Sample(
                (words, values) =>
                {
                    var set = new ParameterSet
                    {
                        {
                            "cuda_graph_bs",
                            ParameterSweep
                                .Parse($$"""[{"a": [{{string.Join(',', values.Select(value => $"\"{value}\""))}}]}]""", "x")[0][0]
                                .Value
                        },
                        { "disable_radix_cache", false },
                    };
                    string[] command = ["pos0", .. words.SelectMany(part => part)];
                    string[] result = [.. new CommandLine("s", command).With(set, Forms).Arguments];
                    var (before, after) = (Read(command), Read(result));
                    return after.Lists["cuda-graph-bs"].SequenceEqual(values)
                        && after.Lists["goodput"].SequenceEqual(before.Lists["goodput"])
                        && after.Positionals.SequenceEqual(before.Positionals)
                        && !result.Contains("--disable-radix-cache");
                }
            );

    [TestCase("--goodput")]
    [TestCase("a b")]
    [TestCase("")]
    public void New_NameThatIsNone_IsRefused(string name)
    {
        Assert.That(
            () => new OptionForms { MultiValueOptions = [name] },
            Throws.TypeOf<InvalidInputException>().With.Message.Contains("is not an option name")
        );
        Assert.That(() => new OptionForms { PlainSwitches = [name] }, Throws.TypeOf<InvalidInputException>());
    }

    [Test]
    public void And_Others_AreAdded()
    {
        var both = new OptionForms { AcceptsAssignedValues = false, PlainSwitches = ["a"] }.And(
            new OptionForms { PlainSwitches = ["b"], MultiValueOptions = ["c"] }
        );

        Assert.That(
            (both.PlainSwitches, both.MultiValueOptions, both.AcceptsAssignedValues),
            Is.EqualTo((new[] { "a", "b" }, new[] { "c" }, false))
        );
    }

    // Each part of a command reads alone as it does together with the others, but for a bare list before a positional.
    private static Gen<string[][]> Words =>
        Gen.OneOf<string[]>(
            ["--cuda-graph-bs", "8", "16"],
            ["--cuda_graph_bs=8"],
            ["--cuda-graph-bs=8", "pos1"],
            ["--goodput", "a", "b", "--q=1"],
            ["--goodput", "c", "--disable-radix-cache", "pos2"],
            ["--disable-radix-cache", "pos3"],
            ["--seed", "1"],
            ["--no-cuda-graph-bs", "pos4"]
        ).Array[0, 5];

    /// <summary>Reads as an argument parser does: an option of several values takes all words up to the next option.</summary>
    private static (Dictionary<string, List<string>> Lists, List<string> Positionals) Read(string[] words)
    {
        Dictionary<string, List<string>> lists = new() { ["cuda-graph-bs"] = [], ["goodput"] = [] };
        List<string> positionals = [];
        List<string>? open = null;
        for (var i = 0; i < words.Length; i++)
        {
            var name = words[i].StartsWith("--", StringComparison.Ordinal) ? words[i][2..].Replace('_', '-').Split('=') : null;
            if (name is null)
            {
                (open ?? positionals).Add(words[i]);
                continue;
            }

            open = null;
            if (lists.ContainsKey(name[0]))
            {
                lists[name[0]] = name[1..].ToList();
                open = name.Length == 1 ? lists[name[0]] : null;
            }

            i += name is ["seed"] ? 1 : 0;
        }

        return (lists, positionals);
    }

    private static void AssertWith(OptionForms forms, string set, string command, string expected) =>
        Assert.That(CommandLine.Parse(command).With(ParameterSweep.Parse($"[{set}]", "x")[0], forms).ToString(), Is.EqualTo(expected));
}
