namespace ServeMulti.Plotting.Figures;

/// <summary>A point of a figure with a tooltip.</summary>
/// <param name="X">The value on the x axis.</param>
/// <param name="Y">The value on the y axis.</param>
/// <param name="Text">The tooltip; lines are separated by line feeds.</param>
public sealed record FigurePoint(double X, double Y, string Text)
{
    /// <summary>Gets the key of the x axis; null: the model's default axis.</summary>
    public string? XAxisKey { get; init; }

    /// <summary>Gets the key of the y axis; null: the model's default axis.</summary>
    public string? YAxisKey { get; init; }

    /// <summary>Gets the name of its curve; null if it belongs to none.</summary>
    public string? Curve { get; init; }
}
