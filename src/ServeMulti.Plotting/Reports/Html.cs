using System.Globalization;
using System.Text;

namespace ServeMulti.Plotting.Reports;

/// <summary>Writes HTML. Text is escaped unless it is written as markup.</summary>
internal sealed class Html
{
    private readonly StringBuilder _text = new();

    public Html Markup(string markup)
    {
        _text.Append(markup);
        return this;
    }

    public Html Text(string text)
    {
        _text.Append(Escape(text));
        return this;
    }

    /// <summary>Writes an element that contains only text.</summary>
    public Html Element(string name, string text, string attributes = "") =>
        Markup($"<{name}{(attributes.Length > 0 ? " " + attributes : "")}>").Text(text).Markup($"</{name}>");

    public override string ToString() => _text.ToString();

    public static string Attribute(string name, string value) => $"{name}=\"{Escape(value)}\"";

    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Escapes text for content and attributes. Characters that HTML cannot contain are replaced by visible ones.</summary>
    public static string Escape(string text) => Export.SvgRenderContext.Escape(text.ReplaceLineEndings("\n").Replace('\t', ' '));
}
