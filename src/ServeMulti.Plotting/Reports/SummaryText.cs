using ServeMulti.Comparing;
using ServeMulti.Plotting.Figures;

namespace ServeMulti.Plotting.Reports;

/// <summary>Words of a summary.</summary>
internal static class SummaryText
{
    public static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    public static string Standing(ConfigurationStanding standing) =>
        standing switch
        {
            ConfigurationStanding.Best => "best",
            ConfigurationStanding.Tied => "tied",
            ConfigurationStanding.Behind => "behind",
            _ => "not known",
        };

    public static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    public static string Count(int count, string noun) => FigureWords.Count(count, noun);

    /// <summary>Joins names: <c>a, b and c</c>.</summary>
    public static string List(IReadOnlyList<string> names) =>
        names.Count < 2 ? string.Concat(names) : $"{string.Join(", ", names.Take(names.Count - 1))} and {names[^1]}";
}
