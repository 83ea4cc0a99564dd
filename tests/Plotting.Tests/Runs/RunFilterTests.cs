namespace ServeMulti.Plotting.Runs;

[TestFixture]
public sealed class RunFilterTests
{
    [TestCase("==5.0", 1)]
    [TestCase("!=5.0", 4)]
    [TestCase("<10", 2)]
    [TestCase("<50", 3)]
    [TestCase("<5", 1)]
    [TestCase("<=10", 3)]
    [TestCase("<=5", 2)]
    [TestCase(">10", 2)]
    [TestCase(">5", 3)]
    [TestCase(">=10", 3)]
    [TestCase(">=5", 4)]
    public void Where_Number_KeepsRunsInOrder(string condition, int expected)
    {
        var runs = TestRuns.Column("request_rate", "1", "5", "10", "50", "100");

        Assert.That(runs.Where(RunFilter.Parse("request_rate" + condition)), Has.Count.EqualTo(expected));
    }

    [TestCase("==inf", 2)]
    [TestCase("!=inf", 3)]
    [TestCase("<inf", 3)]
    [TestCase("==\"inf\"", 2)]
    public void Where_Infinity_ComparesWithTextAndNumber(string condition, int expected)
    {
        var runs = TestRuns.Column("request_rate", "1", "5", "10", "\"inf\"", "1e999");

        Assert.That(runs.Where(RunFilter.Parse("request_rate" + condition)), Has.Count.EqualTo(expected));
    }

    [TestCase("==true", new[] { 10.0 })]
    [TestCase("==True", new[] { 10.0 })]
    [TestCase("!=true", new[] { 20.0, 30.0 })]
    [TestCase("==false", new[] { 20.0 })]
    public void Where_Boolean_NullEqualsNeither(string condition, double[] expected)
    {
        var runs = TestRuns.Column("flag", "true", "false", "null");

        Assert.That(runs.Where(RunFilter.Parse("flag" + condition)).Values(), Is.EqualTo(expected));
    }

    [Test]
    public void Where_BooleanText_ComparesAsText() =>
        Assert.That(TestRuns.Column("flag", "\"true\"", "\"false\"").Where(RunFilter.Parse("flag==true")).Values(), Is.EqualTo([10.0]));

    [Test]
    public void Where_EmptyText_FindsRunsWithoutValue() =>
        Assert.That(
            TestRuns.Column("max_concurrency", "null", "8").Where(RunFilter.Parse("max_concurrency==''")).Values(),
            Is.EqualTo([10.0])
        );

    [Test]
    public void Where_TextWithComma_NeedsQuotes() =>
        Assert.That(TestRuns.Column("model", "\"a,b\"", "\"a\"").Where(RunFilter.Parse("model=='a,b'")).Values(), Is.EqualTo([10.0]));

    [TestCase("==")]
    [TestCase("!=")]
    [TestCase("<")]
    public void Where_MissingKey_ListsKeys(string comparison) =>
        Assert.That(
            () => TestRuns.Column("request_rate", "1").Where(RunFilter.Parse($"max_concurrency{comparison}5")),
            Throws.InstanceOf<InvalidInputException>().With.Message.Contains("max_concurrency").And.Message.Contains("request_rate")
        );

    [Test]
    public void Where_KeyOfSomeRuns_OthersEqualNothing() =>
        Assert.That(
            TestRuns.Of("""{"value": 1, "tp": 2}""", """{"value": 2}""").Where(RunFilter.Parse("tp==2")).Values(),
            Is.EqualTo([1.0])
        );

    [Test]
    public void Where_NumberInTheSpellingOfText_ComparesAsNumber() =>
        Assert.That(TestRuns.Column("tp", "\"4\"", "\"8\"").Where(RunFilter.Parse("tp>=8.0")).Values(), Is.EqualTo([20.0]));

    [TestCase("request_rate==5.0", "request_rate", RunFilterOperator.Equal, "5.0")]
    [TestCase("request_rate!='inf'", "request_rate", RunFilterOperator.NotEqual, "inf")]
    [TestCase("a<=5", "a", RunFilterOperator.AtMost, "5")]
    [TestCase("a >= 5", "a", RunFilterOperator.AtLeast, "5")]
    [TestCase("a==b==c", "a", RunFilterOperator.Equal, "b==c")]
    [TestCase("a==b<c", "a", RunFilterOperator.Equal, "b<c")]
    [TestCase("'a<b'==c", "a<b", RunFilterOperator.Equal, "c")]
    [TestCase("a==it's", "a", RunFilterOperator.Equal, "it's")]
    public void Parse_OneFilter_SplitsAtFirstOperator(string text, string key, RunFilterOperator comparison, string target)
    {
        var filter = RunFilter.Parse(text).Single();

        Assert.That((filter.Key, filter.Operator, filter.Target), Is.EqualTo((key, comparison, target)));
    }

    [Test]
    public void Parse_SeveralFilters_SplitsAtCommas() =>
        Assert.That(
            RunFilter.Parse("request_rate>5.0, value<=40,").Select(filter => filter.ToString()),
            Is.EqualTo(["request_rate>5.0", "value<=40"])
        );

    [Test]
    public void Parse_Nothing_IsNoFilter() => Assert.That(RunFilter.Parse(""), Is.Empty);

    [TestCase("request_rate")]
    [TestCase("==5")]
    [TestCase("a<b")]
    [TestCase("a=5")]
    public void Parse_NotAFilter_IsRefused(string text) =>
        Assert.That(() => RunFilter.Parse(text), Throws.InstanceOf<InvalidInputException>().With.Message.Contains(text));

    [TestCase("a\nb", "'a\\u000ab'")]
    [TestCase("a<b\r", "'b\\u000d'")]
    public void Parse_ControlCharacters_AreToldOnOneLine(string text, string told) =>
        Assert.That(
            () => RunFilter.Parse(text.Replace("b\r", "'b\r'")),
            Throws.InstanceOf<InvalidInputException>().With.Message.Contains(told)
        );
}
