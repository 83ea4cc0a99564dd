using System.Runtime.CompilerServices;
using System.Text.Json;
using ServeMulti.Results.Folder;

namespace ServeMulti.Results;

/// <summary>An experiment on disk that is only read: what was run, its cases, runs, failures and answers. Reading changes nothing and does
/// not claim the experiment.</summary>
/// <remarks>
/// <para>
/// Reads experiments of <see cref="FileResultStore"/>, also while a sweep writes to them, and folders of vLLM's <c>serve_multi.py</c>,
/// which have no <c>experiment.json</c>. The folder of a single case is read as an experiment with that case alone, and a file that
/// <see cref="PackAsync"/> wrote as the experiment that is packed in it.
/// </para>
/// <para>
/// Cases, failures and answers are those that were in the folder when it was read. A file that cannot be read costs only itself:
/// <see cref="Problems"/> names it. All members may be used by several threads.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// var experiment = await StoredExperiment.ReadAsync("results/20261124_061013");
/// await foreach (var run in experiment.ReadRunsAsync())
/// {
///     Console.WriteLine($"{run.Case.ServeParameters} {run.RunNumber}: {run.Document}");
/// }
/// </code>
/// </example>
public sealed class StoredExperiment
{
    private const int ShortRunsAtATime = 256;

    private readonly StoredFolder _folder;

    private StoredExperiment(StoredFolder folder, IReadOnlyList<StoredCase> cases)
    {
        (_folder, Cases) = (folder, cases);
        Facts = (folder.Experiment?.Facts ?? StoredFacts.None).ToDictionary();
    }

    /// <summary>Gets the folder of the experiment, as a full path, or the file that it is packed in.</summary>
    public string Folder => _folder.Layout.Folder;

    /// <summary>Gets the name of the experiment: that of its folder or, without its extension, of the file that it is packed in.</summary>
    public string Name => IsPacked ? Path.GetFileNameWithoutExtension(Folder) : Path.GetFileName(Folder);

    /// <summary>Gets when the experiment was begun first; null where nothing says so.</summary>
    public DateTimeOffset? StartedAt => _folder.Experiment?.StartedAt;

    /// <summary>Gets when the experiment ended last; null while it runs, where its host was killed, and where nothing says so.</summary>
    public DateTimeOffset? EndedAt => _folder.Experiment?.EndedAt;

    /// <summary>Gets the machine that began or resumed it last; null where nothing says so.</summary>
    public string? Host => _folder.Experiment?.Host;

    /// <summary>Gets the version of ServeMulti that wrote it; null where nothing says so.</summary>
    public string? ToolVersion => _folder.Experiment?.ToolVersion;

    /// <summary>Gets the number of runs per case that were asked for last; null where nothing says so.</summary>
    public int? RunsPerCase => _folder.Experiment?.RunsPerCase;

    /// <summary>Gets the definition of the sweep, a JSON object; undefined where nothing says so.</summary>
    public JsonElement Definition => _folder.Experiment?.Definition ?? default;

    /// <summary>Gets what is known of the machine and the servers, by name, such as <c>processor</c>, <c>GPU driver</c> and
    /// <c>server version</c>; empty where nothing is. Several values of one name are divided by <c> | </c>.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; }

    /// <summary>Gets the cases in the order of the plan, each followed by its loads. Without <c>experiment.json</c> they are in the order
    /// in which they were run.</summary>
    public IReadOnlyList<StoredCase> Cases { get; }

    /// <summary>Gets one line per file that cannot be read and was skipped, beginning with its path relative to <see cref="Folder"/>.
    /// Reading runs can add to it.</summary>
    public IReadOnlyList<string> Problems => _folder.Problems;

    /// <summary>Gets one line per fact that is worth knowing and costs nothing: that another version of ServeMulti wrote the
    /// experiment, or that its runs come from machines that differ.</summary>
    public IReadOnlyList<string> Notes => [.. new[] { _folder.VersionNote, MachineNote }.OfType<string>()];

    /// <summary>Gets that the runs come from several machines, and how these differ; null where nothing says so.</summary>
    internal string? MachineNote => MachineDifferences.Describe(_folder.Experiment?.Facts ?? StoredFacts.None);

    /// <summary>Gets what else decided what was measured, by name; empty where nothing says so.</summary>
    internal IReadOnlyDictionary<string, string> Conditions => (_folder.Experiment?.Conditions ?? ExperimentConditions.None).ToDictionary();

    /// <summary>Gets the identities that it shares with its copies, packed or merged; none where nothing says so.</summary>
    internal IReadOnlyList<string> Identities => _folder.Experiment?.Identities ?? [];

    /// <summary>Gets whether it is packed in a file: it has no logs and no failures, and cannot be resumed.</summary>
    internal bool IsPacked => _folder.IsPacked;

    internal ExperimentRules? Rules => _folder.Experiment?.Rules;

    /// <summary>Returns whether the loads of a variable are those of a search alone; null where nothing says so.</summary>
    internal bool? Searches(string variable) =>
        Rules is null ? null
        : Rules.Find(ExperimentRules.ForScan(variable)) is not null ? false
        : Rules.Find(ExperimentRules.ForSearch(variable)) is not null ? true
        : null;

    /// <summary>Returns whether a folder holds an experiment, or the runs of one case, as far as the names in it tell; or whether a file is
    /// there, which may be a packed one.</summary>
    /// <param name="folder">The folder or the file; false where it does not exist.</param>
    /// <exception cref="ResultStoreException">The folder cannot be read.</exception>
    public static bool Exists(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        try
        {
            var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
            return ExperimentArchive.IsAt(path) || StoredFolder.FindKind(new DiskFileSystem(isDurable: false), path) != FolderKind.Other;
        }
        catch (Exception exception) when (StoreFault.IsMeantBy(exception))
        {
            throw StoreFault.DescribeRead(exception, folder);
        }
    }

    /// <summary>Reads which cases an experiment has, what failed and what was concluded. Changes nothing.</summary>
    /// <param name="folder">The folder of the experiment, or of one case, or the file that it is packed in.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="ResultStoreException">The folder does not exist, holds no experiment, or the system does not allow it to be
    /// read.</exception>
    public static Task<StoredExperiment> ReadAsync(string folder, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return Task.Run(
            () =>
            {
                var read = StoredFolder.Read(FilesOf(folder), folder, cancellationToken);
                return new StoredExperiment(read, read.ReadCases(cancellationToken));
            },
            cancellationToken
        );
    }

    /// <summary>Reads the table of all finished runs, ours or the original's, also while a sweep writes to it. Changes nothing.</summary>
    /// <param name="folder">The folder of the experiment, or of one case, or the file that it is packed in.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="ResultStoreException">The folder does not exist, holds no experiment, or cannot be read.</exception>
    public static Task<ResultTable> ReadTableAsync(string folder, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return Task.Run(
            () => StoredFolder.Read(FilesOf(folder), folder, cancellationToken).ReadTable(cancellationToken),
            cancellationToken
        );
    }

    /// <summary>Reads the finished runs, in the order of <see cref="Cases"/>. The case of a run is the object that its
    /// <see cref="StoredCase"/> has.</summary>
    /// <remarks>A run whose file cannot be read, is no longer what was stored, or was removed in the meantime is left out and named in
    /// <see cref="Problems"/>.</remarks>
    /// <param name="withArrays">
    /// Whether results hold the arrays and objects that were measured, such as the latency of every request; default true. Without them
    /// most runs are read from
    /// <c>runs.jsonl</c>, many times faster.
    /// </param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="ResultStoreException">The system does not allow a file to be read.</exception>
    public async IAsyncEnumerable<RunRecord> ReadRunsAsync(
        bool withArrays = true,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        using var journal = withArrays ? null : _folder.OpenJournal();
        foreach (
            var runs in Cases
                .SelectMany(one => one.FinishedRuns, (one, run) => (Case: one, Number: run))
                .Chunk(withArrays ? 1 : ShortRunsAtATime)
        )
        {
            var records = await Task.Run(
                    () => runs.Select(run => _folder.TryReadRun(run.Case, run.Number, journal)).OfType<RunRecord>().ToList(),
                    cancellationToken
                )
                .ConfigureAwait(false);
            foreach (var record in records)
            {
                yield return record;
            }
        }
    }

    /// <summary>Packs the experiment into one small file, such as the baseline of a gate that lies in a repository. Where it is given
    /// instead of a folder, the experiment is read from it.</summary>
    /// <remarks>
    /// It is a zip archive with what a comparison needs: the definition, the cases, the numbers of every run and the answers of searches.
    /// Arrays, logs and failures are left out, as are environments. The same experiment makes the same bytes.
    /// </remarks>
    /// <param name="path">The file, usually <c>*.zip</c>. One that is no packed experiment is not replaced.</param>
    /// <param name="overwrite">Whether a file that is no packed experiment may be replaced; default false.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="InvalidInputException">The file must not be replaced.</exception>
    /// <exception cref="ResultStoreException">The file cannot be written, or the experiment cannot be read.</exception>
    public Task PackAsync(string path, bool overwrite = false, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Task.Run(
            () => ExperimentArchive.Save(path, overwrite, ExperimentArchive.List(_folder, Cases, cancellationToken)),
            cancellationToken
        );
    }

    private static IFileSystem FilesOf(string folder)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        return ExperimentArchive.IsAt(path) ? ExperimentArchive.Open(path) : new DiskFileSystem(isDurable: false);
    }
}
