using System.Globalization;
using System.Text;
using CsCheck;
using ServeMulti.Results.Folder;
using ServeMulti.Sweeping;

namespace ServeMulti.Parameters;

[TestFixture]
public sealed class ParameterSweepParseTests
{
    [Test]
    public void Parse_List_KeepsOrderOfItemsAndKeys()
    {
        var sweep = ParameterSweep.Parse("""[{"b": 1, "a": 1.0}, {}, {"c": "x"}]""", "p.json");

        Assert.That(
            sweep,
            Is.EqualTo([new ParameterSet { { "b", 1 }, { "a", 1.0 } }, ParameterSet.Empty, new ParameterSet { { "c", "x" } }])
        );
    }

    [Test]
    public void Parse_ObjectOfObjects_NamesTheSets()
    {
        var sweep = ParameterSweep.Parse("""{"experiment1": {"a": 1}, "experiment2": {"a": 2}}""", "p.json");

        Assert.That(sweep.Select(set => set.Name), Is.EqualTo(["experiment1", "experiment2"]));
        Assert.That(sweep[1].Single().Key, Is.EqualTo("a"));
    }

    [Test]
    public void Parse_NameKey_NamesTheSetAndIsNoParameter()
    {
        var sweep = ParameterSweep.Parse("""[{"_benchmark_name": "n", "a": 1}, {"a": 2}]""", "p.json");

        Assert.That(sweep[0], Is.EqualTo(new ParameterSet { Name = "n" }.With("a", 1)));
        Assert.That(sweep[1].Name, Is.Null);
    }

    [Test]
    public void Parse_SameNameInsideAndOutside_IsAccepted() =>
        Assert.That(ParameterSweep.Parse("""{"n": {"_benchmark_name": "n"}}""", "p.json")[0].Name, Is.EqualTo("n"));

    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase(" [ ] \n")]
    public void Parse_NothingInIt_GivesNoSets(string json) => Assert.That(ParameterSweep.Parse(json, "p.json"), Is.Empty);

    [Test]
    public void Parse_ByteOrderMark_IsSkipped() => Assert.That(ParameterSweep.Parse("\uFEFF[{}]", "p.json"), Has.Count.EqualTo(1));

    [Test]
    public void Parse_BareNumbers_AreNumbers()
    {
        var set = ParameterSweep.Parse(
            """[{"a": NaN, "b": Infinity, "c":-Infinity, "d": "NaN", "e": "say \"NaN\", Infinity"}]""",
            "p.json"
        )[0];

        Assert.That(
            set.Select(pair => (pair.Value.Kind, pair.Value.Text)),
            Is.EqualTo(
                new[]
                {
                    (ParameterKind.Number, "nan"),
                    (ParameterKind.Number, "inf"),
                    (ParameterKind.Number, "-inf"),
                    (ParameterKind.Text, "NaN"),
                    (ParameterKind.Text, "say \"NaN\", Infinity"),
                }
            )
        );
    }

    [TestCase("""{"a": 1}""", "p.json: item 'a': is a number; a parameter file is")]
    [TestCase("1.5", "p.json: holds a number; a parameter file is")]
    [TestCase("NaN", "p.json: holds a number; a parameter file is")]
    [TestCase("\"x\"", "p.json: holds text; a parameter file is")]
    [TestCase("null", "p.json: holds null; a parameter file is")]
    [TestCase("[{}, 2]", "p.json: item 2: is a number; a parameter file is")]
    [TestCase("[[]]", "p.json: item 1: is a list; a parameter file is")]
    [TestCase("""[{}, {"a": null}]""", "p.json: item 2: key 'a' has a null value;")]
    [TestCase("""{"n": {"a": null}}""", "p.json: item 'n': key 'a' has a null value;")]
    [TestCase("""[{"-p": 1}]""", "p.json: item 1: key '-p' is not an option name;")]
    [TestCase("""[{"a\nb": 1}]""", "p.json: item 1: key 'a\\u000ab' is not an option name;")]
    [TestCase("""[{"": 1}]""", "p.json: item 1: key '' is not an option name;")]
    [TestCase("""[{"a": "x\u0000y"}]""", "p.json: item 1: key 'a' has a value with a NUL character,")]
    [TestCase("""[{"a\u0000": 1}]""", "p.json: item 1: key 'a\\u0000' is not an option name;")]
    [TestCase("""[{"a": 1, "b": 2, "a": 3}]""", "p.json: item 1: key 'a' is given twice;")]
    [TestCase("""[{"a": "\ud800"}]""", "p.json: item 1: key 'a' has a value that is not valid Unicode;")]
    [TestCase("""[{"a": ["\ud800"]}]""", "p.json: item 1: key 'a' has a value that is not valid Unicode;")]
    [TestCase("""[{"\ud800": 1}]""", "p.json: item 1: a key is not valid Unicode;")]
    [TestCase("""{"\ud800": {}}""", "p.json: a name of an item is not valid Unicode;")]
    [TestCase("""{"": {}}""", "p.json: item '': _benchmark_name is empty;")]
    [TestCase("""[{"_benchmark_name": ""}]""", "p.json: item 1: _benchmark_name is empty;")]
    [TestCase("""[{"_benchmark_name": 1}]""", "p.json: item 1: _benchmark_name is a number; a name is text.")]
    [TestCase("""[{"_benchmark_name": NaN}]""", "p.json: item 1: _benchmark_name is a number; a name is text.")]
    [TestCase("""[{"_benchmark_name": null}]""", "p.json: item 1: _benchmark_name is null; a name is text.")]
    [TestCase("""[{"_benchmark_name": "a\u0000"}]""", "p.json: item 1: _benchmark_name 'a\\u0000' holds a NUL character;")]
    [TestCase("""{"n": {"_benchmark_name": "m"}}""", "p.json: item 'n': _benchmark_name is 'm', but the item is called 'n';")]
    [TestCase("""[{"_benchmark_name": "n"}, {"_benchmark_name": "n"}]""", "p.json: Duplicate _benchmark_name values: 'n';")]
    [TestCase("""{"n": {}, "n": {}}""", "p.json: Duplicate _benchmark_name values: 'n';")]
    [TestCase("[{}\n,x]", "p.json: is not JSON: line 2, column 2: expected a value, found 'x'; a parameter file is")]
    [TestCase("", "p.json: is empty; ")]
    [TestCase(" \n", "p.json: is empty; ")]
    [TestCase("[{}", "p.json: line 1: ends before all its lists and objects are closed; ")]
    [TestCase("[{\"a\": 1,\n", "p.json: line 2: ends before all its lists and objects are closed; ")]
    [TestCase("[{}] []", "p.json: is not JSON: line 1, column 6: expected nothing more, found '['; ")]
    [TestCase("[{},]", "p.json: is not JSON: line 1, column 5: remove the comma before ']'; ")]
    [TestCase("[NaNs]", "p.json: is not JSON: line 1, column 2: expected a value, found 'NaNs'; ")]
    [TestCase("[{\"a\": True}]", "p.json: is not JSON: line 1, column 8: expected a value, found 'True'; write true; ")]
    [TestCase("[{'a': 1}]", "p.json: is not JSON: line 1, column 3: write texts and keys in double quotes; ")]
    [TestCase("[{\"a\": 1 \"b\": 2}]", "p.json: is not JSON: line 1, column 10: expected a comma or a closing bracket, found '\"'; ")]
    [TestCase("[{\"a\" 1}]", "p.json: is not JSON: line 1, column 7: expected a colon, found '1'; ")]
    [TestCase("[{\"é\": 1}, // one\n{}]", "p.json: is not JSON: line 1, column 12: remove the comment; ")]
    [TestCase("[{\"a\": \"b\nc\"}]", "p.json: is not JSON: line 1, column 10: a text is not closed on its line")]
    public void Parse_BadFile_IsRefusedInOneLine(string json, string message) =>
        Assert.That(
            () => ParameterSweep.Parse(json, "p.json"),
            Throws
                .TypeOf<InvalidInputException>()
                .With.Message.StartsWith(message)
                .And.Property(nameof(InvalidInputException.Problems))
                .Count.EqualTo(1)
                .And.Message.Matches(@"\A[^\n\r\0]*\z")
        );

    [Test]
    public void Parse_HalfASurrogatePair_IsRefused() =>
        Assert.That(
            () => ParameterSweep.Parse($"[{{\"a\": \"{(char)0xD800}\"}}]", "p.json"),
            Throws.TypeOf<InvalidInputException>().With.Message.StartsWith("p.json: holds half of a surrogate pair,")
        );

    [Test]
    public void Parse_ManyProblems_ListsAll()
    {
        const string Json = """
            [{"a": null, "-b": 1}, 3, {"_benchmark_name": "n"}, {"_benchmark_name": "m"},
             {"_benchmark_name": "n"}, {"_benchmark_name": "n", "c": "\u0000"}, {"_benchmark_name": "m"}]
            """;

        Assert.That(
            () => ParameterSweep.Parse(Json, "p.json"),
            Throws
                .TypeOf<InvalidInputException>()
                .With.Property(nameof(InvalidInputException.Problems))
                .EqualTo(
                    new[]
                    {
                        "p.json: item 1: key 'a' has a null value; give it a value or leave the key out.",
                        "p.json: item 1: key '-b' is not an option name; write it without leading dashes, with letters, digits, '_', '-' and '.' only.",
                        "p.json: item 2: is a number; a parameter file is a JSON list of objects, or an object of named objects.",
                        "p.json: item 6: key 'c' has a value with a NUL character, which no argument can hold; remove it.",
                        "p.json: Duplicate _benchmark_name values: 'n'; give every item a name of its own.",
                        "p.json: Duplicate _benchmark_name values: 'm'; give every item a name of its own.",
                    }
                )
        );
    }

    [TestCase(46, true)]
    [TestCase(47, false)]
    [TestCase(100_000, false)]
    public void Parse_DeepNesting_WorksOrIsRefused(int depth, bool isAccepted)
    {
        var json = $"[{{\"a\": {new string('[', depth)}{new string(']', depth)}}}]";

        Assert.That(() => ParameterSweep.Parse(json, "p.json"), isAccepted ? Throws.Nothing : Throws.TypeOf<InvalidInputException>());
    }

    [Test]
    public void Parse_ManyKeys_TakesLinearTime()
    {
        var json = new StringBuilder("[{\"k\": 0");
        for (var i = 0; i < 200_000; i++)
        {
            json.Append(CultureInfo.InvariantCulture, $",\"k{i}\":{i}");
        }

        Assert.That(ParameterSweep.Parse(json.Append("}]").ToString(), "p.json")[0], Has.Count.EqualTo(200_001));
    }

    [SetCulture("tr-TR")]
    [TestCase("""[{"İ": 1}]""")]
    [TestCase("""[{"ı": 1}]""")]
    public void Parse_TurkishLetters_AreNoOptionName(string json) =>
        Assert.That(() => ParameterSweep.Parse(json, "p.json"), Throws.TypeOf<InvalidInputException>());

    [Test]
    public void Parse_OfCanonical_GivesTheSameParameters() =>
        ParameterGen
            .Sets.Where(set => set.Select(pair => OptionKey.Normalize(pair.Key)).Distinct().Count() == set.Count)
            .Sample(set => ParameterSweep.Parse($"[{set.Canonical}]", "p.json")[0].Canonical == set.Canonical);

    [Test]
    public void Parse_ValueNestedAsDeepAsAllowed_IsReadBackFromAnExperiment()
    {
        var sweep = ParameterSweep.Parse(Nested(46), "x");
        var plan = SweepPlanner.Plan(
            new SweepDefinition
            {
                ServeCommand = new("x"),
                BenchCommand = new("y"),
                ServeParameters = sweep,
                BenchParameters = ParameterSweep.Unchanged,
            }
        );
        var file = new ExperimentFile
        {
            StartedAt = default,
            RunsPerCase = 1,
            Definition = plan.ToExperiment().Definition,
            Environment = EnvironmentFingerprint.Create(new Dictionary<string, string?>()),
            Cases = [],
        };

        Assert.That(ExperimentFile.Parse(file.ToJson()).Definition.GetRawText().Count(character => character == '['), Is.GreaterThan(46));
    }

    [Test]
    public void Parse_ThousandsOfProblems_TellsTheFirstHundredAndHowManyMore()
    {
        var text = $"[{string.Join(',', Enumerable.Repeat("3", 5_000))}]";
        var problems = Assert.Throws<InvalidInputException>(() => ParameterSweep.Parse(text, "params.json")).Problems;
        Assert.That(problems, Has.Count.EqualTo(101));
        Assert.That(problems[99], Does.StartWith("params.json: item 100: is a number; "));
        Assert.That(problems[100], Is.EqualTo("params.json: 4900 more problems are left out; correct these first."));
    }

    [Test]
    public void Parse_ValueNestedDeeper_IsRefused() =>
        Assert.That(
            () => ParameterSweep.Parse(Nested(47), "x"),
            Throws.TypeOf<InvalidInputException>().With.Message.Contains("nested too deeply")
        );

    private static string Nested(int depth) => $"[{{\"a\": {new string('[', depth)}{new string(']', depth)}}}]";
}
