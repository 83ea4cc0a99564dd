using OxyPlot;

namespace ServeMulti.Plotting.Figures;

/// <summary>Colours, markers and lines. The colours are distinguishable with every common kind of colour blindness (M. Okabe and K. Ito,
/// Color Universal Design, 2008).</summary>
internal static class FigureStyle
{
    public const double TitleSize = 15;
    public const double TextSize = 12;
    public const double SmallSize = 11;

    public static readonly OxyColor Ink = OxyColor.FromRgb(0x33, 0x33, 0x33);
    public static readonly OxyColor Faint = OxyColor.FromRgb(0x6b, 0x6b, 0x6b);
    public static readonly OxyColor Grid = OxyColor.FromRgb(0xe6, 0xe6, 0xe6);
    public static readonly OxyColor Frame = OxyColor.FromRgb(0xb8, 0xb8, 0xb8);
    public static readonly OxyColor Paper = OxyColors.White;
    public static readonly OxyColor Pass = OxyColor.FromRgb(0x00, 0x9e, 0x73);
    public static readonly OxyColor Fail = OxyColor.FromRgb(0xd5, 0x5e, 0x00);

    private static readonly OxyColor[] Colors =
    [
        OxyColor.FromRgb(0x00, 0x72, 0xb2),
        OxyColor.FromRgb(0xd5, 0x5e, 0x00),
        OxyColor.FromRgb(0x00, 0x9e, 0x73),
        OxyColor.FromRgb(0xcc, 0x79, 0xa7),
        OxyColor.FromRgb(0xe6, 0x9f, 0x00),
        OxyColor.FromRgb(0x56, 0xb4, 0xe9),
        OxyColor.FromRgb(0x5b, 0x5b, 0x5b),
        OxyColor.FromRgb(0x7a, 0x4a, 0x1e),
    ];

    private static readonly MarkerType[] Markers =
    [
        MarkerType.Circle,
        MarkerType.Square,
        MarkerType.Triangle,
        MarkerType.Diamond,
        MarkerType.Plus,
        MarkerType.Cross,
        MarkerType.Star,
    ];

    private static readonly LineStyle[] Lines =
    [
        LineStyle.Solid,
        LineStyle.Dash,
        LineStyle.Dot,
        LineStyle.DashDot,
        LineStyle.LongDash,
        LineStyle.DashDashDot,
    ];

    public static OxyColor Color(int index) => Colors[index % Colors.Length];

    public static MarkerType Marker(int index) => Markers[index % Markers.Length];

    public static LineStyle Line(int index) => Lines[index % Lines.Length];

    /// <summary>Gets the style of a curve from the indexes of its values: one key each sets colour, marker and line; a single key sets all
    /// three, which separates many curves.</summary>
    public static (OxyColor Color, MarkerType Marker, LineStyle Line) Curve(IReadOnlyList<int> places) =>
        places.Count switch
        {
            0 => (Color(0), Marker(0), Line(0)),
            1 => (Color(places[0]), Marker(places[0] + (places[0] / Colors.Length)), Line(places[0] / Colors.Length)),
            2 => (Color(places[0]), Marker(places[1]), Line(places[0] / Colors.Length)),
            _ => (Color(places[0]), Marker(places[1]), Line(places[2])),
        };

    /// <summary>Creates an empty model in this style.</summary>
    public static PlotModel CreateModel(string title, string? subtitle) =>
        new()
        {
            Title = PlainText.Of(title),
            Subtitle = subtitle is { Length: > 0 } ? PlainText.Of(subtitle) : null,
            TitleFontSize = TitleSize,
            TitleFontWeight = FontWeights.Bold,
            SubtitleFontSize = TextSize,
            SubtitleColor = Faint,
            TitleHorizontalAlignment = TitleHorizontalAlignment.CenteredWithinView,
            TitlePadding = 10,
            ClipTitle = false,
            DefaultFont = "Arimo",
            DefaultFontSize = TextSize,
            TextColor = Ink,
            Background = Paper,
            PlotAreaBorderThickness = new OxyThickness(0),
            Padding = new OxyThickness(12, 12, 16, 10),
            Culture = System.Globalization.CultureInfo.InvariantCulture,
        };
}
