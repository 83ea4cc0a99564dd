using System.Globalization;
using System.Text;
using System.Text.Json;
using ServeMulti.Parameters;

namespace ServeMulti.Results;

[TestFixture]
public sealed class ResultCellTests
{
    [TestCase("1", "1")]
    [TestCase("-1", "-1")]
    [TestCase("-0", "0")]
    [TestCase("0.1", "0.1")]
    [TestCase("-0.0", "-0.0")]
    [TestCase("1.0", "1.0")]
    [TestCase("1.50", "1.5")]
    [TestCase("100.0", "100.0")]
    [TestCase("1e-05", "1e-05")]
    [TestCase("0.0001", "0.0001")]
    [TestCase("1E5", "100000.0")]
    [TestCase("1e15", "1000000000000000.0")]
    [TestCase("1e16", "1e+16")]
    [TestCase("1e400", "inf")]
    [TestCase("0.30000000000000004", "0.30000000000000004")]
    [TestCase("9007199254740993", "9007199254740993")]
    [TestCase("123456789012345678901234567890", "123456789012345678901234567890")]
    [TestCase("true", "True")]
    [TestCase("false", "False")]
    [TestCase("null", "")]
    [TestCase("NaN", "")]
    [TestCase("Infinity", "inf")]
    [TestCase("-Infinity", "-inf")]
    [TestCase("\"inf\"", "inf")]
    [TestCase("\"nan\"", "nan")]
    [TestCase("\"NaN\"", "NaN")]
    [TestCase("\"\"", "")]
    [TestCase("\" a \"", " a ")]
    [TestCase("[1, 2.0, null, true, \"it's\"]", "[1, 2.0, None, True, \"it's\"]")]
    [TestCase("{\"a\": {\"b\": [NaN, 1e400]}, \"c\": \"\"}", "{'a': {'b': [nan, inf]}, 'c': ''}")]
    [TestCase("[]", "[]")]
    [TestCase("{}", "{}")]
    [TestCase("[\"\\\\ \\n \\t \\u0001 \\u00e9 \\u200b \\ud83d\\ude00 ' \\\"\"]", "['\\\\ \\n \\t \\x01 é \\u200b 😀 \\' \"']")]
    public void ToString_JsonValue_IsAsPandasWritesIt(string json, string expected)
    {
        Assert.That(Cell(json).ToString(), Is.EqualTo(expected));
        Assert.That(ReadColumn(json).ToString(), Is.EqualTo(expected));
    }

    [TestCase("1", 1)]
    [TestCase("2.5", 2.5)]
    [TestCase("\"inf\"", double.PositiveInfinity)]
    [TestCase("\"-inf\"", double.NegativeInfinity)]
    [TestCase("Infinity", double.PositiveInfinity)]
    [TestCase("123456789012345678901234567890", 1.2345678901234568e29)]
    public void TryFindNumber_Number_IsFound(string json, double expected)
    {
        Assert.That(Cell(json).TryFindNumber(out var number));
        Assert.That(number, Is.EqualTo(expected));
        Assert.That(ReadColumn(json).TryFindNumber(out number));
        Assert.That(number, Is.EqualTo(expected));
    }

    [TestCase("null")]
    [TestCase("NaN")]
    [TestCase("\"nan\"")]
    [TestCase("\"12\"")]
    [TestCase("\"\"")]
    [TestCase("true")]
    [TestCase("[1]")]
    public void TryFindNumber_AnythingElse_IsNot(string json)
    {
        Assert.That(Cell(json).TryFindNumber(out _), Is.False);
        Assert.That(ReadColumn(json).TryFindNumber(out _), Is.False);
    }

    [Test]
    public void IsEmpty_NullAndNaN_AreEmptyAndEmptyTextIsNot()
    {
        Assert.That(default(ResultCell).IsEmpty);
        Assert.That(Cell("null").IsEmpty);
        Assert.That(Cell("NaN").IsEmpty);
        Assert.That(ResultCell.From(double.NaN).IsEmpty);
        Assert.That(Cell("\"\"").IsEmpty, Is.False);
        Assert.That(Cell("0").IsEmpty, Is.False);
    }

    [TestCase("16", "16", true)]
    [TestCase("16", "16.0", true)]
    [TestCase("\"inf\"", "Infinity", true)]
    [TestCase("\"16\"", "16", true)]
    [TestCase("16", "17", false)]
    [TestCase("null", "16", false)]
    [TestCase("true", "true", true)]
    [TestCase("true", "1", false)]
    [TestCase("[1, 2]", "[1,2]", true)]
    [TestCase("{\"a\": 1}", "{\"a\": 2}", false)]
    public void MeansSameAs_Pairs_AreToldApart(string left, string right, bool expected) =>
        Assert.That(Cell(left).MeansSameAs(Cell(right)), Is.EqualTo(expected));

    [TestCase("16", "16", true)]
    [TestCase("16", "16.0", false)]
    [TestCase("\"a\"", "\"a\"", true)]
    [TestCase("\"a\"", "\"b\"", false)]
    [TestCase("true", "false", false)]
    [TestCase("null", "NaN", true)]
    [TestCase("123456789012345678901234567890", "123456789012345678901234567890", true)]
    [TestCase("123456789012345678901234567890", "123456789012345678901234567891", false)]
    public void Equals_Pairs_AreToldApart(string left, string right, bool expected)
    {
        Assert.That(Cell(left).Equals(Cell(right)), Is.EqualTo(expected));
        Assert.That(Cell(left) == Cell(right), Is.EqualTo(expected));
        Assert.That(Cell(left) != Cell(right), Is.Not.EqualTo(expected));
        Assert.That(Cell(left).GetHashCode() == Cell(right).GetHashCode(), Is.EqualTo(expected));
    }

    [TestCase("de-DE")]
    [TestCase("tr-TR")]
    public void ToString_UnderAnyCulture_IsTheSame(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo(culture);
            Assert.That(Cell("-1234.5").ToString(), Is.EqualTo("-1234.5"));
            Assert.That(Cell("-1234").ToString(), Is.EqualTo("-1234"));
            Assert.That(Cell("[1.5, true]").ToString(), Is.EqualTo("[1.5, True]"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static ResultCell Cell(string json)
    {
        using var document = JsonDocument.Parse(TolerantJson.Normalize(Encoding.UTF8.GetBytes(json)));
        return ResultCell.From(document.RootElement);
    }

    private static ResultCell ReadColumn(string json) => ResultCell.Parse(TolerantJson.Normalize(Encoding.UTF8.GetBytes(json)).Span);
}
