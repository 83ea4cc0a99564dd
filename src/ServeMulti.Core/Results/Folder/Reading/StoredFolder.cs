using System.Text.Json;
using ServeMulti.Cases;

namespace ServeMulti.Results.Folder;

/// <summary>An experiment's folder that is only read: which cases it holds, in which order, and their runs.</summary>
internal sealed class StoredFolder
{
    private readonly IFileSystem _files;
    private readonly ExperimentCatalog _catalog;
    private readonly bool _isOneCase;
    private readonly ReadProblems _problems;

    private StoredFolder(IFileSystem files, ExperimentLayout layout, ExperimentCatalog catalog, bool isOneCase)
    {
        _files = files;
        Layout = layout;
        _catalog = catalog;
        _isOneCase = isOneCase;
        _problems = new ReadProblems(files, layout.Folder);
    }

    public ExperimentLayout Layout { get; }

    /// <summary>Gets whether the folder is packed in a file.</summary>
    public bool IsPacked => _files is ArchiveFileSystem;

    /// <summary>Gets what <c>experiment.json</c> says; null where there is none, or it cannot be read.</summary>
    public ExperimentFile? Experiment => _catalog.Experiment;

    /// <summary>Gets that another version wrote the experiment; null where this one did, or nothing says so.</summary>
    public string? VersionNote => Experiment is { } known ? FormatVersions.FindNote(Layout.ExperimentFile, known.ToolVersion) : null;

    /// <summary>Gets one line per file that was skipped, so far.</summary>
    public IReadOnlyList<string> Problems => _problems.Lines;

    /// <summary>Reads what is in a folder: of an experiment, or of a single case.</summary>
    /// <exception cref="ResultStoreException">The folder does not exist, holds no experiment, or cannot be read.</exception>
    public static StoredFolder Read(IFileSystem files, string folder, CancellationToken cancellationToken)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        return Guard(
            path,
            () =>
            {
                if (!files.FolderExists(path))
                {
                    throw new ResultStoreException($"{path} does not exist; give the folder of an experiment.");
                }

                var isOneCase = FindKind(files, path) switch
                {
                    FolderKind.Experiment => false,
                    FolderKind.Case => true,
                    _ => throw new ResultStoreException(
                        $"{path} holds no experiment: neither experiment.json nor a folder SERVE-...-BENCH-... is in it; give the folder of an experiment."
                    ),
                };
                var layout = new ExperimentLayout(isOneCase ? Path.GetDirectoryName(path)! : path);
                var read = new StoredFolder(
                    files,
                    layout,
                    ExperimentCatalog.Read(files, layout, RunCheck.Changed, cancellationToken, isOneCase ? Path.GetFileName(path) : null),
                    isOneCase
                );
                if (read.Experiment?.FormatProblem is { } problem)
                {
                    throw new ResultStoreException($"{layout.ExperimentFile} {problem}.");
                }

                read.NoteProblems();
                return read;
            }
        );
    }

    /// <summary>Returns what a folder holds, as far as the names in it tell.</summary>
    public static FolderKind FindKind(IFileSystem files, string path)
    {
        var entries = files.List(path);
        return entries.Any(entry => entry.IsFolder ? ExperimentLayout.IsNamedAsCase(entry.Name) : ExperimentLayout.IsRootFile(entry.Name))
                ? FolderKind.Experiment
            : entries.Any(entry => !entry.IsFolder && ExperimentLayout.IsFileOfCase(entry.Name)) && Path.GetDirectoryName(path) is not null
                ? FolderKind.Case
            : entries.Any(entry => entry.IsFolder && files.FileExists(Path.Combine(path, entry.Name, ExperimentLayout.CaseFileName)))
                ? FolderKind.Experiment
            : FolderKind.Other;
    }

    /// <summary>Reads which cases the folder holds, what failed and what was concluded; the loads of a case follow it.</summary>
    public IReadOnlyList<StoredCase> ReadCases(CancellationToken cancellationToken) =>
        Guard(
            Layout.Folder,
            () =>
            {
                var reader = new StoredCaseReader(_files, Layout, Experiment, _problems);
                var cases = new List<StoredCase>();
                foreach (var (folder, runs) in ListFolders())
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    cases.AddRange(reader.Read(folder, runs, () => ReadFirstRun(folder)));
                }

                return cases;
            }
        );

    /// <summary>Reads the table of all runs, without reading their cases.</summary>
    public ResultTable ReadTable(CancellationToken cancellationToken) =>
        Guard(
            Layout.Folder,
            () =>
            {
                List<RunPlace> runs = [];
                foreach (var (folder, runsPerCase) in ListFolders())
                {
                    AddRuns(runs, folder, runsPerCase);
                }

                return new TableSource(_files, Layout, new RunJournal(_files, Layout.Journal), runs).Read(cancellationToken);
            }
        );

    public JournalReader OpenJournal() => Guard(Layout.Folder, () => new RunJournal(_files, Layout.Journal).OpenReader());

    /// <summary>Reads a finished run; null where its file turns out to be unreadable or gone, which becomes a problem.</summary>
    /// <param name="one">The case.</param>
    /// <param name="run">The number of the run.</param>
    /// <param name="journal">Reads the run from the journal, without arrays; null: from its own file, with them.</param>
    public RunRecord? TryReadRun(StoredCase one, int run, JournalReader? journal) =>
        Guard(
            Layout.Folder,
            () =>
            {
                try
                {
                    var content =
                        one.SummaryRuns.TryGetValue(run, out var summarized) ? summarized
                        : journal is not null && TryReadLine(one, run, journal) is { } line ? line
                        : _files.ReadRun(Layout.RunFile(one.Folder, run), one.OnDisk.Runs[run]);
                    return new RunRecord(one.Case, run, content.ToDocument(withArrays: journal is null));
                }
                catch (Exception exception)
                    when (exception is FileNotFoundException or DirectoryNotFoundException || JsonText.IsUnreadable(exception))
                {
                    _problems.Add(
                        Layout.RunFile(one.Folder, run),
                        exception is FileNotFoundException or DirectoryNotFoundException
                            ? "it was removed after the experiment was read"
                            : UnreadableFile.Of("", exception).Reason
                    );
                    return null;
                }
            }
        );

    /// <summary>Reads what a case's folder says of its identity; null where it says nothing.</summary>
    public byte[]? TryReadCaseFile(StoredCase one) =>
        Guard(Layout.Folder, () => _files.FileExists(Layout.CaseFile(one.Folder)) ? _files.ReadWhole(Layout.CaseFile(one.Folder)) : null);

    private static RunObject? TryReadLine(StoredCase one, int run, JournalReader journal)
    {
        try
        {
            return
                one.OnDisk.Runs[run].Line is { } line
                && journal.TryRead(line, out var content)
                && JournalLine.TryFindRecord(content, out var record)
                ? RunObject.Parse(record)
                : null;
        }
        catch (InvalidInputException)
        {
            // A line that was damaged after it was written is ignored; the run's own file holds the same.
            return null;
        }
    }

    /// <summary>Lists the folders of cases in the order of the table, with the number of runs that count.</summary>
    private (CaseFolder Folder, int Runs)[] ListFolders()
    {
        if (Experiment is { } experiment)
        {
            var byKey = _catalog
                .Folders.Values.Where(folder => folder.Key is not null)
                .DistinctBy(folder => folder.Key)
                .ToDictionary(folder => folder.Key!, StringComparer.Ordinal);
            (CaseFolder, int)[] listed =
            [
                .. experiment
                    .Cases.Select(one => byKey.GetValueOrDefault(one.Key) ?? _catalog.Folders.GetValueOrDefault(one.Folder))
                    .OfType<CaseFolder>()
                    .Distinct()
                    .Select(folder => (folder, experiment.RunsPerCase)),
            ];
            if (listed.Length > 0 || !_isOneCase)
            {
                return listed;
            }
        }

        // Nothing says in what order the original ran its cases, but the date that the benchmark wrote in the first run of each does.
        return
        [
            .. _catalog
                .Folders.Values.Select(folder => (Folder: folder, Date: FindDate(folder)))
                .OrderBy(dated => dated.Date is null)
                .ThenBy(dated => dated.Date, StringComparer.Ordinal)
                .ThenBy(dated => dated.Folder.Name, StringComparer.Ordinal)
                .Select(dated => (dated.Folder, int.MaxValue)),
        ];
    }

    private static void AddRuns(List<RunPlace> runs, CaseFolder folder, int runsPerCase)
    {
        runs.AddRange(folder.Runs.Where(run => run.Key < runsPerCase).Select(run => new RunPlace(folder.Name, run.Key, run.Value.Line)));
        foreach (var load in CaseFolder.OrderLoads(folder.Loads, load => load.Name))
        {
            AddRuns(runs, load, int.MaxValue);
        }
    }

    private string? FindDate(CaseFolder folder) =>
        ReadFirstRun(folder).Run is not { } first ? null
        : first.Fields.FirstOrDefault(field => field.Name == "date").Value is { ValueKind: JsonValueKind.String } date ? date.GetString()!
        : "";

    /// <summary>Reads the first run of a case that can be read, and the load that it is of.</summary>
    private (RunObject? Run, CaseLoad? Load) ReadFirstRun(CaseFolder folder)
    {
        var runs = new List<RunPlace>();
        AddRuns(runs, folder, int.MaxValue);
        return runs.Select(place =>
                (
                    _problems.TryReadRun(Layout.RunFile(place.Folder, place.Run)),
                    place.Folder == folder.Name ? null : LoadedCase.ParseName(place.Folder[(folder.Name.Length + 1)..])
                )
            )
            .FirstOrDefault(read => read.Item1 is not null);
    }

    private void NoteProblems()
    {
        foreach (var unreadable in _catalog.Unreadable)
        {
            _problems.Add(unreadable.Path, unreadable.Reason);
        }
    }

    private static T Guard<T>(string folder, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (StoreFault.IsMeantBy(exception))
        {
            throw StoreFault.DescribeRead(exception, folder);
        }
    }
}
