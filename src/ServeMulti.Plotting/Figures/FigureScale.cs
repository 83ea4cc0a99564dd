namespace ServeMulti.Plotting.Figures;

/// <summary>How values are spread along an axis.</summary>
public enum FigureScale
{
    /// <summary>Evenly.</summary>
    Linear,

    /// <summary>By their logarithm; values that are not above 0 cannot be drawn.</summary>
    Logarithmic,

    /// <summary>By their square root; negative values cannot be drawn.</summary>
    SquareRoot,
}
