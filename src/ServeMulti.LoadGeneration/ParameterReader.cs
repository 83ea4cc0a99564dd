using System.Globalization;
using System.Text.Json;
using ServeMulti.Parameters;

namespace ServeMulti.LoadGeneration;

/// <summary>Reads the value of one parameter as what a setting needs; a value may come as JSON or as the text of a command line.</summary>
internal sealed class ParameterReader(string key, ParameterValue value)
{
    public string Text => value.Text;

    public int Integer(int least) =>
        int.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least
            ? number
            : throw Problem($"is not a whole number of {least.ToString(CultureInfo.InvariantCulture)} or more");

    /// <summary>Reads a number; <c>inf</c> is one, NaN is not.</summary>
    public double Number() =>
        value.Text switch
        {
            "inf" or "Infinity" => double.PositiveInfinity,
            var text
                when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) =>
                number,
            _ => throw Problem("is not a number"),
        };

    public double AboveZero() => Number() is > 0 and var number ? number : throw Problem("is not above 0");

    public double Finite() => Number() is var number && double.IsFinite(number) ? number : throw Problem("is not finite");

    /// <summary>Reads a number of seconds that a timer can hold.</summary>
    public TimeSpan Seconds() =>
        Number() is >= 0 and <= 4_000_000 and var seconds
            ? TimeSpan.FromSeconds(seconds)
            : throw Problem("is not a number of seconds from 0 to 4000000");

    public bool Boolean() =>
        value.Text.ToLowerInvariant() switch
        {
            "true" => true,
            "false" => false,
            _ => throw Problem("is neither true nor false"),
        };

    /// <summary>Reads a list: a JSON array, or text divided by commas or spaces.</summary>
    public IReadOnlyList<string> List() =>
        value.Kind == ParameterKind.Json && TryParse() is { ValueKind: JsonValueKind.Array } array
            ? [.. array.EnumerateArray().Select(Spell)]
            : value.Text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Reads pairs: a JSON object, or text such as <c>a=b</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Pairs()
    {
        if (TryParse() is { ValueKind: JsonValueKind.Object } fields)
        {
            return [.. fields.EnumerateObject().Select(field => KeyValuePair.Create(field.Name, Spell(field.Value)))];
        }

        var equals = value.Text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? [new(value.Text[..equals], value.Text[(equals + 1)..])]
            : throw Problem("is neither a JSON object nor of the form name=value");
    }

    public string JsonObject() => TryParse() is { ValueKind: JsonValueKind.Object } ? value.Text : throw Problem("is not a JSON object");

    public InvalidInputException Problem(string what) => new($"{key}: {Excerpt.Of(value.Text)} {what}.");

    private static string Spell(JsonElement element) =>
        element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();

    private JsonElement? TryParse()
    {
        try
        {
            // Text with half of a surrogate pair is JSON for its reader, and an exception for who asks for the text.
            using var document = JsonDocument.Parse(value.Text);
            return ParameterValue.FromJson(document.RootElement) is null ? null : document.RootElement.Clone();
        }
        catch (Exception exception) when (exception is JsonException or InvalidInputException)
        {
            return null;
        }
    }
}
