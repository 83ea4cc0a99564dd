using System.Runtime.CompilerServices;
using CsvHelper;

namespace ServeMulti.Results;

/// <summary>Writes result tables as CSV, as <see cref="ResultTable.WriteCsv(TextWriter, bool)"/> describes.</summary>
internal static class ResultTableCsv
{
    private static readonly CsvWriterOptions Options = new() { NewLine = "\n" };

    public static void Write(ResultTable table, TextWriter writer, bool quotesFormulas = false)
    {
        using var csv = CsvWriter.Create(writer, Options, leaveOpen: true);
        Write(table, csv, quotesFormulas);
    }

    public static void Write(ResultTable table, Stream stream)
    {
        using var csv = CsvWriter.Create(stream, Options, leaveOpen: true);
        Write(table, csv, quotesFormulas: false);
    }

    /// <summary>Writes rows as they are read, so that no more than a few are in memory.</summary>
    /// <param name="stream">The stream; it is written from its beginning.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="runs">The runs of the rows.</param>
    /// <param name="read">Reads the row of a run; null where it has a column that is not among those given.</param>
    /// <param name="quotesFormulas">Whether text that a spreadsheet would run is quoted.</param>
    /// <returns>False where a column is missing; what was written is incomplete.</returns>
    public static bool TryWrite<T>(
        Stream stream,
        IReadOnlyList<string> columns,
        IReadOnlyList<T> runs,
        Func<T, RowTokens?> read,
        bool quotesFormulas = false
    )
    {
        stream.SetLength(0);
        using var csv = CsvWriter.Create(stream, Options, leaveOpen: true);
        WriteHeader(csv, columns, quotesFormulas);
        foreach (var run in runs)
        {
            if (read(run) is not { } row)
            {
                return false;
            }

            WriteRow(csv, row, columns.Count, quotesFormulas);
        }

        csv.Flush();
        return true;
    }

    private static void Write(ResultTable table, CsvWriter csv, bool quotesFormulas)
    {
        WriteHeader(csv, table.Columns, quotesFormulas);
        foreach (var row in table.Rows)
        {
            WriteRow(csv, row, table.Columns.Count, quotesFormulas);
        }

        csv.Flush();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WriteRow(CsvWriter csv, ResultRow row, int columns, bool quotesFormulas)
    {
        WriteIndex(csv);
        for (var column = 0; column < columns; column++)
        {
            WriteCell(csv, row.FindToken(column), quotesFormulas);
        }

        csv.EndRecord();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WriteRow(CsvWriter csv, RowTokens row, int columns, bool quotesFormulas)
    {
        WriteIndex(csv);
        for (var column = 0; column < columns; column++)
        {
            WriteCell(csv, row[column], quotesFormulas);
        }

        csv.EndRecord();
    }

    /// <summary>Writes the number of the row: that of the record, of which the header is the first.</summary>
    private static void WriteIndex(CsvWriter csv) => csv.WriteField(csv.RecordCount - 1);

    private static void WriteHeader(CsvWriter csv, IReadOnlyList<string> columns, bool quotesFormulas)
    {
        csv.WriteField("");
        foreach (var column in columns)
        {
            csv.WriteField(quotesFormulas ? FormulaText.Quote(column) : column);
        }

        csv.EndRecord();
    }

    /// <summary>Writes a cell from its JSON, whose numbers are spelled as in a table already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WriteCell(CsvWriter csv, ReadOnlySpan<byte> json, bool quotesFormulas)
    {
        var first = json.IsEmpty ? (byte)'n' : json[0];
        if (first == 'n')
        {
            csv.WriteField(default(ReadOnlySpan<byte>));
        }
        else if (first is (byte)'-' or (>= (byte)'0' and <= (byte)'9'))
        {
            csv.WriteField(json);
        }
        else if (first == '"' && !quotesFormulas && json.IndexOf((byte)'\\') < 0)
        {
            csv.WriteField(json[1..^1]);
        }
        else
        {
            var cell = ResultCell.Parse(json);
            csv.WriteField(quotesFormulas && !cell.TryFindNumber(out _) ? FormulaText.Quote(cell.ToString()) : cell.ToString());
        }
    }
}
