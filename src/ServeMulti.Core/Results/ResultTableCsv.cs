using System.Runtime.CompilerServices;
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
        Write(table, csv);
    }

    /// <summary>Writes a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="stream">Receives the UTF-8 text; it is flushed and left open.</param>
    public static void Write(ResultTable table, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(stream);
        using var csv = CsvWriter.Create(stream, Options, leaveOpen: true);
        Write(table, csv);
    }

    /// <summary>Writes rows as they are read, so that no more than one is in memory.</summary>
    /// <param name="stream">The stream; it is written from its beginning.</param>
    /// <param name="read">Reads the rows, from the first; called again where a row brings a column that no row before it had.</param>
    internal static void Write(Stream stream, Func<TableColumns, IEnumerable<RowTokens>> read)
    {
        var columns = new TableColumns();
        if (TryWrite(stream, columns, read))
        {
            return;
        }

        columns = new TableColumns();
        foreach (var row in read(columns))
        {
            _ = row;
        }

        _ = TryWrite(stream, columns, read);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Write(ResultTable table, CsvWriter csv)
    {
        WriteHeader(csv, table.Columns);
        var index = 0L;
        foreach (var row in table.Rows)
        {
            csv.WriteField(index++);
            for (var column = 0; column < table.Columns.Count; column++)
            {
                WriteCell(csv, row.FindToken(column));
            }

            csv.EndRecord();
        }

        csv.Flush();
    }

    /// <summary>Writes rows with the columns that are known, or else those of the first row; false where a later row brings one more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TryWrite(Stream stream, TableColumns columns, Func<TableColumns, IEnumerable<RowTokens>> read)
    {
        stream.SetLength(0);
        using var csv = CsvWriter.Create(stream, Options, leaveOpen: true);
        var count = columns.Count;
        var index = 0L;
        foreach (var row in read(columns))
        {
            if (index == 0)
            {
                WriteHeader(csv, columns.Names);
                count = columns.Count;
            }

            if (columns.Count > count)
            {
                return false;
            }

            csv.WriteField(index++);
            for (var column = 0; column < count; column++)
            {
                WriteCell(csv, row[column]);
            }

            csv.EndRecord();
        }

        if (index == 0)
        {
            WriteHeader(csv, []);
        }

        csv.Flush();
        return true;
    }

    private static void WriteHeader(CsvWriter csv, IReadOnlyList<string> columns)
    {
        csv.WriteField("");
        foreach (var column in columns)
        {
            csv.WriteField(column);
        }

        csv.EndRecord();
    }

    /// <summary>Writes a cell from its JSON, whose numbers are spelled as in a table already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WriteCell(CsvWriter csv, ReadOnlySpan<byte> json)
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
        else if (first == '"' && json.IndexOf((byte)'\\') < 0)
        {
            csv.WriteField(json[1..^1]);
        }
        else
        {
            csv.WriteField(ResultCell.Parse(json).ToString());
        }
    }
}
