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
    private readonly List<SessionCase> _cases = [];
    private readonly Dictionary<string, SessionCase> _byKey = new(StringComparer.Ordinal);
    private readonly HashSet<string> _renamedParameters = new(StringComparer.Ordinal);
    private readonly GrowingInterval _tableInterval = new();
    private readonly SessionTable _table;
    private ExperimentFile _file;

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
        foreach (var matched in match.Cases)
        {
            if (!_byKey.ContainsKey(matched.Key))
            {
                Add(matched);
            }
        }

        _table = new SessionTable(files, layout, journal, _cases, file.RunsPerCase)
        {
            IsCurrent = tableLength is not null,
            Length = tableLength ?? -1,
        };
        _tableInterval.StartAt(_table.CountRuns());
    }

    public IReadOnlyList<SessionCase> Cases => _cases;

    /// <summary>Gets or sets whether text that a spreadsheet would run is quoted in <c>summary.csv</c>.</summary>
    public bool QuotesFormulas
    {
        get => _table.QuotesFormulas;
        set => _table.QuotesFormulas = value;
    }

    public SessionCase Find(BenchmarkCase benchmarkCase)
    {
        var baseCase = benchmarkCase.Load is null ? benchmarkCase : benchmarkCase with { Load = null };
        if (!_byKey.TryGetValue(baseCase.Key, out var found))
        {
            throw new ArgumentException("The case is not part of the experiment that was opened.", nameof(benchmarkCase));
        }

        return benchmarkCase.Load is { } load ? FindLoad(found, benchmarkCase, CaseNames.ForLoad(load)) : found;
    }

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
        var json = content.ToJson();
        AtCase(run.Case, saved, run.RunNumber, () => WriteRun(saved, run.RunNumber, json));
        saved.Runs[run.RunNumber] = new StoredRun(json.Length, null);
        saved.IsChanged = true;
        _table.IsCurrent = false;
        var line = JournalLine.Compose(run.Case.Key, saved.Name, run.RunNumber, json.Length, content);
        saved.Runs[run.RunNumber] = new StoredRun(json.Length, _journal.Append(line, json.Length));
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
        AtCase(benchmarkCase, completed, runNumber: 0, () => new CaseSummary(_files, _layout, TryRead).Renew(completed, runs));
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
                KeepOtherAnswer(path, answer);
                _files.WriteWhole(path, JsonText.Write(answer.WriteTo));
            }
        );
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
        }
    }

    /// <summary>Lists the runs that tables show, in the order of the plan.</summary>
    public IEnumerable<(SessionCase Case, int Run)> ListRuns() => _table.ListRuns();

    /// <summary>Reads the table of these runs.</summary>
    public ResultTable ReadTable(CancellationToken cancellationToken) => _table.Read(cancellationToken);

    /// <summary>Reads a finished run; null where its file turns out to be unreadable, and is set aside, or to be gone: its run is done
    /// again when the experiment is resumed.</summary>
    public RunRecord? TryRead(SessionCase found, int runNumber)
    {
        var path = _layout.RunFile(found.Name, runNumber);
        try
        {
            return new RunRecord(CaseOf(found), runNumber, RunObject.Parse(_files.ReadWhole(path)).ToDocument());
        }
        catch (FormatException exception)
        {
            Log.FileSetAside(_logger, path, exception.Message.ReplaceLineEndings(" "), _files.SetAside(path));
        }
        catch (Exception exception)
            when (exception is FileNotFoundException or DirectoryNotFoundException && _files.FileExists(_layout.LockFile))
        {
            Log.RunGone(_logger, path);
        }

        found.Runs.Remove(runNumber);
        _table.IsCurrent = false;
        return null;
    }

    public void Complete()
    {
        EnsureHeld();
        _table.Renew();
        _file = _file with { EndedAt = _timeProvider.GetUtcNow(), TableBytes = _table.Length };
        _files.WriteWhole(_layout.ExperimentFile, _file.ToJson(), isPrivate: true);
    }

    /// <summary>Says in a case's folder which case it holds.</summary>
    public void WriteCaseFile(SessionCase saved)
    {
        var folder = _layout.CaseFolder(saved.Name);
        _files.CreateFolder(folder);
        _files.FlushFolder(Path.GetDirectoryName(folder)!);
        var unverified = saved.IsVerified ? [] : saved.Runs.Keys.ToArray();
        _files.WriteWhole(_layout.CaseFile(saved.Name), new CaseFile(saved.Case!.Key, saved.Case, unverified).ToJson(), isPrivate: true);
        saved.HasCaseFile = true;
    }

    private void Add(MatchedCase matched)
    {
        var added = new SessionCase(matched.Case, matched.Name, matched.Folder, matched.IsVerified)
        {
            HasCaseFile = matched.Folder?.Key == matched.Key,
        };
        added.Loads.AddRange((matched.Folder?.Loads ?? []).Select(load => new SessionCase(null, load.Name, load, matched.IsVerified)));
        _cases.Add(added);
        _byKey.Add(matched.Key, added);
    }

    private static SessionCase FindLoad(SessionCase parent, BenchmarkCase benchmarkCase, string loadName)
    {
        var name = $"{parent.Name}/{loadName}";
        var found =
            parent.Loads.Find(load => load.FoundKey == benchmarkCase.Key || load.Case?.Key == benchmarkCase.Key)
            ?? parent.Loads.Find(load => load.Name == name && load.FoundKey is null && load.Case is null);
        if (found is null)
        {
            var isTaken = parent.Loads.Exists(load => load.Name == name);
            found = new SessionCase(benchmarkCase, isTaken ? $"{name}~{benchmarkCase.Key[..8]}" : name, folder: null, isVerified: true);
            parent.Loads.Add(found);
        }
        else if (found.Case is null)
        {
            found.Case = benchmarkCase;
            found.HasCaseFile = found.FoundKey is not null;
        }

        return found;
    }

    private BenchmarkCase CaseOf(SessionCase found) =>
        found.Case ??= LoadedCase.Read(
            _files,
            _layout,
            found.Name,
            found.FoundKey is not null,
            _cases.First(candidate => candidate.Loads.Contains(found)).Case!
        );

    /// <summary>The folder alone tells nothing: a log or a raw result that is written into it makes it anew, empty.</summary>
    private void EnsureHeld()
    {
        if (!_files.FileExists(_layout.LockFile))
        {
            throw new DirectoryNotFoundException($"The folder of the experiment is gone, or its lock is: '{_layout.LockFile}'");
        }
    }

    /// <summary>Makes the folder and says in it which case it holds, before the first run stands in it.</summary>
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

    private void WriteRun(SessionCase saved, int run, byte[] json)
    {
        EnsureFolder(saved);
        var path = _layout.RunFile(saved.Name, run);
        SetStrangerAside(path);
        _files.WriteWhole(path, json);
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

    /// <summary>The run is saved and safe; a table that cannot be renewed now is renewed later, and said at the end.</summary>
    private void TryRenewTable()
    {
        try
        {
            _table.Renew();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.TableNotWritten(_logger, _layout.Table, exception);
        }
    }
}
