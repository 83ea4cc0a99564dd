using Microsoft.Extensions.Logging;
using ServeMulti.Cases;

namespace ServeMulti.Results.Folder;

/// <summary>Puts an experiment's folder in order before it is continued: what a killed host, a broken disk or another sweep left. Deletes
/// no result.</summary>
internal sealed class ExperimentRepair
{
    /// <summary>What the file of a run that completed nothing is called besides its name, once its run is to be done again.</summary>
    private const string EmptySuffix = ".empty";

    private readonly IFileSystem _files;
    private readonly ExperimentLayout _layout;
    private readonly ILogger _logger;

    public ExperimentRepair(IFileSystem files, ExperimentLayout layout, ILogger logger)
    {
        _files = files;
        _layout = layout;
        _logger = logger;
    }

    /// <summary>Moves folders whose results are of other commands, parameters or environment to <c>stale/time/</c>.</summary>
    public void MoveAside(IReadOnlyList<CaseFolder> stale, string time)
    {
        var target = _files.FindFree(Path.Combine(_layout.StaleFolder, time), '_');
        _files.MakeFolder(target);
        foreach (var folder in stale)
        {
            _files.Move(_layout.CaseFolder(folder.Name), Path.Combine(target, folder.Name));
        }

        // The new name first: a folder without any is lost.
        _files.FlushFolder(target);
        _files.FlushFolder(_layout.Folder);
        Log.StaleResultsMoved(_logger, stale.Count, target);
    }

    /// <summary>Moves answers that were found under other rules to <c>stale/time/</c>, below the name of their case.</summary>
    public void MoveAnswersAside(IReadOnlyList<string> answers, string time)
    {
        var target = _files.FindFree(Path.Combine(_layout.StaleFolder, time), '_');
        foreach (var answer in answers)
        {
            var place = Path.Combine(target, answer.Replace('/', Path.DirectorySeparatorChar));
            var source = _layout.CaseFolder(answer);
            _files.MakeFolder(Path.GetDirectoryName(place)!);
            _files.Move(source, place);

            // The new name first, and the old one before the new rules are written: under them it would be an answer that nobody found.
            _files.FlushFolder(Path.GetDirectoryName(place)!);
            _files.FlushFolder(Path.GetDirectoryName(source)!);
        }

        Log.AnswersMoved(_logger, answers.Count, target);
    }

    /// <summary>Sets unreadable files aside, and removes half-written ones and reasons of failures that no longer hold.</summary>
    /// <param name="catalog">What is in the folder.</param>
    /// <param name="isNoted">Whether an inspection has reported it already, so that no second message does.</param>
    /// <returns>Whether a finished run was lost: its file is damaged or gone.</returns>
    public bool CleanUp(ExperimentCatalog catalog, bool isNoted)
    {
        // Before the files of the runs: a host that is killed in between finds both again.
        var hasLostRuns = SetSummariesAside(catalog);
        foreach (var unreadable in catalog.Unreadable)
        {
            var newName = _files.SetAside(unreadable.Path);
            if (isNoted)
            {
                Log.NotedFileSetAside(_logger, unreadable.Path, unreadable.Summary, newName);
            }
            else
            {
                Log.FileSetAside(_logger, unreadable.Path, unreadable.Summary, newName);
            }
        }

        foreach (var leftover in catalog.Leftovers)
        {
            _files.Delete(leftover);
        }

        foreach (var folder in catalog.Folders.Values.SelectMany(folder => folder.Loads.Prepend(folder)))
        {
            foreach (var run in folder.EmptyRuns)
            {
                var path = _layout.RunFile(folder.Name, run);
                _files.Move(path, _files.FindFree(path + EmptySuffix, '-'));
                _files.FlushFolder(_layout.CaseFolder(folder.Name));
            }

            foreach (var run in folder.Failures.Where(folder.Runs.ContainsKey).ToList())
            {
                _files.Delete(_layout.FailureFile(folder.Name, run));
                folder.Failures.Remove(run);
            }
        }

        return hasLostRuns;
    }

    /// <summary>Brings the journal in line with the run files, which decide: a line that is torn or whose run is gone is left out, one that
    /// is missing is made.</summary>
    /// <returns>Whether it was in line.</returns>
    public bool RepairJournal(RunJournal journal, ExperimentCatalog catalog, ExperimentMatch match)
    {
        var cases = match
            .Cases.Where(matched => matched.Folder is not null)
            .DistinctBy(matched => matched.Key)
            .ToDictionary(matched => matched.Folder!, matched => matched.Case);
        var folders = catalog
            .Folders.Values.OrderBy(folder => folder.Name, StringComparer.Ordinal)
            .SelectMany(folder => folder.Loads.Prepend(folder), (parent, folder) => (Folder: folder, Case: cases.GetValueOrDefault(parent)))
            .ToList();
        var kept = folders.Sum(one => one.Folder.Runs.Values.Count(run => run.Line is not null));
        var missing = folders
            .Where(one => one.Case is not null)
            .SelectMany(one =>
                one.Folder.Runs.Where(run => run.Value.Line is null).Select(run => (one.Folder, Case: one.Case!, Run: run.Key))
            )
            .ToList();
        FlushFolders(missing.Select(one => one.Folder));
        var isInLine = catalog.Journal.InvalidLines == 0 && catalog.Journal.Count == kept;
        if (!isInLine || folders.Exists(one => one.Folder.Runs.Values.Any(HasOtherTime)))
        {
            Rewrite(journal, folders.ConvertAll(one => one.Folder), missing);
        }
        else
        {
            foreach (var (folder, benchmarkCase, run) in missing)
            {
                var (line, stamp) = Compose(folder, benchmarkCase, run);
                folder.Runs[run] = new StoredRun(stamp.Length, stamp.WrittenAt, journal.Append(line.Span, stamp));
            }
        }

        if (missing.Count > 0 || catalog.Journal.InvalidLines > 0)
        {
            Log.JournalRepaired(_logger, _layout.Journal, missing.Count, catalog.Journal.InvalidLines);
        }

        return missing.Count == 0 && isInLine;
    }

    /// <summary>A line says that the file of its run is on the disk. Where there is none, the host may have been killed before it flushed the
    /// file's name.</summary>
    private void FlushFolders(IEnumerable<CaseFolder> folders)
    {
        foreach (var folder in folders.Distinct())
        {
            _files.FlushFolder(_layout.CaseFolder(folder.Name));
        }
    }

    /// <summary>Returns whether a file is what was stored and has another time, as after a copy: with that time in its line it is not read again.</summary>
    private static bool HasOtherTime(StoredRun run) => run.Line is { Stamp.Hash: not null } line && line.Stamp.WrittenAt != run.WrittenAt;

    /// <summary>Sets aside summaries that hold a run whose file is damaged or gone. They are made again when the run was executed again.</summary>
    /// <returns>Whether there are such runs.</returns>
    private bool SetSummariesAside(ExperimentCatalog catalog)
    {
        var folders = catalog
            .Folders.Values.SelectMany(folder => folder.Loads.Prepend(folder))
            .ToDictionary(folder => folder.Name, StringComparer.Ordinal);
        var lost = folders.Values.Where(folder => folder.DamagedRuns.Count > 0).ToHashSet();
        foreach (var (name, run) in catalog.Journal.Runs)
        {
            if (folders.TryGetValue(name, out var folder) && !folder.Runs.ContainsKey(run))
            {
                lost.Add(folder);
            }
        }

        foreach (var folder in lost.Where(folder => folder.SummaryLength >= 0))
        {
            _files.SetAside(_layout.CaseSummary(folder.Name));
            folder.SummaryLength = -1;
        }

        return lost.Count > 0;
    }

    private void Rewrite(RunJournal journal, List<CaseFolder> folders, List<(CaseFolder Folder, BenchmarkCase Case, int Run)> missing)
    {
        // In the order of the old lines: copying is then one pass over the old file.
        var kept = folders
            .SelectMany(folder =>
                folder
                    .Runs.Where(run => run.Value.Line is not null)
                    .Select(run => (Folder: folder, Run: run.Key, run.Value.WrittenAt, Line: run.Value.Line!.Value))
            )
            .OrderBy(one => one.Line.Offset)
            .ToList();
        using var reader = journal.OpenReader();
        var lines = journal.Rewrite(
            kept.Select(one => (ReadLine(reader, one.Line, one.WrittenAt), one.Line.Stamp with { WrittenAt = one.WrittenAt }))
                .Concat(missing.Select(one => Compose(one.Folder, one.Case, one.Run)))
        );
        var next = 0;
        foreach (var (folder, run) in kept.Select(one => (one.Folder, one.Run)).Concat(missing.Select(one => (one.Folder, one.Run))))
        {
            var line = lines[next++];
            folder.Runs[run] = new StoredRun(line.Stamp.Length, line.Stamp.WrittenAt, line);
        }
    }

    /// <summary>Reads a line, with the time that the file of its run has now.</summary>
    private ReadOnlyMemory<byte> ReadLine(JournalReader reader, JournalLine line, DateTimeOffset writtenAt)
    {
        if (!reader.TryRead(line, out var content))
        {
            throw new IOException($"The file became shorter while it was read: '{_layout.Journal}'");
        }

        return line.Stamp.Hash is null || line.Stamp.WrittenAt == writtenAt
            ? content
            : JournalLine.WithWriteTime(content, writtenAt)
                ?? throw new IOException($"The file changed while it was read: '{_layout.Journal}'");
    }

    /// <summary>Composes the line from the case and what was measured, so that it is complete also where the original's file lacks
    /// parameters.</summary>
    private (ReadOnlyMemory<byte> Line, FileStamp Stamp) Compose(CaseFolder folder, BenchmarkCase benchmarkCase, int run)
    {
        var path = _layout.RunFile(folder.Name, run);
        var loaded = folder.Name.Contains('/', StringComparison.Ordinal)
            ? LoadedCase.Read(_files, _layout, folder, benchmarkCase)
            : benchmarkCase;
        var content = RunObject.From(new RunRecord(loaded, run, _files.ReadRun(path).ToDocument()));
        var stamp = new FileStamp(folder.Runs[run].FileLength, folder.Runs[run].WrittenAt, _files.HashOf(path));
        return (JournalLine.Compose(loaded.Key, folder.Name, run, stamp, content.ToRecord()), stamp);
    }
}
