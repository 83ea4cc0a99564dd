using System.Globalization;
using CsvHelper;

namespace ServeMulti.Results;

/// <summary>Writes result tables as CSV: an index column without a name, then the columns in first-seen order, each cell as pandas spells it.</summary>
/// <remarks>
/// UTF-8 without a byte order mark, lines end in a line feed, text is quoted only where it must be. Unlike pandas, a column of integers in which
/// a run has no value stays one of integers.
/// </remarks>
public static class ResultTableCsv
{
    private static readonly CsvWriterOptions Options = new() { NewLine = "\n" };

    /// <summary>Writes a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="writer">Receives the text; it is flushed and left open.</param>
    public static void Write(ResultTable table, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(writer);
        using var csv = CsvWriter.Create(writer, Options, leaveOpen: true);
        Write(csv, table.Columns, table.Rows);
    }

    /// <summary>Writes records, which are read twice: for their columns, and for their cells. No more than one is in memory.</summary>
    internal static void Write(Stream stream, Func<IEnumerable<ReadOnlyMemory<byte>>> records)
    {
        var columns = new TableColumns();
        foreach (var record in records())
        {
            _ = columns.Read(record.Span);
        }

        using var csv = CsvWriter.Create(stream, Options, leaveOpen: true);
        Write(csv, columns.Names, records().Select(record => new ResultRow(columns, columns.Read(record.Span))));
    }

    private static void Write(CsvWriter csv, IReadOnlyList<string> columns, IEnumerable<ResultRow> rows)
    {
        csv.WriteField("");
        foreach (var column in columns)
        {
            csv.WriteField(column);
        }

        csv.EndRecord();
        var index = 0L;
        foreach (var row in rows)
        {
            csv.WriteField(index++.ToString(CultureInfo.InvariantCulture));
            for (var column = 0; column < columns.Count; column++)
            {
                csv.WriteField(row[column].ToString());
            }

            csv.EndRecord();
        }

        csv.Flush();
    }
}
