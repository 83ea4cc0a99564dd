using System.Runtime.CompilerServices;
using CsvHelper;
using ServeMulti.Results.Folder;

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

    /// <summary>Writes rows as they are read, so that no more than a few are in memory.</summary>
    /// <param name="stream">The stream; it is written from its beginning.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="runs">The runs of the rows.</param>
    /// <param name="read">Reads the row of a run; null where it has a column that is not among those given.</param>
    /// <param name="isSideBySide">Whether several threads read, of which each uses a row until it reads the next.</param>
    /// <returns>False where a column is missing; what was written is of no use.</returns>
    internal static bool TryWrite<T>(Stream stream, IReadOnlyList<string> columns, IReadOnlyList<T> runs, Func<T, RowTokens?> read, bool isSideBySide)
    {
        stream.SetLength(0);
        using var csv = CsvWriter.Create(stream, Options, leaveOpen: true);
        WriteHeader(csv, columns);
        var isMissing = false;
        WriteRows(csv, runs, isSideBySide, (writer, run) =>
        {
            if (!isMissing && read(run) is { } row)
            {
                WriteRow(writer, row, columns.Count);
            }
            else
            {
                isMissing = true;
            }
        });
        csv.Flush();
        return !isMissing;
    }

    private static void Write(ResultTable table, CsvWriter csv)
    {
        WriteHeader(csv, table.Columns);
        WriteRows(csv, table.Rows, isSideBySide: table.Rows.Count >= SideBySide.RowsWorthThreads, (writer, row) => WriteRow(writer, row, table.Columns.Count));
        csv.Flush();
    }

    private static void WriteRows<T>(CsvWriter csv, IReadOnlyList<T> rows, bool isSideBySide, Action<CsvWriter, T> write)
    {
        if (isSideBySide)
        {
            csv.ParallelWrite(rows, write, SideBySide.Threads);
            return;
        }

        foreach (var row in rows)
        {
            write(csv, row);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WriteRow(CsvWriter csv, ResultRow row, int columns)
    {
        WriteIndex(csv);
        for (var column = 0; column < columns; column++)
        {
            WriteCell(csv, row.FindToken(column));
        }

        csv.EndRecord();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WriteRow(CsvWriter csv, RowTokens row, int columns)
    {
        WriteIndex(csv);
        for (var column = 0; column < columns; column++)
        {
            WriteCell(csv, row[column]);
        }

        csv.EndRecord();
    }

    /// <summary>Writes the number of the row: that of the record, of which the header is the first.</summary>
    private static void WriteIndex(CsvWriter csv) => csv.WriteField(csv.RecordCount - 1);

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
