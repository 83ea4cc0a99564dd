namespace ServeMulti.Plotting.Figures;

/// <summary>The range of an axis.</summary>
internal readonly record struct ValueRange(double Low, double High)
{
    private const double Padding = 0.06;

    /// <summary>Chooses a range for values: with a margin, from 0 if that is near, and never empty.</summary>
    public static ValueRange Around(IEnumerable<double> values, FigureScale scale)
    {
        double[] shown = [.. values.Where(value => CanShow(value, scale))];
        if (shown.Length == 0)
        {
            return scale == FigureScale.Logarithmic ? new(0.1, 10) : new(0, 1);
        }

        var (low, high) = (shown.Min(), shown.Max());
        if (scale == FigureScale.Logarithmic)
        {
            var margin = Math.Max(Padding * Math.Log(high / low), Math.Log(1.25));
            return low == high ? new(low / 3, high * 3) : new(low * Math.Exp(-margin), high * Math.Exp(margin));
        }

        if (low >= 0 && low <= high / 2)
        {
            return new(0, high == 0 ? 1 : high * (1 + Padding));
        }

        var room = Math.Max(Padding * (high - low), low == high ? 0.1 * Math.Abs(high) : 0);
        return new(scale == FigureScale.SquareRoot ? Math.Max(0, low - room) : low - room, high + room);
    }

    /// <summary>Returns the value in the middle of an axis.</summary>
    public double Middle(FigureScale scale) =>
        scale switch
        {
            FigureScale.Logarithmic => Math.Sqrt(Low * High),
            FigureScale.SquareRoot => Math.Pow((Math.Sqrt(Low) + Math.Sqrt(High)) / 2, 2),
            _ => (Low + High) / 2,
        };

    public static bool CanShow(double value, FigureScale scale) =>
        double.IsFinite(value)
        && scale switch
        {
            FigureScale.Logarithmic => value > 0,
            FigureScale.SquareRoot => value >= 0,
            _ => true,
        };
}
