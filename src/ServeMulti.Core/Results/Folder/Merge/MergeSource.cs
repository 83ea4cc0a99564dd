using ServeMulti.Benchmarking;
using ServeMulti.Cases;

namespace ServeMulti.Results.Folder;

/// <summary>One experiment that is to be merged into another.</summary>
internal sealed class MergeSource
{
    private readonly IFileSystem _files;
    private readonly ExperimentLayout _layout;

    private MergeSource(IFileSystem files, ExperimentLayout layout)
    {
        _files = files;
        _layout = layout;
    }

    public string Folder => _layout.Folder;

    /// <summary>Gets why the experiment cannot be merged, one line each.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Gets what experiment.json says; null where there are problems.</summary>
    public ExperimentFile? Experiment { get; private set; }

    /// <summary>Gets the cases and loads with something in them, each with its folder and its place in the merged experiment.</summary>
    public List<(BenchmarkCase Case, CaseFolder Folder, int Rank)> Cases { get; } = [];

    /// <summary>Gets the number of files that cannot be read; their runs count as missing.</summary>
    public int UnreadableFiles { get; private set; }

    /// <summary>Gets that another version wrote the experiment; null where this one did.</summary>
    public string? VersionNote => FormatVersions.FindNote(_layout.ExperimentFile, Experiment!.ToolVersion);

    public static MergeSource Read(IFileSystem files, string folder, CancellationToken cancellationToken)
    {
        var source = new MergeSource(files, new ExperimentLayout(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))));
        try
        {
            source.Read(cancellationToken);
        }
        catch (Exception exception) when (StoreFault.IsMeantBy(exception))
        {
            throw StoreFault.DescribeRead(exception, source.Folder);
        }

        return source;
    }

    /// <summary>Returns whether a run is the same in another experiment, byte for byte.</summary>
    /// <exception cref="ResultStoreException">One of the two cannot be read.</exception>
    public bool HasSameRun(CaseFolder folder, MergeSource other, CaseFolder otherFolder, int run)
    {
        try
        {
            return RunFiles.HaveSameContent(_files, _layout.RunFile(folder.Name, run), other._layout.RunFile(otherFolder.Name, run));
        }
        catch (Exception exception) when (StoreFault.IsMeantBy(exception))
        {
            throw StoreFault.DescribeRead(exception, Folder);
        }
    }

    /// <summary>Reads a finished run.</summary>
    /// <exception cref="ResultStoreException">Its file was damaged after it was written: its size, by which it was taken to be whole, is
    /// right.</exception>
    public ResultDocument ReadRun(CaseFolder folder, int run)
    {
        try
        {
            return _files.ReadRun(_layout.RunFile(folder.Name, run), folder.Runs[run]).ToDocument();
        }
        catch (InvalidInputException exception)
        {
            var file = new UnreadableFile(_layout.RunFile(folder.Name, run), exception.Message);
            throw new ResultStoreException(
                $"{file.Path} cannot be read ({file.Summary}); delete it, resume {Path.GetFileName(Folder)} to run it again, and merge again.",
                exception
            );
        }
    }

    /// <summary>Copies the files beside the runs that are not the store's own: what a search found, reasons of failures.</summary>
    public void CopyOthers(CaseFolder folder, string target, Predicate<int> isFinished)
    {
        foreach (var entry in _files.List(_layout.CaseFolder(folder.Name)))
        {
            var destination = Path.Combine(target, entry.Name);
            if (!entry.IsFolder && IsWorthCopying(entry.Name, isFinished) && !_files.FileExists(destination))
            {
                _files.MakeFolder(target);
                _files.WriteWhole(
                    destination,
                    _files.ReadWhole(Path.Combine(_layout.CaseFolder(folder.Name), entry.Name)),
                    isPrivate: true
                );
            }
        }
    }

    private static bool IsWorthCopying(string name, Predicate<int> isFinished) =>
        ExperimentLayout.TryParseFailureFile(name, out var run)
            ? !isFinished(run)
            : name.EndsWith(".json", StringComparison.Ordinal)
                && !ExperimentLayout.TryParseRunFile(name, out _)
                && name is not (ExperimentLayout.CaseFileName or ExperimentLayout.CaseSummaryName);

    private void Read(CancellationToken cancellationToken)
    {
        if (!_files.FolderExists(Folder))
        {
            Problems.Add($"{Folder} {(_files.FileExists(Folder) ? "is a file" : "does not exist")}; give the folder of an experiment.");
            return;
        }

        if (ExperimentLock.IsHeld(_files, _layout))
        {
            Problems.Add(ExperimentLock.DescribeHolder(_files, _layout));
        }

        var catalog = ExperimentCatalog.Read(_files, _layout, RunCheck.Changed, cancellationToken);
        UnreadableFiles = catalog.Unreadable.Count;
        if (catalog.Experiment is null)
        {
            Problems.Add($"{Folder} has no experiment.json that can be read; resume the experiment once before it is merged.");
            return;
        }

        if (new StoredAnswers(_files, _layout, catalog).FindFormatProblems() is { Count: > 0 } unknown)
        {
            Problems.AddRange(unknown);
            return;
        }

        Experiment = catalog.Experiment;
        foreach (var listed in Experiment.Cases)
        {
            if (
                (
                    catalog.Folders.Values.FirstOrDefault(folder => folder.Key == listed.Key)
                    ?? catalog.Folders.GetValueOrDefault(listed.Folder)
                ) is
                { } folder
            )
            {
                AddCase(folder, listed);
            }
        }
    }

    private void AddCase(CaseFolder folder, ListedCase listed)
    {
        foreach (var one in CaseFolder.OrderLoads(folder.Loads, load => load.Name).Prepend(folder))
        {
            try
            {
                if (one.Key is not null)
                {
                    Cases.Add((CaseFile.Parse(_files.ReadWhole(_layout.CaseFile(one.Name))).Case, one, listed.Rank));
                    continue;
                }
            }
            catch (Exception exception) when (JsonText.IsUnreadable(exception))
            {
                // Reported below.
            }

            if (one.HasResults)
            {
                Problems.Add(
                    $"{Path.Combine(Folder, one.Name)} has no case.json that says which case its runs are of; resume the experiment once before it is merged."
                );
            }
        }
    }
}
