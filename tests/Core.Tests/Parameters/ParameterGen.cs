using System.Text.Json;
using CsCheck;

namespace ServeMulti.Parameters;

/// <summary>Generates parameter values and sets for laws.</summary>
internal static class ParameterGen
{
    /// <summary>Any text that is valid Unicode and has no NUL.</summary>
    public static readonly Gen<string> Texts = Gen.OneOf(
        Gen.String[Gen.Char['\u0001', '\uD7FF'], 0, 10],
        Gen.String[Gen.Char["aA1/\\.:*?\"<>| -_=~\n\u0001é"], 0, 12],
        Gen.OneOf("NaN", "Infinity", "-Infinity", "true", "1", "1.0", "😀", "..", ".", "CON", "")
    );

    /// <summary>Any value of any kind.</summary>
    public static readonly Gen<ParameterValue> Values = Gen.OneOf(
        Gen.Bool.Select(value => (ParameterValue)value),
        Gen.Int.Select(value => (ParameterValue)value),
        Gen.Double.Select(value => (ParameterValue)value),
        Gen.OneOf(double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, 1e16).Select(value => (ParameterValue)value),
        Texts.Select(value => (ParameterValue)value),
        Texts.Array[0, 3].Select(texts => Nested(JsonSerializer.Serialize(texts))),
        Gen.Select(Texts, Gen.Double.Where(double.IsFinite))
            .Select(
                (text, number) =>
                    Nested(JsonSerializer.Serialize(new Dictionary<string, object> { [text] = number, ["k"] = new[] { text } }))
            )
    );

    /// <summary>Any valid key.</summary>
    public static readonly Gen<string> Keys = Gen.Select(Gen.Char["abzAZ09_"], Gen.String[Gen.Char["abA0_-."], 0, 5])
        .Select((first, rest) => first + rest)
        .Where(key => key != ParameterSet.NameKey);

    /// <summary>Any set without a name.</summary>
    public static readonly Gen<ParameterSet> Sets = Gen.Select(Keys.HashSet[0, 4], Values.Array[4])
        .Select((keys, values) => new ParameterSet(keys.DistinctBy(OptionKey.Normalize).Zip(values, KeyValuePair.Create)));

    private static ParameterValue Nested(string json)
    {
        using var document = JsonDocument.Parse(json);
        return ParameterValue.FromJson(document.RootElement);
    }
}
