namespace ServeMulti.Plotting.Figures;

/// <summary>Converts values on an axis of a panel to pixels.</summary>
/// <param name="Key">The key of the axis.</param>
/// <param name="Range">The range that it shows.</param>
/// <param name="Scale">The scale.</param>
/// <param name="Pixels">The length in pixels.</param>
internal readonly record struct AxisPlace(string Key, ValueRange Range, FigureScale Scale, double Pixels)
{
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
