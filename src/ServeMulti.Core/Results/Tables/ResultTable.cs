using ServeMulti.Results.Folder;

namespace ServeMulti.Results;

/// <summary>
/// All runs of an experiment as a table: a row per run, columns in the order in which they were first seen. Arrays and objects that were
/// measured are left out; they stay in the run's file. Immutable.
/// </summary>
/// <example>
/// <code>
/// var table = await StoredExperiment.ReadTableAsync("results/20261124_061013");
/// foreach (var row in table.Rows)
/// {
///     if (row["p99_ttft_ms"].TryFindNumber(out var latency)) { ... }
/// }
/// </code>
/// </example>
public sealed class ResultTable
{
    internal ResultTable(TableColumns columns, IEnumerable<RowBlock> blocks)
    {
        Columns = columns.Names;
        Rows = [.. blocks.SelectMany(block => Enumerable.Range(0, block.Count), (block, row) => new ResultRow(columns, block, row))];
    }

    /// <summary>Gets the names of the columns: what the benchmark measured, <c>run_number</c>, server parameters, benchmark
    /// parameters.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Gets the rows, in the order of the plan.</summary>
    public IReadOnlyList<ResultRow> Rows { get; }

    /// <summary>Makes a table from runs.</summary>
    /// <param name="runs">The runs, in order.</param>
    public static ResultTable From(IEnumerable<RunRecord> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var builder = new ResultTableBuilder();
        foreach (var run in runs)
        {
            builder.Add(RunObject.From(run).ToRecord());
        }

        return builder.Build();
    }

    /// <summary>Writes the table as CSV: an index column without a name, then the columns, each cell as pandas spells it.</summary>
    /// <remarks>
    /// Lines end in a line feed, text is quoted only where it must be. Unlike pandas, a column of integers in which a run has no value stays
    /// one of integers.
    /// </remarks>
    /// <param name="writer">Receives the text; it is flushed and left open.</param>
    /// <param name="quotesFormulas">Whether text that a spreadsheet would run as a formula gets a <c>'</c> in front of it; default false,
    /// because it changes the data.</param>
    public void WriteCsv(TextWriter writer, bool quotesFormulas = false)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ResultTableCsv.Write(this, writer, quotesFormulas);
    }

    /// <summary>Writes the table as <see cref="WriteCsv(TextWriter, bool)"/> does, as UTF-8 without a byte order mark.</summary>
    /// <param name="stream">Receives the text; it is flushed and left open.</param>
    public void WriteCsv(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ResultTableCsv.Write(this, stream);
    }
}
