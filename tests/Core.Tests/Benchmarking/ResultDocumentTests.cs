using System.Text;
using System.Text.Json;
using CsCheck;
using ServeMulti.Parameters;

namespace ServeMulti.Benchmarking;

[TestFixture]
public sealed class ResultDocumentTests
{
    [Test]
    public void Parse_Object_KeepsOrderAndText()
    {
        var document = Parse("""{"b": 1.50, "a": null, "c": [1e5, {"x": "y"}]} """ + "\n\n");

        Assert.That(document.Fields.Select(field => field.Key), Is.EqualTo(["b", "a", "c"]));
        Assert.That(document.ToString(), Is.EqualTo("""{"b":1.50,"a":null,"c":[1e5, {"x": "y"}]}"""));
    }

    [TestCase("1", 1)]
    [TestCase("-1.5e3", -1500)]
    [TestCase("NaN", double.NaN)]
    [TestCase("Infinity", double.PositiveInfinity)]
    [TestCase("-Infinity", double.NegativeInfinity)]
    [TestCase("1e400", double.PositiveInfinity)]
    [TestCase("\"inf\"", double.PositiveInfinity)]
    [TestCase("\"-inf\"", double.NegativeInfinity)]
    [TestCase("\"+Infinity\"", double.PositiveInfinity)]
    [TestCase("\"nan\"", double.NaN)]
    [TestCase("\"NaN\"", double.NaN)]
    [TestCase("\" 2.5 \"", 2.5)]
    [TestCase("true", 1)]
    [TestCase("false", 0)]
    public void TryFindMetric_Number_IsFound(string json, double expected)
    {
        var isFound = Parse($"{{\"m\": {json}}}").TryFindMetric("m", out var value);

        Assert.That(isFound, Is.True);
        Assert.That(value, Is.EqualTo(expected));
    }

    [TestCase("null")]
    [TestCase("[1]")]
    [TestCase("{}")]
    [TestCase("\"\"")]
    [TestCase("\"--1\"")]
    [TestCase("\"--inf\"")]
    [TestCase("\"1,5\"")]
    [TestCase("\"1 2\"")]
    [TestCase("\"vllm\"")]
    public void TryFindMetric_NoNumber_IsNotFound(string json)
    {
        var isFound = Parse($"{{\"m\": {json}}}").TryFindMetric("m", out var value);

        Assert.That(isFound, Is.False);
        Assert.That(value, Is.NaN);
    }

    [SetCulture("de-DE")]
    [TestCase("1.5", 1.5)]
    [TestCase("\"1.5\"", 1.5)]
    public void TryFindMetric_OtherCulture_ReadsTheSame(string json, double expected)
    {
        Parse($"{{\"m\": {json}}}").TryFindMetric("m", out var value);

        Assert.That(value, Is.EqualTo(expected));
    }

    [Test]
    public void TryFindMetric_OtherName_IsNotFound() => Assert.That(Parse("""{"m": 1}""").TryFindMetric("M", out _), Is.False);

    [Test]
    public void TryFindMetric_NameOfSglangsClient_IsFound()
    {
        var document = Parse("""{"mean_e2e_latency_ms": 5, "p99_e2e_latency_ms": 7, "p99_e2el_ms": 8}""");

        Assert.That(document.TryFindMetric("mean_e2el_ms", out var mean), Is.True);
        Assert.That(document.TryFindMetric("p99_e2el_ms", out var p99), Is.True);
        Assert.That((mean, p99), Is.EqualTo((5, 8)));
        Assert.That(document.TryFindMetric("median_e2el_ms", out _), Is.False);
    }

    [Test]
    public void Parse_KeyWithColon_IsReadWithoutIt()
    {
        var document = Parse("""{"completed": 1, "request_goodput:": 2.5, "other:": 3}""");

        Assert.That(document.Fields.Select(field => field.Key), Is.EqualTo(["completed", "request_goodput", "other:"]));
        Assert.That(document.TryFindMetric("request_goodput", out var value), Is.True);
        Assert.That(value, Is.EqualTo(2.5));
    }

    [Test]
    public void Parse_KeyTwice_LastValueCountsInTheFirstPlace() =>
        Assert.That(Parse("""{"a": 1, "b": 2, "a": 3}""").ToString(), Is.EqualTo("""{"a":3,"b":2}"""));

    [TestCase("{\"a\": 1}\n{\"a\": 2}")]
    [TestCase("{\"a\": 1}\n{\"a\": NaN}\n{\"a\": 2}\n")]
    [TestCase("{\"a\": {\"b\": [1]}}{\"a\": 2}")]
    public void Parse_AppendedResults_TakesTheLast(string json)
    {
        Parse(json).TryFindMetric("a", out var value);

        Assert.That(value, Is.EqualTo(2));
    }

    [TestCase("")]
    [TestCase("  \n")]
    [TestCase("[]")]
    [TestCase("1")]
    [TestCase("\"x\"")]
    [TestCase("null")]
    [TestCase("NaN")]
    [TestCase("{")]
    [TestCase("{\"a\": 1")]
    [TestCase("{\"a\": 1}}")]
    [TestCase("{\"a\": 1} x")]
    [TestCase("{\"a\": 1}\n[2]")]
    [TestCase("{\"a\": 1}\n{\"a\":")]
    [TestCase("{\"a\": 1,}")]
    [TestCase("{a: 1}")]
    [TestCase("{\"a\": nan}")]
    [TestCase("{\"a\": \"\\ud800\"}")]
    [TestCase("{\"\\ud800\": 1}")]
    [TestCase("<html>")]
    public void Parse_NoObject_IsRefused(string json) => Assert.That(() => Parse(json), Throws.TypeOf<InvalidInputException>());

    [Test]
    public void Parse_InvalidUtf8_IsRefused() =>
        Assert.That(() => ResultDocument.Parse(Encoding.Latin1.GetBytes("{\"a\": \"é\"}")), Throws.TypeOf<InvalidInputException>());

    [Test]
    public void Parse_ByteOrderMark_IsSkipped() => Assert.That(Parse("\uFEFF{\"a\": 1}").Fields, Has.Count.EqualTo(1));

    [Test]
    public void Parse_DeepNesting_IsRefused() =>
        Assert.That(
            () => Parse($"{{\"a\": {new string('[', 1_000_000)}{new string(']', 1_000_000)}}}"),
            Throws.TypeOf<InvalidInputException>()
        );

    [Test]
    public void Parse_LongArrays_AreKept()
    {
        var json = new StringBuilder("{\"latencies\": [NaN");
        for (var i = 0; i < 1_000_000; i++)
        {
            json.Append(", 0.12345678901234567");
        }

        var document = Parse(json.Append("], \"completed\": 1}").ToString());

        Assert.That(document.TryFindMetric("completed", out _), Is.True);
        Assert.That(document.Fields[0].Value.GetArrayLength(), Is.EqualTo(1_000_001));
    }

    [Test]
    public void Parse_CallersMemoryChanges_DocumentDoesNot()
    {
        var json = "{\"a\": 1}"u8.ToArray();
        var document = ResultDocument.Parse(json);

        Array.Clear(json);

        Assert.That(document.ToString(), Is.EqualTo("{\"a\":1}"));
    }

    [Test]
    public void Parse_AnyDamage_GivesADocumentOrIsRefused() =>
        Gen.Select(Gen.Int[0, Golden.Length - 1], Gen.Byte, Gen.Int[0, Golden.Length])
            .Sample(
                (index, value, length) =>
                {
                    var json = Golden.ToArray();
                    json[index] = value;
                    try
                    {
                        var document = ResultDocument.Parse(json.AsMemory(0, length));
                        return document.Fields.All(field => document.TryFindMetric(field.Key, out _) | true)
                            && Parse(document.ToString()).ToString() == document.ToString();
                    }
                    catch (InvalidInputException)
                    {
                        return true;
                    }
                },
                iter: 2000
            );

    [Test]
    public void ToUtf8Json_Numbers_AreWrittenDigitForDigit()
    {
        const string Json = """{"a":1.50,"b":1E+2,"c":-0,"d":123456789012345678901234567890,"e":0.30000000000000004,"f":1e400}""";

        Assert.That(Encoding.UTF8.GetString(Parse(Json).ToUtf8Json()), Is.EqualTo(Json));
    }

    [Test]
    public void ToUtf8Json_BareNumbers_AreValidJsonAndReadBackAsNumbers()
    {
        var json = Parse("""{"a": NaN, "b": [-Infinity], "c": "NaN"}""").ToUtf8Json();
        var again = ResultDocument.Parse(json);

        using var strict = JsonDocument.Parse(json);
        Assert.That(strict.RootElement.GetProperty("a").GetString(), Is.EqualTo("NaN"));
        Assert.That(TolerantJson.TryReadBareNumber(again.Fields[0].Value, out _), Is.True);
        Assert.That(TolerantJson.TryReadBareNumber(again.Fields[1].Value[0], out _), Is.True);
        Assert.That(TolerantJson.TryReadBareNumber(again.Fields[2].Value, out _), Is.False);
    }

    [Test]
    public void ToUtf8Json_Indented_PutsEachFieldOnALine() =>
        Assert.That(
            Encoding.UTF8.GetString(Parse("""{"a": 1, "b": [1, 2]}""").ToUtf8Json(isIndented: true)),
            Is.EqualTo("{\n  \"a\": 1,\n  \"b\": [1, 2]\n}")
        );

    [Test]
    public void ToUtf8Json_AnyFields_ReadBack() =>
        Gen.Select(ParameterGen.Texts.HashSet[0, 5], ParameterGen.Values.Array[5])
            .Sample(
                (names, values) =>
                {
                    var document = ResultDocument
                        .FromMetrics([])
                        .With(names.Where(name => name != "request_goodput:").Zip(values, KeyValuePair.Create));
                    var again = ResultDocument.Parse(document.ToUtf8Json());
                    return again
                        .Fields.Select(field => (field.Key, ParameterValue.FromJson(field.Value)))
                        .SequenceEqual(document.Fields.Select(field => (field.Key, ParameterValue.FromJson(field.Value))));
                }
            );

    [Test]
    public void FromMetrics_AnyDoubles_AreFound() =>
        Gen.OneOf(Gen.Double, Gen.OneOf(double.NaN, double.PositiveInfinity, double.NegativeInfinity))
            .Array[0, 8]
            .Sample(values =>
            {
                var document = ResultDocument.FromMetrics(values.Select((value, i) => KeyValuePair.Create($"m{i}", value)));
                return document.Fields.Count == values.Length
                    && values
                        .Select((value, i) => document.TryFindMetric($"m{i}", out var found) && found.Equals(value))
                        .All(isEqual => isEqual);
            });

    [Test]
    public void With_NewField_IsAddedAtTheEnd() =>
        Assert.That(
            Parse("""{"a": 1}""").With("run_number", 0).With("b", true).With("c", "x").ToString(),
            Is.EqualTo("""{"a":1,"run_number":0,"b":true,"c":"x"}""")
        );

    [Test]
    public void With_KnownField_KeepsItsPlace()
    {
        var document = Parse("""{"a": 1, "b": 2}""");

        Assert.That(document.With("a", 9).ToString(), Is.EqualTo("""{"a":9,"b":2}"""));
        Assert.That(document.ToString(), Is.EqualTo("""{"a":1,"b":2}"""));
    }

    [Test]
    public void With_ParameterSet_LaysEachPairOver() =>
        Assert.That(
            Parse("""{"request_rate": "inf", "x": 1}""").With(new ParameterSet { { "request_rate", 2.5 }, { "cfg", "a\"b" } }).ToString(),
            Is.EqualTo("""{"request_rate":2.5,"x":1,"cfg":"a\"b"}""")
        );

    [Test]
    public void TryFind_Field_GivesWhatWasWritten()
    {
        var document = Parse("""{"a": "x"}""");

        Assert.That(document.TryFind("a", out var value), Is.True);
        Assert.That(value.GetString(), Is.EqualTo("x"));
        Assert.That(document.TryFind("b", out _), Is.False);
    }

    private static ReadOnlySpan<byte> GoldenSpan =>
        """
        {"date": "20250325-230604", "label": null, "model_id": "m\u00e9", "num_prompts": 100, "request_rate": "inf", "max_concurrency": 8,
         "duration": 14.330227065000145, "completed": 100, "request_goodput:": null, "mean_ttft_ms": NaN, "p99_itl_ms": -Infinity, "itls": [[1, 2.5e-3]]}
        """u8;

    private static readonly byte[] Golden = GoldenSpan.ToArray();

    private static ResultDocument Parse(string json) => ResultDocument.Parse(Encoding.UTF8.GetBytes(json));
}
