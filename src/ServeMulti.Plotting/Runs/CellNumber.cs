using System.Globalization;
using ServeMulti.Results;

namespace ServeMulti.Plotting.Runs;

/// <summary>Reads the number in a cell or a text, as Python's <c>float</c> does.</summary>
internal static class CellNumber
{
    private const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    public static bool TryRead(ResultCell cell, out double value)
    {
        if (cell.TryFindNumber(out value))
        {
            return true;
        }

        if (IsBoolean(cell, out var flag))
        {
            value = flag ? 1 : 0;
            return true;
        }

        return TryRead(cell.ToString(), out value);
    }

    /// <summary>Reads text such as <c>5</c>, <c>1e-3</c>, <c>inf</c>, <c>-Infinity</c>; NaN is no number here: nothing equals it.</summary>
    public static bool TryRead(string text, out double value)
    {
        var trimmed = text.AsSpan().Trim();
        var unsigned = trimmed.TrimStart("+-");
        if (
            trimmed.Length - unsigned.Length <= 1
            && (
                unsigned.Equals("inf", StringComparison.OrdinalIgnoreCase)
                || unsigned.Equals("infinity", StringComparison.OrdinalIgnoreCase)
            )
        )
        {
            value = trimmed[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        if (double.TryParse(trimmed, Plain, CultureInfo.InvariantCulture, out value) && !double.IsNaN(value))
        {
            return true;
        }

        value = double.NaN;
        return false;
    }

    /// <summary>Returns whether a cell holds a Boolean: JSON's, not the text of that spelling.</summary>
    public static bool IsBoolean(ResultCell cell, out bool flag)
    {
        flag = cell == True;
        return flag || cell == False;
    }

    private static ResultCell True { get; } = FromJson("true");

    private static ResultCell False { get; } = FromJson("false");

    private static ResultCell FromJson(string json)
    {
        using var document = System.Text.Json.JsonDocument.Parse(json);
        return ResultCell.From(document.RootElement);
    }
}
