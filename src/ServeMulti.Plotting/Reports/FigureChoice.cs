using ServeMulti.Plotting.Figures;

namespace ServeMulti.Plotting.Reports;

/// <summary>Collects the figures of a report: of each kind a few at first, the others folded.</summary>
internal sealed class FigureChoice
{
    private const int MostAtFirst = 8;

    private readonly List<Figure> _first = [];
    private readonly List<Figure> _more = [];

    public List<string> Notes { get; } = [];

    /// <summary>Draws the figures of one kind. Those that cannot be drawn become notes.</summary>
    /// <param name="first">How many of them are shown at first.</param>
    /// <param name="draw">Draws them.</param>
    public void Add(int first, Func<FigureSet> draw)
    {
        try
        {
            var drawn = draw();
            var shown = Math.Min(Math.Min(first, drawn.Figures.Count), MostAtFirst - _first.Count);
            _first.AddRange(drawn.Figures.Take(shown));
            _more.AddRange(drawn.Figures.Skip(shown));
            Notes.AddRange(drawn.Problems);
        }
        catch (InvalidInputException exception)
        {
            Notes.AddRange(exception.Problems.Select(problem => $"A figure could not be drawn: {problem}"));
        }
    }

    public ReportFigures ToFigures() => new(_first, Notes) { More = _more };
}
