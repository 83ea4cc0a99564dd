using System.Globalization;
using System.Text.Json;
using ServeMulti.Vectors;

namespace ServeMulti.Sla;

public sealed class ServiceLevelTests
{
    private const string Shape = "an SLA file is a JSON list of objects such as {\"p99_e2el_ms\": \"<=500\"}, or an object of named ones.";

    public static IEnumerable<TestCaseData> ItemRows() =>
        GoldenRows.Read("sla_items.json").Select((row, index) => new TestCaseData(row).SetName($"ParseList_ItemRow{index}_AsExpected"));

    [TestCaseSource(nameof(ItemRows))]
    public void ParseList_ItemRow_AsExpected(JsonElement row)
    {
        var json = $"[{row.GetProperty("item").GetRawText()}]";
        if (row.TryGetProperty("error", out _))
        {
            Assert.That(() => ServiceLevel.ParseList(json, "sla.json"), Throws.TypeOf<InvalidInputException>());
            return;
        }

        var level = ServiceLevel.ParseList(json, "sla.json").Single();
        Assert.That(
            level.Cast<ThresholdCriterion>().Select(c => (c.Metric, c.Symbol, Spell(c.Target))),
            Is.EqualTo(
                row.GetProperty("criteria")
                    .EnumerateArray()
                    .Select(c =>
                        (
                            c.GetProperty("metric").GetString(),
                            c.GetProperty("operator").GetString(),
                            Spell(ReadNumber(c.GetProperty("target").GetString()!))
                        )
                    )
            )
        );
    }

    [Test]
    public void ParseList_NamedObjects_KeepsNamesAndOrder()
    {
        var levels = ServiceLevel.ParseList("""{"strict": {"a": "<1"}, "loose": {"a": "<9"}}""", "sla.json");

        Assert.That(levels.Select(l => (l.Name, l.Text)), Is.EqualTo(new[] { ("strict", "a<1"), ("loose", "a<9") }));
    }

    [Test]
    public void ParseList_ItemWithBenchmarkName_IsNamed()
    {
        var level = ServiceLevel.ParseList("""[{"_benchmark_name": "chat", "a": "<1", "b": ">=2"}]""", "sla.json").Single();

        Assert.That((level.Name, level.Text, level.Count), Is.EqualTo(("chat", "a<1 and b>=2", 2)));
    }

    [Test]
    public void ParseList_EmptyList_HoldsNothing() => Assert.That(ServiceLevel.ParseList("[]", "sla.json"), Is.Empty);

    [TestCase("[{}]", "sla.json, item 1: the SLA is empty; it needs at least one metric.")]
    [TestCase("""[{"_benchmark_name": "x"}]""", "sla.json, item 1: the SLA is empty; it needs at least one metric.")]
    [TestCase(
        """[{"a": "<1"}, {"p99_e2el_ms": "500"}]""",
        "sla.json, item 2, \"p99_e2el_ms\": \"500\" does not start with <=, >=, < or >."
    )]
    [TestCase("""[{"p99_e2el_ms": "<=5 ms"}]""", "sla.json, item 1, \"p99_e2el_ms\": \"<=5 ms\" holds no number after <=.")]
    [TestCase("""[{"a": 5}]""", "sla.json, item 1, \"a\": expected text such as \"<=500\", found 5.")]
    [TestCase("""[{"a": null}]""", "sla.json, item 1, \"a\": expected text such as \"<=500\", found null.")]
    [TestCase("""[{"": "<5"}]""", "sla.json, item 1, \"\": the metric's name is empty.")]
    [TestCase("""[{"a": "<5", "a": ">2"}]""", "sla.json, item 1, a: the metric appears twice.")]
    [TestCase(
        """[{"_benchmark_name": 3, "a": "<5"}]""",
        "sla.json, item 1, _benchmark_name: the name must be text that is not empty; found 3."
    )]
    [TestCase(
        """[{"_benchmark_name": "n", "a": "<5"}, {"_benchmark_name": "n", "a": "<6"}]""",
        "sla.json: two SLAs have the _benchmark_name \"n\"."
    )]
    [TestCase("""[{"a": "<5",}]""", "sla.json: is not JSON: line 1, column 13: remove the comma before '}'; " + Shape)]
    [TestCase("", "sla.json: is empty; " + Shape)]
    [TestCase(" \n", "sla.json: is empty; " + Shape)]
    [TestCase("""[{"\ud800": "<5"}]""", "sla.json, item 1: the name of a metric is not valid Unicode.")]
    [TestCase("""{"\ud800": {"a": "<5"}}""", "sla.json: the name of an item is not valid Unicode.")]
    [TestCase("""[{"a": "<5\ud800"}]""", "sla.json, item 1, \"a\": expected text such as \"<=500\", found text that is not valid Unicode.")]
    [TestCase(
        """[{"_benchmark_name": "\ud800", "a": "<5"}]""",
        "sla.json, item 1, _benchmark_name: the name must be text that is not empty; found text that is not valid Unicode."
    )]
    [TestCase("""[{"a\nb": "5\r"}]""", "sla.json, item 1, \"a\\u000ab\": \"5\\u000d\" does not start with <=, >=, < or >.")]
    public void ParseList_BadInput_HasOneLineThatNamesFileItemAndKey(string json, string problem) =>
        Assert.That(() => ServiceLevel.ParseList(json, "sla.json"), Throws.TypeOf<InvalidInputException>().With.Message.EqualTo(problem));

    [Test]
    public void ParseList_HalfOfASurrogatePair_IsToldApartFromBadJson() =>
        Assert.That(
            () => ServiceLevel.ParseList("[]" + (char)0xD800, "sla.json"),
            Throws
                .TypeOf<InvalidInputException>()
                .With.Message.EqualTo("sla.json: holds half of a surrogate pair, which is not valid Unicode.")
        );

    [TestCase("""{"p99_e2el_ms": "<=500"}""", "found the text \"<=500\"")]
    [TestCase("[[]]", "found a list")]
    [TestCase("3", "found 3")]
    public void ParseList_WrongShape_SaysWhatIsExpectedAndFound(string json, string found) =>
        Assert.That(
            () => ServiceLevel.ParseList(json, "sla.json"),
            Throws
                .TypeOf<InvalidInputException>()
                .With.Message.Contains("an SLA file is a JSON list of objects")
                .And.Message.Contains(found)
        );

    [Test]
    public void ParseList_SeveralProblems_ListsEach() =>
        Assert.That(
            () => ServiceLevel.ParseList("""[{"a": "5"}, {}, 7]""", "sla.json"),
            Throws.TypeOf<InvalidInputException>().With.Property(nameof(InvalidInputException.Problems)).Count.EqualTo(3)
        );

    [Test]
    public void Load_NameThatNoFileHas_IsRefused() =>
        Assert.That(
            () => ServiceLevel.Load("a\0b"),
            Throws
                .TypeOf<InvalidInputException>()
                .With.Message.Contains("\\u0000b")
                .And.Message.Contains(": cannot be read: ")
                .And.Message.EndsWith("; name a file of SLAs.")
        );

    [Test]
    public void Load_MissingFile_NamesIt() =>
        Assert.That(
            () => ServiceLevel.Load("no-such-sla.json"),
            Throws
                .TypeOf<InvalidInputException>()
                .With.Message.EqualTo("no-such-sla.json: cannot be read: the file does not exist; name a file of SLAs.")
        );

    [TestCase("p99_e2el_ms<=500", "p99_e2el_ms<=500")]
    [TestCase("p99_e2el_ms <= 500, request_goodput>3", "p99_e2el_ms<=500 and request_goodput>3")]
    public void Parse_OneLine_HoldsEachCriterion(string text, string expected) =>
        Assert.That(ServiceLevel.Parse(text).Text, Is.EqualTo(expected));

    [TestCase("")]
    [TestCase("<=5")]
    [TestCase("a<5,")]
    public void Parse_BadText_IsRefused(string text) => Assert.That(() => ServiceLevel.Parse(text), Throws.TypeOf<InvalidInputException>());

    [TestCase("a<=inf")]
    [TestCase("a<=nan")]
    public void FindProblems_TargetNotFinite_NamesTheMetric(string text) =>
        Assert.That(ServiceLevel.Parse(text).FindProblems(), Has.Count.EqualTo(1).And.All.Contains(", a: the target"));

    [Test]
    public void FindProblems_FiniteTargets_HasNone() => Assert.That(ServiceLevel.Parse("a<=1, b>2").FindProblems(), Is.Empty);

    private static string Spell(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static double ReadNumber(string text) =>
        text switch
        {
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            "nan" => double.NaN,
            _ => double.Parse(text, CultureInfo.InvariantCulture),
        };
}
