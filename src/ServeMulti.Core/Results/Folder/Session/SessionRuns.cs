using Microsoft.Extensions.Logging;
using ServeMulti.Cases;
using ServeMulti.Files;

namespace ServeMulti.Results.Folder;

/// <summary>The finished runs of an experiment while a sweep runs. A run whose file is no longer what was stored is not finished any more: the file is set aside.</summary>
internal sealed class SessionRuns
{
    private readonly IFileSystem _files;
    private readonly ExperimentLayout _layout;
    private readonly IReadOnlyList<SessionCase> _cases;
    private readonly SessionTable _table;
    private readonly ILogger _logger;

    public SessionRuns(IFileSystem files, ExperimentLayout layout, IReadOnlyList<SessionCase> cases, SessionTable table, ILogger logger)
    {
        _files = files;
        _layout = layout;
        _cases = cases;
        _table = table;
        _logger = logger;
    }

    /// <summary>Reads a finished run; null where its file is damaged, and is set aside, or is gone.</summary>
    public RunRecord? TryRead(SessionCase found, int runNumber)
    {
        var path = _layout.RunFile(found.Name, runNumber);
        try
        {
            return new RunRecord(CaseOf(found), runNumber, ReadFile(found, runNumber).Content.ToDocument());
        }
        catch (Exception exception) when (IsDamage(exception))
        {
            Log.FileSetAside(_logger, path, UnreadableFile.Of(path, exception).Summary, _files.SetAside(path));
        }
        catch (Exception exception) when (IsGone(exception, path))
        {
            Log.RunGone(_logger, path);
        }

        Lose(found, runNumber);
        return null;
    }

    /// <summary>Reads the file of a finished run: its JSON, unless that is too long, and what it says.</summary>
    /// <exception cref="ResultStoreException">It is damaged, and is set aside, or is gone; nothing else says so.</exception>
    public (byte[]? Json, RunObject Content) Read(SessionCase found, int runNumber)
    {
        try
        {
            return ReadFile(found, runNumber);
        }
        catch (Exception exception) when (IsDamage(exception) || IsGone(exception, _layout.RunFile(found.Name, runNumber)))
        {
            throw LostRun.Describe([SetAside(found, runNumber)], _layout);
        }
    }

    /// <summary>Looks whether the file of every finished run still is what was stored, and sets aside those that are not: no table may hold
    /// a run that no file holds.</summary>
    /// <returns>The runs that are not finished any more, in the order of the plan.</returns>
    public IReadOnlyList<LostRun> SetDamagedAside() =>
        [
            .. _cases
                .SelectMany(one => one.Loads.Prepend(one))
                .Where(one => one.Runs.Count > 0)
                .SelectMany(one => FindDamaged(one), (one, run) => SetAside(one, run)),
        ];

    private (byte[]? Json, RunObject Content) ReadFile(SessionCase found, int runNumber)
    {
        var path = _layout.RunFile(found.Name, runNumber);
        try
        {
            if (RunFiles.IsLong(found.Runs.GetValueOrDefault(runNumber).FileLength))
            {
                return (null, _files.ReadRun(path, found.Runs[runNumber]));
            }

            var json = _files.ReadWhole(path);
            var content = RunObject.Parse(json);
            return (found.Runs.GetValueOrDefault(runNumber).Check(json), content);
        }
        catch (Exception exception) when (StoreFault.IsMeantBy(exception) && _files.FolderExists(path))
        {
            throw new InvalidInputException(UnreadableFile.FolderInPlace, exception);
        }
    }

    private static bool IsDamage(Exception exception) => exception is InvalidInputException or NotAFileException;

    /// <summary>Returns whether a file is gone, and not the disk with it.</summary>
    private bool IsGone(Exception exception, string path) =>
        exception is FileNotFoundException or DirectoryNotFoundException && _files.FileExists(_layout.LockFile) && !_files.FileExists(path);

    private LostRun SetAside(SessionCase found, int runNumber)
    {
        var path = _layout.RunFile(found.Name, runNumber);
        if (_files.FileExists(path) || _files.FolderExists(path))
        {
            _files.SetAside(path);
        }

        Lose(found, runNumber);
        return new LostRun(CaseOf(found), runNumber, path);
    }

    private IEnumerable<int> FindDamaged(SessionCase one)
    {
        var missing = new SortedSet<int>(one.Runs.Keys);
        var damaged = new SortedSet<int>();
        foreach (var entry in _files.List(_layout.CaseFolder(one.Name)))
        {
            if (ExperimentLayout.TryParseRunFile(entry.Name, out var run) && missing.Remove(run) && !IsAsStored(one, run, entry))
            {
                damaged.Add(run);
            }
        }

        return damaged.Union(missing);
    }

    private bool IsAsStored(SessionCase one, int run, FolderEntry entry) =>
        one.Runs[run].LooksLike(entry) || (!entry.IsFolder && _files.HoldsStored(_layout.RunFile(one.Name, run), one.Runs[run]));

    /// <summary>The summary of the case holds the run as well, and is set aside with it: it is written anew when the run was done again.</summary>
    private void Lose(SessionCase found, int runNumber)
    {
        if (!found.Runs.Remove(runNumber))
        {
            return;
        }

        found.LostRuns.Add(runNumber);
        found.IsChanged = true;
        found.SummaryLength = -1;
        _table.IsCurrent = false;
        var summary = _layout.CaseSummary(found.Name);
        if (_files.FileExists(summary))
        {
            _files.SetAside(summary);
        }
    }

    private BenchmarkCase CaseOf(SessionCase found) =>
        found.Case ??= LoadedCase.Read(
            _files,
            _layout,
            found.Name,
            found.FoundKey is not null,
            _cases.First(candidate => candidate.Loads.Contains(found)).Case!
        );
}
