using Microsoft.Extensions.Logging;

namespace ServeMulti.Results.Folder;

/// <summary>The experiment that a merge makes. It is put together beside its place and renamed when it is whole, so that a merge that broke
/// off is no experiment.</summary>
internal sealed class MergeTarget
{
    private const string DraftSuffix = ".merging";

    private readonly IFileSystem _files;
    private readonly ExperimentLayout _draft;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly bool _isNameGiven;
    private string _folder;

    private MergeTarget(IFileSystem files, string folder, bool isNameGiven, TimeProvider timeProvider, ILogger logger)
    {
        _files = files;
        _folder = folder;
        _isNameGiven = isNameGiven;
        _draft = new ExperimentLayout(folder + DraftSuffix);
        _timeProvider = timeProvider;
        _logger = logger;
    }

    /// <summary>Names the experiment; nothing is written yet.</summary>
    /// <exception cref="InvalidInputException">The name is not that of one folder within the output folder.</exception>
    public static MergeTarget Create(
        IFileSystem files,
        string outputFolder,
        string? experimentName,
        TimeProvider timeProvider,
        ILogger logger
    )
    {
        var name = experimentName ?? ExperimentName.FromTime(timeProvider);
        return ExperimentName.FindProblem(name) is { } problem
            ? throw new InvalidInputException(problem)
            : new MergeTarget(files, Path.Combine(Path.GetFullPath(outputFolder), name), experimentName is not null, timeProvider, logger);
    }

    /// <summary>Makes the experiment.</summary>
    /// <exception cref="InvalidInputException">Its name is taken.</exception>
    /// <exception cref="ResultStoreException">It cannot be written; what was written is removed again.</exception>
    public MergedExperiment Write(MergePlan plan, CancellationToken cancellationToken)
    {
        try
        {
            CheckName();
            RemoveDraft();
            WriteDraft(plan, cancellationToken);
            return new MergedExperiment(_folder, plan.Experiment.Cases.Count, plan.Cases.Sum(merged => merged.Runs.Count), plan.Notes)
            {
                IncompleteCaseCount = plan.IncompleteCaseCount,
            };
        }
        catch (Exception exception) when (StoreFault.IsMeantBy(exception))
        {
            throw StoreFault.DescribeMerge(exception, _folder);
        }
    }

    private void CheckName()
    {
        _folder = _isNameGiven ? _folder : _files.FindFree(_folder, '_');
        if (FolderProblems.Find(_files, new ExperimentLayout(_folder), ExperimentMode.New, isNameGiven: true) is { } problem)
        {
            throw new InvalidInputException(problem);
        }
    }

    /// <summary>Removes what a merge left that was killed.</summary>
    private void RemoveDraft()
    {
        if (!_files.FolderExists(_draft.Folder))
        {
            return;
        }

        if (ExperimentLock.IsHeld(_files, _draft))
        {
            throw new InvalidInputException(ExperimentLock.DescribeHolder(_files, _draft));
        }

        // A merge takes the lock before it writes anything, and its file stays.
        if (!_files.FileExists(_draft.LockFile) && _files.List(_draft.Folder).Count > 0)
        {
            throw new InvalidInputException(
                $"{_draft.Folder} is where the merge is put together, and it holds something else; move it away, or use another name."
            );
        }

        DeleteDraft();
    }

    /// <summary>The lock goes last: without it what is left of a draft would be taken for something else.</summary>
    private void DeleteDraft()
    {
        foreach (var entry in _files.List(_draft.Folder).Where(entry => Path.Combine(_draft.Folder, entry.Name) != _draft.LockFile))
        {
            var path = Path.Combine(_draft.Folder, entry.Name);
            if (entry.IsFolder)
            {
                _files.DeleteFolder(path);
            }
            else
            {
                _files.Delete(path);
            }
        }

        _files.FlushFolder(_draft.Folder);
        _files.DeleteFolder(_draft.Folder);
    }

    private void WriteDraft(MergePlan plan, CancellationToken cancellationToken)
    {
        _files.MakeFolder(_draft.Folder);
        var isWhole = false;
        try
        {
            using (
                ExperimentLock.TryTake(_files, _draft, _timeProvider)
                    ?? throw new InvalidInputException(ExperimentLock.DescribeHolder(_files, _draft))
            )
            {
                Fill(plan, cancellationToken);
            }

            _files.FlushFolder(_draft.Folder);
            _files.Move(_draft.Folder, _folder);
            isWhole = true;
            _files.FlushFolder(Path.GetDirectoryName(_folder)!);
        }
        finally
        {
            if (!isWhole)
            {
                TryRemoveDraft();
            }
        }
    }

    private void Fill(MergePlan plan, CancellationToken cancellationToken)
    {
        var session = new ExperimentOpening(_files, _draft, ChangedResults.Refuse, _timeProvider, _logger).Open(
            plan.Experiment,
            plan.Environment,
            seen: null,
            cancellationToken
        );
        session.SaveFacts(plan.Facts);
        foreach (var merged in plan.Cases)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Save(session, merged, plan.Experiment.RunsPerCase);
        }

        session.Complete();
        _files.DeleteFolder(_draft.ScratchFolder);
    }

    private void Save(ExperimentSession session, MergedCase merged, int runsPerCase)
    {
        foreach (var run in merged.Runs.Keys)
        {
            session.SaveRun(merged.Read(run));
        }

        var complete = Enumerable.Range(0, int.MaxValue).TakeWhile(merged.Runs.ContainsKey).Count();
        if (complete > 0 && (merged.Case.Load is not null || complete >= runsPerCase))
        {
            session.CompleteCase(merged.Case, merged.Case.Load is null ? runsPerCase : complete);
        }

        merged.CopyOthers(_draft.CaseFolder(session.Find(merged.Case).Name));
    }

    private void TryRemoveDraft()
    {
        try
        {
            DeleteDraft();
        }
        catch (Exception exception) when (StoreFault.IsMeantBy(exception))
        {
            Log.DraftNotRemoved(_logger, _draft.Folder, exception);
        }
    }
}
