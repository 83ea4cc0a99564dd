namespace ServeMulti.Plotting.Figures;

/// <summary>Where values lie along an axis of a panel, in pixels.</summary>
/// <param name="Key">The key of the axis.</param>
/// <param name="Range">What it shows.</param>
/// <param name="Scale">How.</param>
/// <param name="Pixels">How long it is.</param>
internal readonly record struct AxisPlace(string Key, ValueRange Range, FigureScale Scale, double Pixels)
{
    /// <summary>Returns how many pixels a value lies from the low end.</summary>
    public double Of(double value)
    {
        Func<double, double> spread = Scale switch { FigureScale.Logarithmic => Math.Log, FigureScale.SquareRoot => Math.Sqrt, _ => one => one };
        return (spread(value) - spread(Range.Low)) / (spread(Range.High) - spread(Range.Low)) * Pixels;
    }
}
