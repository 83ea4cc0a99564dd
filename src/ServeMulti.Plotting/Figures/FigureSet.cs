namespace ServeMulti.Plotting.Figures;

/// <summary>Figures that were requested together, and the problems of those that could not be drawn.</summary>
/// <param name="Figures">The figures.</param>
/// <param name="Problems">One line per figure that could not be drawn.</param>
public sealed record FigureSet(IReadOnlyList<Figure> Figures, IReadOnlyList<string> Problems);
