using ServeMulti.Cases;

namespace ServeMulti.Results.Folder;

/// <summary>Reads single runs of an experiment that was inspected and is not begun. Changes nothing: a file that cannot be read counts as
/// not there.</summary>
internal sealed class InspectedRuns
{
    private readonly IFileSystem _files;
    private readonly ExperimentLayout _layout;
    private readonly Dictionary<string, CaseFolder> _folders = new(StringComparer.Ordinal);

    public InspectedRuns(IFileSystem files, ExperimentLayout layout, InspectedExperiment inspected)
    {
        _files = files;
        _layout = layout;
        foreach (var matched in inspected.Match.Cases)
        {
            if (matched.Folder is { } folder && !inspected.Stale.Contains(folder))
            {
                _folders.TryAdd(matched.Key, folder);
            }
        }
    }

    public RunRecord? Find(BenchmarkCase benchmarkCase, int runNumber) =>
        FindFolder(benchmarkCase) is { } folder && folder.Runs.ContainsKey(runNumber) ? TryRead(benchmarkCase, folder, runNumber) : null;

    private CaseFolder? FindFolder(BenchmarkCase benchmarkCase)
    {
        var baseCase = benchmarkCase.Load is null ? benchmarkCase : benchmarkCase with { Load = null };
        if (!_folders.TryGetValue(baseCase.Key, out var folder) || benchmarkCase.Load is not { } load)
        {
            return folder;
        }

        var name = $"{folder.Name}/{CaseNames.ForLoad(load)}";
        return folder.Loads.Find(candidate => candidate.Key == benchmarkCase.Key)
            ?? folder.Loads.Find(candidate => candidate.Key is null && candidate.Name == name);
    }

    private RunRecord? TryRead(BenchmarkCase benchmarkCase, CaseFolder folder, int runNumber)
    {
        try
        {
            return new RunRecord(
                benchmarkCase,
                runNumber,
                _files.ReadRun(_layout.RunFile(folder.Name, runNumber), folder.Runs[runNumber]).ToDocument()
            );
        }
        catch (Exception exception)
            when (exception is FileNotFoundException or DirectoryNotFoundException || JsonText.IsUnreadable(exception))
        {
            return null;
        }
    }
}
