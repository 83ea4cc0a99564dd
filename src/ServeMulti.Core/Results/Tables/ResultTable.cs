using ServeMulti.Results.Folder;

namespace ServeMulti.Results;

/// <summary>
/// All runs of an experiment as a table: a row per run, columns in the order in which they were first seen. Arrays and objects that were
/// measured are left out; they stay in the run's file. Immutable.
/// </summary>
/// <example>
/// <code>
/// var table = await ResultTable.ReadFolderAsync("results/20261124_061013");
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

    /// <summary>Makes a table of the finished runs of an experiment that is open.</summary>
    /// <param name="session">The experiment.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public static async Task<ResultTable> ReadAsync(IExperimentSession session, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (session is FileSession files)
        {
            return await files.ReadTableAsync(cancellationToken).ConfigureAwait(false);
        }

        var builder = new ResultTableBuilder();
        await foreach (var run in session.ListRunsAsync(cancellationToken).ConfigureAwait(false))
        {
            builder.Add(RunObject.From(run).ToRecord());
        }

        return builder.Build();
    }

    /// <summary>Reads the table of an experiment's folder, ours or the original's, also while a sweep writes to it. Changes
    /// nothing.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="ResultStoreException">The folder does not exist, holds no experiment, or cannot be read.</exception>
    public static Task<ResultTable> ReadFolderAsync(string folder, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return Task.Run(
            () => StoredFolder.Read(new DiskFileSystem(isDurable: false), folder, cancellationToken).ReadTable(cancellationToken),
            cancellationToken
        );
    }
}
