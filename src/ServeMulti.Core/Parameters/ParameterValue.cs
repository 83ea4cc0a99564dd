using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace ServeMulti.Parameters;

/// <summary>The value of one parameter, with its JSON type. Immutable.</summary>
/// <remarks>Plain Booleans, numbers and strings convert by themselves. <c>1</c>, <c>1.0</c> and <c>"1"</c> are three different
/// values.</remarks>
public sealed class ParameterValue : IEquatable<ParameterValue>
{
    private static readonly ParameterValue True = new(ParameterKind.Boolean, "True");
    private static readonly ParameterValue False = new(ParameterKind.Boolean, "False");

    private JsonDocument? _json;

    private ParameterValue(ParameterKind kind, string text)
    {
        Kind = kind;
        Text = text;
    }

    /// <summary>Gets the JSON type.</summary>
    public ParameterKind Kind { get; }

    /// <summary>Gets the value as Python's <c>str</c> spells it (<c>True</c>, <c>0.7</c>, <c>1e-05</c>, <c>inf</c>); arrays and objects as
    /// JSON.</summary>
    public string Text { get; }

    /// <summary>Converts a Boolean.</summary>
    /// <param name="value">The Boolean.</param>
    public static implicit operator ParameterValue(bool value) => value ? True : False;

    /// <summary>Converts text.</summary>
    /// <param name="value">The text; null gives null, which no parameter set accepts.</param>
    [return: NotNullIfNotNull(nameof(value))]
    public static implicit operator ParameterValue?(string? value) => value is null ? null : new(ParameterKind.Text, value);

    /// <summary>Converts an integer.</summary>
    /// <param name="value">The integer.</param>
    public static implicit operator ParameterValue(int value) => (long)value;

    /// <summary>Converts an integer.</summary>
    /// <param name="value">The integer.</param>
    public static implicit operator ParameterValue(long value) => new(ParameterKind.Number, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Converts an integer of any size.</summary>
    /// <param name="value">The integer.</param>
    public static implicit operator ParameterValue(BigInteger value) =>
        new(ParameterKind.Number, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Converts a floating point number; NaN and the infinities are legal.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator ParameterValue(double value) => new(ParameterKind.Number, PythonNumber.Spell(value));

    /// <summary>Converts a floating point number as it is written: <c>0.7f</c> is 0.7.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator ParameterValue(float value) =>
        double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>Converts a decimal number to the nearest 64-bit floating point number.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator ParameterValue(decimal value) => (double)value;

    /// <summary>Reads a value from JSON.</summary>
    /// <param name="element">The JSON; not null, and not a string with half of a surrogate pair.</param>
    /// <exception cref="InvalidInputException"><paramref name="element"/> is null or undefined, or holds text that is not valid
    /// Unicode.</exception>
    public static ParameterValue FromJson(JsonElement element)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.True => True,
                JsonValueKind.False => False,
                JsonValueKind.Number => new(ParameterKind.Number, PythonNumber.SpellJson(element.GetRawText())),
                JsonValueKind.String when TolerantJson.TryReadBareNumber(element, out var bare) => bare,
                JsonValueKind.String => element.GetString()!,
                JsonValueKind.Array or JsonValueKind.Object => new(ParameterKind.Json, JsonSpelling.Spell(element)),
                _ => throw new InvalidInputException("null is not a value."),
            };
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidInputException("The text is not valid Unicode.", e);
        }
    }

    /// <summary>Returns the value as a floating point number.</summary>
    /// <exception cref="InvalidInputException">The value is not a number.</exception>
    public double ToDouble() => TryGetDouble(out var value) ? value : throw new InvalidInputException($"{Describe()} is not a number.");

    /// <summary>Returns the value as a whole number.</summary>
    /// <exception cref="InvalidInputException">The value is not a whole number of 64 bits.</exception>
    public long ToInt64() =>
        TryGetInt64(out var value) ? value : throw new InvalidInputException($"{Describe()} is not a whole number of 64 bits.");

    /// <summary>Reads the value as a floating point number.</summary>
    /// <param name="value">The number: the nearest one where the value is an integer too large to be exact.</param>
    /// <returns>False if the value is not a number: text such as <c>"16"</c> is none.</returns>
    public bool TryGetDouble(out double value)
    {
        value = 0;
        return Kind == ParameterKind.Number && PythonNumber.TryRead(Text, out value);
    }

    /// <summary>Reads the value as a whole number.</summary>
    /// <param name="value">The number; 16.0 is one too.</param>
    /// <returns>False if the value is not a number, has a fraction, or does not fit into 64 bits.</returns>
    public bool TryGetInt64(out long value)
    {
        value = 0;
        if (Kind != ParameterKind.Number)
        {
            return false;
        }

        if (long.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value))
        {
            return true;
        }

        // Both bounds are powers of two: whole numbers between them convert without loss.
        var isWhole =
            PythonNumber.TryRead(Text, out var number)
            && number == Math.Floor(number)
            && number >= long.MinValue
            && number < long.MaxValue
            && Text.AsSpan().ContainsAny('.', 'e');
        value = isWhole ? (long)number : 0;
        return isWhole;
    }

    /// <summary>Returns the value as JSON, from which the same value can be read again.</summary>
    /// <remarks>NaN and the infinities, which JSON does not have, become strings with an escape that distinguishes them from
    /// text.</remarks>
    public string ToJson() =>
        Kind switch
        {
            ParameterKind.Boolean => Text == "True" ? "true" : "false",
            ParameterKind.Number => Text switch
            {
                "nan" => TolerantJson.NaN,
                "inf" => TolerantJson.Infinity,
                "-inf" => TolerantJson.NegativeInfinity,
                _ => Text,
            },
            ParameterKind.Json => Encoding.UTF8.GetString(TolerantJson.Normalize(Encoding.UTF8.GetBytes(Text)).Span),
            _ => SpellText(Text),
        };

    /// <inheritdoc/>
    public bool Equals(ParameterValue? other) =>
        ReferenceEquals(this, other) || (other is not null && Kind == other.Kind && Text == other.Text);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ParameterValue);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Text);

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>Returns the value as a JSON element; made once.</summary>
    internal JsonElement ToElement() => (_json ??= JsonDocument.Parse(ToJson())).RootElement;

    private string Describe() =>
        Kind switch
        {
            ParameterKind.Text => $"The text \"{Excerpt.Line(Text)}\"",
            _ => Excerpt.Line(Text),
        };

    private static string SpellText(string text)
    {
        var json = new StringBuilder(text.Length + 2);
        JsonSpelling.AppendString(json, text);
        return json.ToString();
    }
}
