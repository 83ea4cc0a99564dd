using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using CsCheck;

namespace ServeMulti.Parameters;

[TestFixture]
public sealed class TolerantJsonTests
{
    [TestCase("[NaN]", "[\"NaN\"]")]
    [TestCase("[Infinity,-Infinity , NaN]", "[\"Infinity\",\"-Infinity\",\"NaN\"]")]
    [TestCase("{\"a\":NaN,\"b\":\tInfinity\n}", "{\"a\":\"NaN\",\"b\":\"Infinity\"}")]
    [TestCase("NaN", "\"NaN\"")]
    [TestCase("-Infinity", "\"-Infinity\"")]
    [TestCase("[\"NaN\", \"a\\\"NaN\", \"\\\\\", NaN]", "[\"NaN\",\"a\\\"NaN\",\"\\\\\",\"NaN\"]")]
    [TestCase("{\"NaN\":1,\"Infinity\":NaN}", "{\"NaN\":1,\"Infinity\":\"NaN\"}")]
    [TestCase("\uFEFF[NaN]", "[\"NaN\"]")]
    public void Normalize_BareToken_BecomesTheStringOfThatSpelling(string json, string expected)
    {
        using var document = JsonDocument.Parse(Normalize(json));
        using var wanted = JsonDocument.Parse(expected);

        Assert.That(JsonElement.DeepEquals(document.RootElement, wanted.RootElement), Is.True, document.RootElement.GetRawText());
    }

    [TestCase("[NaNs]")]
    [TestCase("[xNaN]")]
    [TestCase("[-NaN]")]
    [TestCase("[--Infinity]")]
    [TestCase("[Infinity1]")]
    [TestCase("[1Infinity]")]
    [TestCase("[1-Infinity]")]
    [TestCase("[\"a\"NaN]")]
    [TestCase("[nan]")]
    [TestCase("[Inf]")]
    [TestCase("N")]
    [TestCase("[\"NaN")]
    [TestCase("[\"NaN\\")]
    public void Normalize_OtherToken_IsLeft(string json) => Assert.That(Normalize(json), Is.EqualTo(json));

    [Test]
    public void Normalize_NothingBare_ReturnsTheSameMemory()
    {
        ReadOnlyMemory<byte> json = "{\"a\": [1, \"NaN\", \"I\"]}"u8.ToArray();

        var isSame =
            MemoryMarshal.TryGetArray(TolerantJson.Normalize(json), out var after) & MemoryMarshal.TryGetArray(json, out var before);

        Assert.That(isSame, Is.True);
        Assert.That(after, Is.EqualTo(before));
    }

    [Test]
    public void Normalize_ValidJson_IsUnchanged() =>
        ParameterGen
            .Values.Array[0, 5]
            .Sample(values =>
            {
                var json = $"[{string.Join(", ", values.Select(value => value.ToJson()))}]";
                return Normalize(json) == json;
            });

    [Test]
    public void Normalize_AnyBytes_IsIdempotent() =>
        Gen.String[Gen.Char["NaIinfty-\"\\,[ ]1"], 0, 30].Sample(json => Normalize(Normalize(json)) == Normalize(json));

    [Test]
    public void Normalize_AnyListOfTokens_ReplacesTheBareOnesAlone()
    {
        var tokens = Gen.OneOf("NaN", "Infinity", "-Infinity", "1", "\"NaN\"", "\"\\\"\"", "\"\\\\\"", "\", NaN,\"", "[NaN]", "null");

        tokens
            .Array[0, 8]
            .Sample(chosen =>
            {
                using var document = JsonDocument.Parse(Normalize($"[{string.Join(',', chosen)}]"));
                return document
                    .RootElement.EnumerateArray()
                    .Select(element => TolerantJson.TryReadBareNumber(element, out _))
                    .SequenceEqual(chosen.Select(token => token is "NaN" or "Infinity" or "-Infinity"));
            });
    }

    [TestCase("\"NaN\"")]
    [TestCase("\"\\u004eaN\"")]
    [TestCase("\"Infinity\"")]
    [TestCase("\"\\u0041\"")]
    [TestCase("1")]
    [TestCase("null")]
    public void TryReadBareNumber_AnythingElse_IsFalse(string json)
    {
        using var document = JsonDocument.Parse(json);

        Assert.That(TolerantJson.TryReadBareNumber(document.RootElement, out _), Is.False);
    }

    private static string Normalize(string json) => Encoding.UTF8.GetString(TolerantJson.Normalize(Encoding.UTF8.GetBytes(json)).Span);
}
