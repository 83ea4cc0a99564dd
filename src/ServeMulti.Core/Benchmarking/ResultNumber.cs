using System.Globalization;
using System.Text.Json;
using ServeMulti.Parameters;

namespace ServeMulti.Benchmarking;

/// <summary>Reads the value of a field as a number, as Python's <c>float</c> does.</summary>
internal static class ResultNumber
{
    /// <summary>Reads a number, a Boolean as 1 or 0, or text that spells a number.</summary>
    public static bool TryRead(JsonElement element, out double value)
    {
        value = double.NaN;
        switch (element.ValueKind)
        {
            case JsonValueKind.Number:
                value = element.GetDouble();
                return true;
            case JsonValueKind.True:
                value = 1;
                return true;
            case JsonValueKind.False:
                value = 0;
                return true;
            case JsonValueKind.String:
                return TolerantJson.TryReadBareNumber(element, out value) || TryReadText(element.GetString()!.Trim(), out value);
            default:
                return false;
        }
    }

    private static bool TryReadText(string text, out double value)
    {
        var name = text.TrimStart('+', '-').ToUpperInvariant();
        var isSignedOnce = text.Length - name.Length <= 1;
        if (isSignedOnce && name is "INF" or "INFINITY")
        {
            value = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        if (isSignedOnce && name == "NAN")
        {
            value = double.NaN;
            return true;
        }

        const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (double.TryParse(text, Plain, CultureInfo.InvariantCulture, out value))
        {
            return true;
        }

        value = double.NaN;
        return false;
    }
}
