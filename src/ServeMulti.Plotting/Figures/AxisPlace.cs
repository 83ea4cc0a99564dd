namespace ServeMulti.Plotting.Figures;

/// <summary>Converts values on an axis of a panel to pixels.</summary>
/// <param name="Key">The key of the axis.</param>
/// <param name="Range">The range that it shows.</param>
/// <param name="Scale">The scale.</param>
/// <param name="Pixels">The length in pixels.</param>
internal readonly record struct AxisPlace(string Key, ValueRange Range, FigureScale Scale, double Pixels)
{
    /// <summary>Returns the value at a share of the straight line between two values on the axis.</summary>
    public double Between(double from, double to, double share) =>
        Scale switch
        {
            FigureScale.Logarithmic => Math.Exp(Math.Log(from) + (share * (Math.Log(to) - Math.Log(from)))),
            FigureScale.SquareRoot => Math.Pow(Math.Sqrt(from) + (share * (Math.Sqrt(to) - Math.Sqrt(from))), 2),
            _ => from + (share * (to - from)),
        };

    /// <summary>Returns the distance of a value from the low end, in pixels.</summary>
    public double Of(double value)
    {
        Func<double, double> spread = Scale switch
        {
            FigureScale.Logarithmic => Math.Log,
            FigureScale.SquareRoot => Math.Sqrt,
            _ => one => one,
        };
        return (spread(value) - spread(Range.Low)) / (spread(Range.High) - spread(Range.Low)) * Pixels;
    }
}
