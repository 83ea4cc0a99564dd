using System.Text;
using ServeMulti.Cli.Display;

namespace ServeMulti.Cli.Report;

/// <summary>A table of plain text. Columns are as wide as their widest cell, so that no text is cut.</summary>
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

    public override string ToString()
    {
        var widths = Enumerable.Range(0, _rows[0].Length).Select(column => _rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in _rows)
        {
            var cells = row.Select(
                (cell, column) =>
                    column < _textColumns || (_endsInText && column == widths.Length - 1)
                        ? cell.PadRight(widths[column])
                        : cell.PadLeft(widths[column])
            );
            text.AppendLine(string.Join(Gap, cells).TrimEnd());
            if (ReferenceEquals(row, _rows[0]))
            {
                text.AppendLine(string.Join(Gap, widths.Select(width => new string('-', width))));
            }
        }

        return text.ToString();
    }
}
