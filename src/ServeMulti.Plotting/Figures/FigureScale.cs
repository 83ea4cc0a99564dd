namespace ServeMulti.Plotting.Figures;

/// <summary>The scale of an axis.</summary>
public enum FigureScale
{
    /// <summary>Linear.</summary>
    Linear,

    /// <summary>Logarithmic; values that are not above 0 cannot be drawn.</summary>
    Logarithmic,

    /// <summary>Square root; negative values cannot be drawn.</summary>
    SquareRoot,
}
