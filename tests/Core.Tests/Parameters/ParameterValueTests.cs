using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using CsCheck;

namespace ServeMulti.Parameters;

[TestFixture]
public sealed class ParameterValueTests
{
    private static readonly string[] Cultures = ["", "de-DE", "tr-TR"];

    // What Python 3 prints for str(x).
    private static readonly (double Value, string Text)[] Spellings =
    [
        (0.7, "0.7"),
        (1, "1.0"),
        (100, "100.0"),
        (-0.0, "-0.0"),
        (0.0001, "0.0001"),
        (0.00001, "1e-05"),
        (0.000123, "0.000123"),
        (1.5e-5, "1.5e-05"),
        (1e15, "1000000000000000.0"),
        (1e16, "1e+16"),
        (1.5e16, "1.5e+16"),
        (1e22, "1e+22"),
        (1e100, "1e+100"),
        (-1e-100, "-1e-100"),
        (1234567890123456.7, "1234567890123456.8"),
        (1234567890123456, "1234567890123456.0"),
        (1230000000000000, "1230000000000000.0"),
        (999999999999999.9, "999999999999999.9"),
        (9999999999999998, "9999999999999998.0"),
        (12345678901234567, "1.2345678901234568e+16"),
        (-1234567890123456.7, "-1234567890123456.8"),
        (5e-324, "5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
        (double.PositiveInfinity, "inf"),
        (double.NegativeInfinity, "-inf"),
        (double.NaN, "nan"),
        (0.1 + 0.2, "0.30000000000000004"),
    ];

    [TestCaseSource(nameof(Cultures))]
    public void Text_Double_IsSpelledAsPythonDoes(string culture) =>
        In(
            culture,
            () =>
            {
                foreach (var (value, text) in Spellings)
                {
                    Assert.That(((ParameterValue)value).Text, Is.EqualTo(text));
                }
            }
        );

    [TestCaseSource(nameof(Cultures))]
    public void ToDouble_Number_IsTheNumber(string culture) =>
        In(
            culture,
            () =>
            {
                foreach (var (value, _) in Spellings)
                {
                    Assert.That(((ParameterValue)value).ToDouble(), Is.EqualTo(value));
                }

                Assert.That(((ParameterValue)(-12)).ToDouble(), Is.EqualTo(-12));
                Assert.That(((ParameterValue)BigInteger.Pow(10, 40)).ToDouble(), Is.EqualTo(1e40));
            }
        );

    [TestCaseSource(nameof(Cultures))]
    public void ToInt64_WholeNumber_IsTheNumber(string culture) =>
        In(
            culture,
            () =>
            {
                Assert.That(
                    new ParameterValue[] { 16, long.MinValue, long.MaxValue, 16.0, 1e16, -0.0 }.Select(value => value.ToInt64()),
                    Is.EqualTo(new[] { 16, long.MinValue, long.MaxValue, 16, 10_000_000_000_000_000, 0 })
                );
            }
        );

    [Test]
    public void TryGet_NoSuchNumber_IsFalseAndToThrows()
    {
        ParameterValue[] noNumbers = ["16", true, ParameterValue.FromJson(JsonDocument.Parse("[1]").RootElement)];
        foreach (var value in noNumbers)
        {
            Assert.That(
                (value.TryGetDouble(out var real), value.TryGetInt64(out var whole), real, whole),
                Is.EqualTo((false, false, 0.0, 0L))
            );
            Assert.That(() => value.ToDouble(), Throws.TypeOf<InvalidInputException>());
        }

        ParameterValue[] notWhole = [0.5, double.NaN, double.PositiveInfinity, 1e19, (BigInteger)ulong.MaxValue, 9223372036854775808.0];
        foreach (var value in notWhole)
        {
            Assert.That((value.TryGetInt64(out var whole), whole), Is.EqualTo((false, 0L)), value.Text);
            Assert.That(() => value.ToInt64(), Throws.TypeOf<InvalidInputException>().With.Message.Contains(value.Text));
        }
    }

    [TestCaseSource(nameof(Cultures))]
    public void Text_Integer_IsPlain(string culture) =>
        In(
            culture,
            () =>
            {
                Assert.That(((ParameterValue)(-1234567)).Text, Is.EqualTo("-1234567"));
                Assert.That(((ParameterValue)(BigInteger)ulong.MaxValue).Text, Is.EqualTo("18446744073709551615"));
                Assert.That(((ParameterValue)BigInteger.Pow(10, 40)).Text, Is.EqualTo("1" + new string('0', 40)));
            }
        );

    [TestCaseSource(nameof(Cultures))]
    public void FromJson_Number_IsSpelledAsPythonDoes(string culture) =>
        In(
            culture,
            () =>
            {
                Assert.That(Read("1.50").Text, Is.EqualTo("1.5"));
                Assert.That(Read("1e-7").Text, Is.EqualTo("1e-07"));
                Assert.That(Read("123456789012345678901234567890").Text, Is.EqualTo("123456789012345678901234567890"));
            }
        );

    [TestCaseSource(nameof(Cultures))]
    public void Boolean_AnyCulture_IsSpelledInAscii(string culture) =>
        In(culture, () => Assert.That((((ParameterValue)true).Text, ((ParameterValue)true).ToJson()), Is.EqualTo(("True", "true"))));

    [Test]
    public void Text_AnyDouble_ReadsBack() =>
        Gen
            .Double.Where(double.IsFinite)
            .Sample(value => double.Parse(((ParameterValue)value).Text, CultureInfo.InvariantCulture).Equals(value));

    [Test]
    public void Text_Float_IsSpelledAsWritten() => Assert.That(((ParameterValue)0.7f).Text, Is.EqualTo("0.7"));

    [Test]
    public void Text_Decimal_IsSpelledAsAFloat() =>
        Assert.That(new[] { ((ParameterValue)0.70m).Text, ((ParameterValue)2m).Text }, Is.EqualTo(["0.7", "2.0"]));

    [Test]
    public void Conversion_NullText_IsNull()
    {
        ParameterValue? value = (string?)null;

        Assert.That(value, Is.Null);
    }

    [Test]
    public void Equals_SameTextOfOtherKind_IsFalse()
    {
        ParameterValue[] values = [1, 1.0, "1", "1.0", true, "True", Read("[1]"), "[1]"];

        Assert.That(values, Is.Unique);
    }

    [TestCase("{\"b\":1,\"a\":[true,null,\"x\"]}", "{\"b\": 1, \"a\": [true, null, \"x\"]}")]
    [TestCase("{}", "{}")]
    [TestCase("[ ]", "[]")]
    [TestCase("[1e2, -0, 2.50, 1e400]", "[100.0, 0, 2.5, Infinity]")]
    [TestCase("[NaN,-Infinity,\"NaN\"]", "[NaN, -Infinity, \"NaN\"]")]
    [TestCase("{\"a\":1,\"b\":2,\"a\":3}", "{\"a\": 3, \"b\": 2}")]
    [TestCase("[\"a\\\"b\\\\c\\n\\u0001é\\u00e9\"]", "[\"a\\\"b\\\\c\\n\\u0001éé\"]")]
    public void FromJson_Nested_IsLaidOutAsPythonDoes(string json, string expected) =>
        Assert.That(
            Read(json),
            Has.Property(nameof(ParameterValue.Text))
                .EqualTo(expected)
                .And.Property(nameof(ParameterValue.Kind))
                .EqualTo(ParameterKind.Json)
        );

    [TestCase("null")]
    [TestCase("\"\\ud800\"")]
    [TestCase("[\"\\ud800\"]")]
    [TestCase("{\"\\udc00\": 1}")]
    public void FromJson_NoValue_IsRefused(string json) => Assert.That(() => Read(json), Throws.TypeOf<InvalidInputException>());

    [Test]
    public void FromJson_Undefined_IsRefused() =>
        Assert.That(() => ParameterValue.FromJson(default), Throws.TypeOf<InvalidInputException>());

    [TestCase("NaN", "nan")]
    [TestCase("Infinity", "inf")]
    [TestCase("-Infinity", "-inf")]
    public void FromJson_BareNumber_IsNotText(string json, string text)
    {
        var bare = Read(json);
        var quoted = Read($"\"{json}\"");

        Assert.That(bare, Is.EqualTo((ParameterValue)double.Parse(json, CultureInfo.InvariantCulture)).And.Property("Text").EqualTo(text));
        Assert.That(quoted, Is.EqualTo((ParameterValue)json));
    }

    [Test]
    public void FromJson_OfToJson_GivesTheSameValue() =>
        ParameterGen.Values.Sample(value =>
        {
            using var document = JsonDocument.Parse(value.ToJson());
            return ParameterValue.FromJson(document.RootElement).Equals(value);
        });

    private static ParameterValue Read(string json)
    {
        using var document = JsonDocument.Parse(TolerantJson.Normalize(Encoding.UTF8.GetBytes(json)));
        return ParameterValue.FromJson(document.RootElement);
    }

    private static void In(string culture, Action assert)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            Assert.That(
                CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator,
                Is.EqualTo(culture.Length == 0 ? "." : ","),
                "the culture is installed"
            );
            assert();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
