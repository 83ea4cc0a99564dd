using System.Text;
using ServeMulti.Cli.Display;

namespace ServeMulti.Cli.Report;

/// <summary>A table of plain text. Columns are as wide as their widest cell, so that no text is cut.</summary>
/// <remarks>
/// Where it is wider than the terminal, its columns of numbers are spread over several tables, each with the columns of text that name the
/// rows. Where not even one column fits beside these, each row becomes a paragraph with a line per column.
/// </remarks>
internal sealed class TextTable
{
    private const string Gap = "  ";

    private readonly List<string[]> _rows = [];
    private readonly int _textColumns;
    private readonly bool _endsInText;

    /// <param name="textColumns">The number of first columns with text, which are left-aligned; numbers are right-aligned.</param>
    /// <param name="endsInText">Whether the last column contains text too.</param>
    /// <param name="header">The names of the columns.</param>
    public TextTable(int textColumns, bool endsInText, params string[] header)
    {
        _textColumns = textColumns;
        _endsInText = endsInText;
        _rows.Add([.. header.Select(ShortText.Printable)]);
    }

    public TextTable(int textColumns, params string[] header)
        : this(textColumns, endsInText: false, header) { }

    public void Add(params string[] cells) => _rows.Add([.. cells.Select(ShortText.Printable)]);

    public override string ToString() => ToString(int.MaxValue);

    /// <summary>Formats the table for a terminal.</summary>
    /// <param name="width">The columns of the terminal, none of which is exceeded.</param>
    public string ToString(int width)
    {
        int[] widths = [.. Enumerable.Range(0, _rows[0].Length).Select(column => _rows.Max(row => CellText.WidthOf(row[column])))];
        var parts = Spread(widths, width);
        return parts.Count > 0 ? string.Join(Environment.NewLine, parts.Select(columns => Draw(columns, widths))) : DrawParagraphs(width);
    }

    /// <summary>Spreads the columns over tables that fit; none if one column does not fit beside those that name the rows.</summary>
    private List<int[]> Spread(int[] widths, int width)
    {
        int[] names = [.. Enumerable.Range(0, _textColumns)];
        var parts = new List<int[]>();
        var part = names;
        foreach (var column in Enumerable.Range(_textColumns, widths.Length - _textColumns))
        {
            if (WidthOf([.. names, column], widths) > width)
            {
                return [];
            }

            if (WidthOf([.. part, column], widths) > width)
            {
                parts.Add(part);
                part = names;
            }

            part = [.. part, column];
        }

        return [.. parts, part];
    }

    private static long WidthOf(int[] columns, int[] widths) =>
        columns.Sum(column => (long)widths[column]) + (Gap.Length * (columns.Length - 1));

    private string Draw(int[] columns, int[] widths)
    {
        var text = new StringBuilder();
        foreach (var row in _rows)
        {
            text.AppendLine(string.Join(Gap, columns.Select(column => Align(row[column], column, widths[column]))).TrimEnd());
            if (ReferenceEquals(row, _rows[0]))
            {
                text.AppendLine(string.Join(Gap, columns.Select(column => new string('-', widths[column]))));
            }
        }

        return text.ToString();
    }

    private string Align(string cell, int column, int width) =>
        column < _textColumns || (_endsInText && column == _rows[0].Length - 1)
            ? CellText.PadRight(cell, width)
            : CellText.PadLeft(cell, width);

    private string DrawParagraphs(int width) => string.Join(Environment.NewLine, _rows.Skip(1).Select(row => DrawParagraph(row, width)));

    private string DrawParagraph(string[] row, int width)
    {
        var label = Math.Min(_rows[0].Skip(_textColumns).Max(CellText.WidthOf), width / 2);
        var text = new StringBuilder();
        var names = Enumerable.Range(0, _textColumns).Select(column => $"{_rows[0][column]} {row[column]}");
        Append(text, names.SelectMany(name => CellText.Wrap(name, width, Gap.Length)));
        foreach (var column in Enumerable.Range(_textColumns, row.Length - _textColumns))
        {
            var line = $"{Gap}{CellText.PadRight(_rows[0][column], label)}{Gap}{row[column]}";
            Append(text, CellText.Wrap(line, width, label + (2 * Gap.Length)));
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            text.AppendLine(line.TrimEnd());
        }
    }
}
