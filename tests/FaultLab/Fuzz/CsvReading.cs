using System.Text;

namespace ServeMulti.FaultLab.Fuzz;

/// <summary>Reads CSV as Python's <c>csv</c> and pandas do: RFC 4180, with any line end outside quotes, and quotes that mean something at
/// the beginning of a cell alone.</summary>
internal static class CsvReading
{
    public static List<List<string>> Read(string text)
    {
        List<List<string>> rows = [];
        List<string> row = [];
        var cell = new StringBuilder();
        for (var index = 0; index < text.Length; index++)
        {
            switch (text[index])
            {
                case '"' when cell.Length == 0:
                    index = ReadQuoted(text, index, cell);
                    break;
                case ',':
                    row.Add(cell.ToString());
                    cell.Clear();
                    break;
                case '\n' or '\r':
                    index += text[index] == '\r' && index + 1 < text.Length && text[index + 1] == '\n' ? 1 : 0;
                    row.Add(cell.ToString());
                    cell.Clear();
                    rows.Add(row);
                    row = [];
                    break;
                default:
                    cell.Append(text[index]);
                    break;
            }
        }

        Laws.Hold(cell.Length == 0 && row.Count == 0, "The last line has an end");
        return rows;
    }

    private static int ReadQuoted(string text, int open, StringBuilder cell)
    {
        for (var index = open + 1; index < text.Length; index++)
        {
            if (text[index] != '"')
            {
                cell.Append(text[index]);
            }
            else if (index + 1 < text.Length && text[index + 1] == '"')
            {
                cell.Append('"');
                index++;
            }
            else
            {
                return index;
            }
        }

        throw new BrokenLawException("A quote is closed");
    }
}
