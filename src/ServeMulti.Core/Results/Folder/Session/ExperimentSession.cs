using System.Text.Json;
using Microsoft.Extensions.Logging;
using ServeMulti.Cases;

namespace ServeMulti.Results.Folder;

/// <summary>An experiment that this host holds: finds, saves and lists its runs.</summary>
internal sealed class ExperimentSession
{
    private readonly IFileSystem _files;
    private readonly ExperimentLayout _layout;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly RunJournal _journal;
    private readonly SessionCases _cases;
    private readonly HashSet<string> _renamedParameters = new(StringComparer.Ordinal);
    private readonly GrowingInterval _tableInterval = new();
    private readonly SessionTable _table;
    private readonly SessionRuns _runs;
    private ExperimentFile _file;
    private bool _hasSaved;

    public ExperimentSession(
        IFileSystem files,
        ExperimentLayout layout,
        ExperimentMatch match,
        ExperimentFile file,
        RunJournal journal,
        long? tableLength,
        TimeProvider timeProvider,
        ILogger logger
    )
    {
        _files = files;
        _layout = layout;
        _file = file;
        _journal = journal;
        _timeProvider = timeProvider;
        _logger = logger;
        _cases = new SessionCases(match);
        _table = new SessionTable(files, layout, journal, _cases.All, file.RunsPerCase)
        {
            IsCurrent = tableLength is not null,
            Length = tableLength ?? -1,
        };
        _runs = new SessionRuns(files, layout, _cases.All, _table, logger);
        _tableInterval.StartAt(_table.CountRuns());
    }

    public IReadOnlyList<SessionCase> Cases => _cases.All;

    /// <summary>Gets or sets whether text that a spreadsheet would run is quoted in <c>summary.csv</c>.</summary>
    public bool QuotesFormulas
    {
        get => _table.QuotesFormulas;
        set => _table.QuotesFormulas = value;
    }

    public SessionCase Find(BenchmarkCase benchmarkCase) => _cases.Find(benchmarkCase);

    public RunRecord? FindRun(BenchmarkCase benchmarkCase, int runNumber)
    {
        var found = Find(benchmarkCase);
        return found.Runs.ContainsKey(runNumber) ? AtCase(benchmarkCase, found, runNumber, () => TryRead(found, runNumber)) : null;
    }

    public void SaveRun(RunRecord run)
    {
        var saved = Find(run.Case);
        if (saved.Runs.ContainsKey(run.RunNumber))
        {
            throw new InvalidOperationException($"Run {run.RunNumber} of {saved.Name} is finished; a finished run is never replaced.");
        }

        var content = RunObject.From(run);
        SayRenamedParameters(content);
        RevokeLostRun(saved, run);
        var (length, hash) = AtCase(run.Case, saved, run.RunNumber, () => WriteRun(saved, run.RunNumber, content));
        saved.Runs[run.RunNumber] = new StoredRun(length, default, null);
        saved.IsChanged = true;
        _table.IsCurrent = false;
        _hasSaved = true;
        var writtenAt = AtCase(run.Case, saved, run.RunNumber, () => _files.WriteTimeOf(_layout.RunFile(saved.Name, run.RunNumber)));
        var stamp = new FileStamp(length, writtenAt, hash);
        var line = _journal.Append(JournalLine.Compose(run.Case.Key, saved.Name, run.RunNumber, stamp, content.ToRecord()), stamp);
        saved.Runs[run.RunNumber] = new StoredRun(length, writtenAt, line);
        if (saved.Failures.Remove(run.RunNumber))
        {
            AtCase(run.Case, saved, run.RunNumber, () => _files.Delete(_layout.FailureFile(saved.Name, run.RunNumber)));
        }

        if (_tableInterval.Count())
        {
            TryRenewTable();
        }
    }

    public void SaveFailure(FailedRun run)
    {
        var failed = Find(run.Case);
        if (failed.Runs.ContainsKey(run.RunNumber))
        {
            return;
        }

        AtCase(
            run.Case,
            failed,
            run.RunNumber,
            () =>
            {
                EnsureFolder(failed);
                _files.WriteWhole(
                    _layout.FailureFile(failed.Name, run.RunNumber),
                    FailureFile.ToJson(run, _timeProvider.GetUtcNow()),
                    isPrivate: true
                );
            }
        );
        failed.Failures.Add(run.RunNumber);
    }

    public void CompleteCase(BenchmarkCase benchmarkCase, int runs)
    {
        var completed = Find(benchmarkCase);
        AtCase(benchmarkCase, completed, runNumber: 0, () => new CaseSummary(_files, _layout, _runs).Renew(completed, runs));
    }

    public void SaveAnswer(BenchmarkCase benchmarkCase, string name, JsonElement answer)
    {
        var saved = Find(benchmarkCase);
        AtCase(
            benchmarkCase,
            saved,
            runNumber: 0,
            () =>
            {
                EnsureFolder(saved);
                var path = _layout.AnswerFile(saved.Name, name);
                RequireKnownFormat(path);
                KeepOtherAnswer(path, answer);
                _files.WriteWhole(path, JsonText.Write(answer.WriteTo));
            }
        );
    }

    /// <summary>An answer that a newer version wrote since the experiment was begun is not replaced.</summary>
    private void RequireKnownFormat(string path)
    {
        if (_files.FileExists(path) && StoredAnswers.FindFormatProblem(_files, path) is { } problem)
        {
            throw new ResultStoreException($"{path} {problem}.");
        }
    }

    /// <summary>Answers of older versions over either load variable had one name: what another search found is kept, with its variable in
    /// its name.</summary>
    private void KeepOtherAnswer(string path, JsonElement answer)
    {
        if (
            _files.FileExists(path)
            && StoredAnswers.TryReadVariable(_files, path) is { } variable
            && answer.TryGetProperty("variable", out var now)
            && now.GetString() != variable
        )
        {
            var name = Path.GetFileNameWithoutExtension(path)["SLA-".Length..];
            _files.Move(path, _files.FindFree(Path.Combine(Path.GetDirectoryName(path)!, $"SLA-{variable}-{name}.json"), '-'));
            _files.FlushFolder(Path.GetDirectoryName(path)!);
        }
    }

    /// <summary>Adds what became known of a machine or a server; nothing is written where it is known already.</summary>
    public void SaveFacts(StoredFacts facts)
    {
        if (_file.Facts.Contain(facts))
        {
            return;
        }

        EnsureHeld();
        _file = _file with { Facts = _file.Facts.With(facts) };
        _files.WriteWhole(_layout.ExperimentFile, _file.ToJson(), isPrivate: true);
    }

    /// <summary>Lists the runs that tables show, in the order of the plan.</summary>
    public IEnumerable<(SessionCase Case, int Run)> ListRuns() => _table.ListRuns();

    /// <summary>Reads a finished run; null where its file is damaged, and is set aside, or is gone: its run is done again.</summary>
    public RunRecord? TryRead(SessionCase found, int runNumber) => _runs.TryRead(found, runNumber);

    /// <summary>Renews what is derived from the runs, of those that still are what was stored.</summary>
    /// <exception cref="ResultStoreException">A finished run turned out to be damaged or gone; all else is done.</exception>
    public void Complete()
    {
        EnsureHeld();

        // Where nothing was saved, the files were looked at a moment ago, when the experiment was opened.
        var lost = _hasSaved ? _runs.SetDamagedAside() : [];
        _table.Renew();
        _journal.Flush();
        _file = _file with { EndedAt = _timeProvider.GetUtcNow(), TableBytes = _table.Length };
        _files.WriteWhole(_layout.ExperimentFile, _file.ToJson(), isPrivate: true);
        if (lost.Count > 0)
        {
            throw LostRun.Describe(lost, _layout);
        }
    }

    /// <summary>Says in a case's folder which case it holds.</summary>
    public void WriteCaseFile(SessionCase saved)
    {
        var folder = _layout.CaseFolder(saved.Name);
        _files.MakeFolder(folder);
        var unverified = saved.IsVerified ? [] : saved.Runs.Keys.ToArray();
        _files.WriteWhole(_layout.CaseFile(saved.Name), new CaseFile(saved.Case!.Key, saved.Case, unverified).ToJson(), isPrivate: true);
        saved.HasCaseFile = true;
    }

    /// <summary>The folder alone proves nothing: a log or a raw result that is written into it makes it anew, empty.</summary>
    private void EnsureHeld()
    {
        if (!_files.FileExists(_layout.LockFile))
        {
            throw new DirectoryNotFoundException($"The folder of the experiment is gone, or its lock is: '{_layout.LockFile}'");
        }
    }

    /// <summary>Makes the folder and says in it which case it holds, before the first run is in it.</summary>
    private void EnsureFolder(SessionCase saved)
    {
        EnsureHeld();
        if (saved.HasCaseFile)
        {
            return;
        }

        if (saved.Case!.Load is not null)
        {
            EnsureFolder(Find(saved.Case with { Load = null }));
        }

        WriteCaseFile(saved);
    }

    /// <summary>The journal still has the hash of the file that was lost: a host that is killed, or loses its power, before the new line is
    /// written must not leave the new file to be held against it.</summary>
    private void RevokeLostRun(SessionCase saved, RunRecord run)
    {
        if (saved.LostRuns.Remove(run.RunNumber))
        {
            _journal.Append(JournalLine.ComposeLost(run.Case.Key, saved.Name, run.RunNumber), default);
            _journal.Flush();
        }
    }

    private (long Length, ContentHash Hash) WriteRun(SessionCase saved, int run, RunObject content)
    {
        EnsureFolder(saved);
        var path = _layout.RunFile(saved.Name, run);
        SetStrangerAside(path);
        return _files.WriteRun(path, content);
    }

    /// <summary>Does what touches the files of one case only.</summary>
    private T AtCase<T>(BenchmarkCase benchmarkCase, SessionCase found, int runNumber, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (StoreFault.IsMeantBy(exception))
        {
            throw new CaseFilesException(benchmarkCase, _layout.CaseFolder(found.Name), runNumber, exception);
        }
    }

    private void AtCase(BenchmarkCase benchmarkCase, SessionCase found, int runNumber, Action work) =>
        AtCase(
            benchmarkCase,
            found,
            runNumber,
            () =>
            {
                work();
                return true;
            }
        );

    /// <summary>A file that came from elsewhere in the meantime may be somebody's result: it is kept, under another name.</summary>
    private void SetStrangerAside(string path)
    {
        if (_files.FileExists(path) || _files.FolderExists(path))
        {
            Log.FileSetAside(_logger, path, "it was not there when the experiment was begun", _files.SetAside(path));
        }
    }

    private void SayRenamedParameters(RunObject content)
    {
        foreach (var name in content.RenamedParameters.Where(_renamedParameters.Add))
        {
            Log.ParameterRenamed(_logger, name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..], name);
        }
    }

    /// <summary>Makes all tables and summaries be written anew, whatever stands in them.</summary>
    public void DistrustDerivedFiles()
    {
        _table.IsCurrent = false;
        foreach (var one in _cases.All.SelectMany(one => one.Loads.Prepend(one)))
        {
            one.IsChanged = true;
        }
    }

    /// <summary>Renews the table. The runs are saved and safe: a table that cannot be written now is written later, and said at the end.</summary>
    public void TryRenewTable()
    {
        try
        {
            _table.Renew();
        }
        catch (Exception exception) when (StoreFault.IsMeantBy(exception))
        {
            Log.TableNotWritten(_logger, _layout.Table, exception);
        }
    }
}
