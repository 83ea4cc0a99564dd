namespace ServeMulti.Plotting.Figures;

/// <summary>Figures that were asked for together, and what could not be drawn.</summary>
/// <param name="Figures">The figures.</param>
/// <param name="Problems">One line per figure that could not be made; the others are not lost.</param>
public sealed record FigureSet(IReadOnlyList<Figure> Figures, IReadOnlyList<string> Problems);
