using System.Globalization;
using System.Text.Json;
using ServeMulti.Parameters;

namespace ServeMulti.Results;

/// <summary>One cell of a result table: nothing, a number, a Boolean or text. Immutable.</summary>
public readonly struct ResultCell : IEquatable<ResultCell>
{
    private const double LargestExactInteger = 9007199254740992;

    private static readonly object Integer = new();
    private static readonly object Float = new();
    private static readonly object True = new();
    private static readonly object False = new();

    private readonly object? _tag;
    private readonly double _number;

    private ResultCell(object? tag, double number = 0)
    {
        _tag = tag;
        _number = number;
    }

    /// <summary>Gets whether there is nothing in the cell: the run has no such field, or it is null or NaN.</summary>
    public bool IsEmpty => _tag is null;

    /// <summary>Finds the number in the cell.</summary>
    /// <param name="value">The number; it may be infinite, and never is NaN.</param>
    /// <returns>False where the cell holds no number. The texts <c>inf</c> and <c>-inf</c>, which benchmarks write for an unlimited rate,
    /// count as numbers.</returns>
    public bool TryFindNumber(out double value)
    {
        if (_tag is string text)
        {
            value = text switch
            {
                "inf" => double.PositiveInfinity,
                "-inf" => double.NegativeInfinity,
                _ => double.NaN,
            };
            return !double.IsNaN(value);
        }

        value = _number;
        return _tag is LongInteger || _tag == Integer || _tag == Float;
    }

    /// <summary>Makes a cell from a JSON value: null and NaN are empty, arrays and objects become text as Python's <c>str</c> spells
    /// them.</summary>
    /// <param name="element">The value.</param>
    public static ResultCell From(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.True => new(True),
            JsonValueKind.False => new(False),
            JsonValueKind.Number => FromNumber(element.GetRawText()),
            JsonValueKind.String => TolerantJson.TryReadBareNumber(element, out var bare) ? From(bare) : From(element.GetString()!),
            JsonValueKind.Array or JsonValueKind.Object => new(PythonText.Spell(element)),
            _ => default,
        };

    /// <summary>Makes a cell from a number.</summary>
    /// <param name="value">The number; NaN gives an empty cell.</param>
    public static ResultCell From(double value) => double.IsNaN(value) ? default : new(Float, value);

    /// <summary>Makes a cell from an integer.</summary>
    /// <param name="value">The integer.</param>
    public static ResultCell From(long value) =>
        Math.Abs((double)value) < LargestExactInteger
            ? new(Integer, value)
            : new(new LongInteger(value.ToString(CultureInfo.InvariantCulture)), value);

    /// <summary>Makes a cell from text.</summary>
    /// <param name="value">The text.</param>
    public static ResultCell From(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(value);
    }

    /// <summary>Returns the cell as pandas writes it to a CSV file: nothing, <c>True</c>, <c>16</c>, <c>0.1</c>, <c>1e-05</c>, <c>inf</c>,
    /// text as it is.</summary>
    public override string ToString() =>
        _tag switch
        {
            null => "",
            string text => text,
            LongInteger integer => integer.Text,
            _ when _tag == Integer => _number.ToString("F0", CultureInfo.InvariantCulture),
            _ when _tag == Float => PythonNumber.Spell(_number),
            _ => _tag == True ? "True" : "False",
        };

    /// <inheritdoc/>
    public bool Equals(ResultCell other) => Equals(_tag, other._tag) && _number.Equals(other._number);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ResultCell other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_tag, _number);

    /// <summary>Returns whether two cells are equal.</summary>
    /// <param name="left">One cell.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(ResultCell left, ResultCell right) => left.Equals(right);

    /// <summary>Returns whether two cells differ.</summary>
    /// <param name="left">One cell.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(ResultCell left, ResultCell right) => !left.Equals(right);

    /// <summary>Makes a cell from the text of a JSON value in the record of a run; nothing makes an empty one.</summary>
    internal static ResultCell Parse(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty)
        {
            return default;
        }

        var reader = new Utf8JsonReader(json);
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.Number when reader.TryGetInt64(out var integer):
                return From(integer);
            case JsonTokenType.Number when json.IndexOfAny(".eE"u8) >= 0:
                return From(reader.GetDouble());
            case JsonTokenType.String when !reader.ValueIsEscaped:
                return From(reader.GetString()!);
            default:
                using (var value = JsonDocument.ParseValue(ref reader))
                {
                    return From(value.RootElement);
                }
        }
    }

    /// <summary>Returns whether two cells have the same value: <c>16</c> and <c>16.0</c>, <c>inf</c> as text and as number.</summary>
    internal bool MeansSameAs(ResultCell other) =>
        TryFindNumber(out var number) && other.TryFindNumber(out var otherNumber)
            ? number.Equals(otherNumber)
            : ToString() == other.ToString();

    private static ResultCell FromNumber(string json)
    {
        var text = PythonNumber.SpellJson(json);
        if (text.AsSpan().ContainsAny('.', 'e', 'n'))
        {
            return new(Float, double.Parse(json, NumberStyles.Float, CultureInfo.InvariantCulture));
        }

        var value = double.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return Math.Abs(value) < LargestExactInteger ? new(Integer, value) : new(new LongInteger(text), value);
    }

    /// <summary>An integer that a floating point number cannot hold exactly.</summary>
    private sealed record LongInteger(string Text);
}
