using OxyPlot;

namespace ServeMulti.Plotting.Figures;

/// <summary>Colours, markers and lines. The colours follow those of M. Okabe and K. Ito (Color Universal Design, 2008), which every common
/// kind of colour blindness can distinguish; light ones are darker here, for a contrast of at least 3:1 to the paper (WCAG 2.2, 1.4.11).</summary>
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
    public static readonly OxyColor Pass = OxyColor.FromRgb(0x00, 0x7a, 0x59);
    public static readonly OxyColor Fail = OxyColor.FromRgb(0xd5, 0x5e, 0x00);

    private static readonly OxyColor[] Colors =
    [
        OxyColor.FromRgb(0x00, 0x72, 0xb2),
        OxyColor.FromRgb(0xd5, 0x5e, 0x00),
        OxyColor.FromRgb(0x00, 0x9e, 0x73),
        OxyColor.FromRgb(0xb4, 0x54, 0x8c),
        OxyColor.FromRgb(0xb0, 0x7a, 0x00),
        OxyColor.FromRgb(0x2f, 0x93, 0xc4),
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

    public static IReadOnlyList<OxyColor> CurveColors => Colors;

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

    /// <summary>Returns the contrast of two colours, from 1 to 21 (WCAG 2.2, relative luminance).</summary>
    public static double Contrast(OxyColor one, OxyColor other)
    {
        var (first, second) = (Luminance(one), Luminance(other));
        return (Math.Max(first, second) + 0.05) / (Math.Min(first, second) + 0.05);
    }

    private static double Luminance(OxyColor color)
    {
        return (0.2126 * Linear(color.R)) + (0.7152 * Linear(color.G)) + (0.0722 * Linear(color.B));

        static double Linear(byte channel) =>
            channel / 255.0 is <= 0.04045 and var small ? small / 12.92 : Math.Pow(((channel / 255.0) + 0.055) / 1.055, 2.4);
    }

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
