using OxyPlot;
using OxyPlot.Series;

namespace ServeMulti.Plotting.Figures;

/// <summary>Small multiples: more curves than one panel can show are spread over panels of a few each, in their order. Every panel shows all
/// other curves in grey, so that each can be compared with all.</summary>
internal sealed class CurvePanels
{
    /// <summary>The most curves of one panel; with more they are spread.</summary>
    public const int MostInOne = 12;

    /// <summary>The most curves of a panel of several: the number of colours.</summary>
    private const int MostEach = 8;
    private const int MostColumns = 3;
    private const int MostInGrey = 20_000;

    private static readonly OxyColor Others = OxyColor.FromRgb(0xd2, 0xd2, 0xd2);

    private readonly Curve[][] _panels;
    private readonly Curve[] _all;
    private readonly Func<Curve, string> _nameOf;
    private readonly Dictionary<string, int> _places;
    private readonly int _columns;

    private CurvePanels(Curve[] curves, string[] names, Func<Curve, string> nameOf)
    {
        (_all, _nameOf) = (curves, nameOf);
        _places = names.Select((name, place) => (name, place)).ToDictionary(pair => pair.name, pair => pair.place, StringComparer.Ordinal);
        var panels = (names.Length + MostEach - 1) / MostEach;
        // Panels are about equally full.
        int PanelOf(Curve curve) => _places[nameOf(curve)] * panels / names.Length;
        _panels = [.. curves.GroupBy(PanelOf).OrderBy(group => group.Key).Select(group => group.ToArray())];
        _columns = Math.Min(MostColumns, panels);
    }

    /// <summary>Gets the curves by row and column; the last ones may be empty.</summary>
    public Curve[][][] Cells =>
        [.. _panels.Chunk(_columns).Select(row => row.Concat(Enumerable.Repeat(Array.Empty<Curve>(), _columns - row.Length)).ToArray())];

    /// <summary>Spreads the curves of a figure that has one panel; null where it has several, or where that panel can show them.</summary>
    public static CurvePanels? TrySpread(Curve[][][] cells, Func<Curve, string> nameOf)
    {
        if (cells is not [[{ Length: > MostInOne } curves]])
        {
            return null;
        }

        string[] names = [.. curves.Select(nameOf).Distinct()];
        return names.Length > MostInOne ? new CurvePanels(curves, names, nameOf) : null;
    }

    /// <summary>Returns how a curve looks: the colours of a panel are all different.</summary>
    public (OxyColor Color, MarkerType Marker, LineStyle Line) Look(Curve curve)
    {
        var (color, marker, _) = FigureStyle.Curve([_places[_nameOf(curve)]]);
        return (color, marker, LineStyle.Solid);
    }

    /// <summary>Returns the first and the last name of a panel, as its heading.</summary>
    public string HeadingOf(Curve[] panel) =>
        panel.Length == 0 ? ""
        : _nameOf(panel[0]) is var first && _nameOf(panel[^1]) is var last && first == last ? first
        : $"{first} to {last}";

    /// <summary>Draws the curves of other panels in grey.</summary>
    public void AddOthers(PlotModel model, Curve[] panel, string xKey, string yKey)
    {
        if (_all.Sum(curve => curve.Points.Count) * _panels.Length > MostInGrey)
        {
            return;
        }

        var own = panel.ToHashSet(ReferenceEqualityComparer.Instance);
        var line = new LineSeries
        {
            XAxisKey = xKey,
            YAxisKey = yKey,
            Color = Others,
            StrokeThickness = 1,
            LineJoin = LineJoin.Round,
            RenderInLegend = false,
        };
        foreach (var curve in _all.Where(curve => !own.Contains(curve)))
        {
            line.Points.AddRange(curve.Points.Select(point => new DataPoint(point.X.Mean, point.Y.Mean)));
            line.Points.Add(DataPoint.Undefined);
        }

        model.Series.Add(line);
    }
}
