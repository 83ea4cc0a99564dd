using System.Globalization;
using ServeMulti.Statistics;

namespace ServeMulti.Plotting.Figures;

/// <summary>Formats numbers for people, independent of the culture.</summary>
internal static class NumberText
{
    /// <summary>Formats a value on an axis: <c>0.001</c>, <c>250</c>, <c>12k</c>, <c>1.5M</c>.</summary>
    public static string Tick(double value)
    {
        var size = Math.Abs(value);
        return size switch
        {
            0 => "0",
            >= 1e15 or < 1e-4 => value.ToString("0.##e0", CultureInfo.InvariantCulture),
            >= 1e9 => Decimals(value / 1e9) + "G",
            >= 1e6 => Decimals(value / 1e6) + "M",
            >= 1e4 => Decimals(value / 1e3) + "k",
            _ => Decimals(value),
        };
    }

    /// <summary>Formats a measured value with four significant digits.</summary>
    public static string Value(double value) => Value(value, value);

    /// <summary>Formats a value with the precision of another, so that a mean and its interval have the same digits.</summary>
    public static string Value(double value, double scale)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "–"
                : value > 0 ? "inf"
                : "-inf";
        }

        if (value == 0 || scale == 0 || !double.IsFinite(scale))
        {
            return value.ToString("G4", CultureInfo.InvariantCulture);
        }

        var magnitude = (int)Math.Floor(Math.Log10(Math.Abs(scale)));
        return magnitude is < -4 or > 9
            ? value.ToString("0.###e0", CultureInfo.InvariantCulture)
            : value.ToString("F" + Math.Clamp(3 - magnitude, 0, 8).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    /// <summary>Formats a mean with half the width of its 95 % interval, if there is one.</summary>
    public static string Mean(double mean, double? halfWidth) => double.IsNaN(mean) ? "–" : SampleSummary.Spell(mean, halfWidth);

    /// <summary>Formats a value with the digits that its interval supports, of which two count; without one it has four.</summary>
    public static string Within(double value, double? low, double? high)
    {
        var half = (high - low) / 2;
        if (half is not { } width || !(width > 0) || !double.IsFinite(width) || !double.IsFinite(value))
        {
            return Value(value);
        }

        var magnitude = value == 0 ? 0 : (int)Math.Floor(Math.Log10(Math.Abs(value)));
        var decimals = Math.Clamp(1 - (int)Math.Floor(Math.Log10(width)), 0, 9);
        return magnitude is < -4 or > 9
            ? value.ToString("0.###e0", CultureInfo.InvariantCulture)
            : value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    /// <summary>Formats an interval, such as <c>19.9 to 20.3</c>.</summary>
    public static string Interval(double low, double high) => $"{Within(low, low, high)} to {Within(high, low, high)}";

    /// <summary>Formats a load with at most four significant digits, but always with its whole part: <c>40</c>, <c>42.25</c>,
    /// <c>65536</c>.</summary>
    public static string Short(double value)
    {
        var digits = value == 0 || !double.IsFinite(value) ? 0 : Math.Clamp(3 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 15);
        return Math.Round(value, digits).ToString("0.###############", CultureInfo.InvariantCulture);
    }

    private static string Decimals(double value) =>
        value.ToString("0.####", CultureInfo.InvariantCulture) is var text && text != "0"
            ? text
            : value.ToString("G3", CultureInfo.InvariantCulture);
}
