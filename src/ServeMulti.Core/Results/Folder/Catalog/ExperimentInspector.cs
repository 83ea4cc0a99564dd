using ServeMulti.Cases;

namespace ServeMulti.Results.Folder;

/// <summary>Compares an experiment's folder with a sweep. Changes nothing.</summary>
internal sealed class ExperimentInspector
{
    private const int MaximumComparedFolders = 50;

    private readonly IFileSystem _files;
    private readonly ExperimentLayout _layout;
    private readonly ChangedResults _onChanged;
    private readonly bool _concludesAgain;

    public ExperimentInspector(IFileSystem files, ExperimentLayout layout, ChangedResults onChanged, bool concludesAgain)
    {
        _concludesAgain = concludesAgain;
        _files = files;
        _layout = layout;
        _onChanged = onChanged;
    }

    public InspectedExperiment Inspect(Experiment experiment, ExperimentCatalog catalog)
    {
        var match = ExperimentMatch.Find(experiment.Cases, catalog);
        var answers = new StoredAnswers(_files, _layout, catalog);
        if (answers.FindFormatProblems() is { Count: > 0 } unknown)
        {
            return new InspectedExperiment(catalog, match, unknown, [], []);
        }

        var changes = FindChanges(experiment, catalog, match);
        var isRunAgain = _onChanged == ChangedResults.RunAgain;
        IReadOnlyList<CaseFolder> stale =
            !isRunAgain ? []
            : HasOtherSurroundings(experiment, catalog) ? [.. catalog.Folders.Values.Where(folder => folder.HasResults)]
            : [.. match.Conflicts.Select(conflict => conflict.Folder)];
        var notes = new InspectionNotes(catalog, match);
        var hasOtherRules =
            catalog.HasResults
            && !(isRunAgain && HasOtherSurroundings(experiment, catalog))
            && catalog.Experiment?.Rules?.Compare(experiment).Count > 0;
        var otherAnswers = hasOtherRules && _concludesAgain ? answers.FindOfOtherRules(experiment) : [];
        var problems = isRunAgain ? [] : changes;
        if (hasOtherRules && !_concludesAgain)
        {
            problems = [.. problems, .. DescribeRules(experiment, catalog.Experiment!.Rules!)];
        }

        return new InspectedExperiment(
            catalog,
            match,
            problems,
            [
                .. notes.Write(stale, _layout),
                .. answers.DescribeUnknown(experiment),
                .. OriginalSearch.Describe(match, experiment),
                .. DescribeMoved(otherAnswers),
            ],
            stale
        )
        {
            OtherAnswers = otherAnswers,
        };
    }

    private IReadOnlyList<string> DescribeRules(Experiment experiment, ExperimentRules known)
    {
        var changes = new ExperimentChanges(_layout.Folder);
        foreach (var difference in known.Compare(experiment))
        {
            changes.AddRule(difference);
        }

        return changes.Lines;
    }

    private IEnumerable<string> DescribeMoved(IReadOnlyList<string> otherAnswers) =>
        otherAnswers.Count == 0
            ? []
            :
            [
                $"{otherAnswers.Count} answer{(otherAnswers.Count == 1 ? "" : "s")}, such as {otherAnswers[0]}, {(otherAnswers.Count == 1 ? "was" : "were")} found under other rules; "
                    + $"{(otherAnswers.Count == 1 ? "it is" : "they are")} moved to {_layout.StaleFolder} and concluded again.",
            ];

    private static bool HasOtherSurroundings(Experiment experiment, ExperimentCatalog catalog) =>
        catalog.HasResults && catalog.Experiment?.CompareSurroundings(experiment).Count > 0;

    private IReadOnlyList<string> FindChanges(Experiment experiment, ExperimentCatalog catalog, ExperimentMatch match)
    {
        var changes = new ExperimentChanges(_layout.Folder);
        if (catalog.HasResults && catalog.Experiment is { } known)
        {
            foreach (var difference in known.CompareSurroundings(experiment))
            {
                changes.Add(difference);
            }
        }

        foreach (var (folder, index) in match.Conflicts.Take(MaximumComparedFolders))
        {
            changes.AddConflict(folder.Name, TryReadCase(folder), experiment.Cases[index]);
        }

        changes.AddUnlisted(Math.Max(0, match.Conflicts.Count - MaximumComparedFolders));
        if (match.Added.Count > match.Conflicts.Count && match.Removed.Count > 0)
        {
            AddRemoved(changes, experiment, match);
        }

        return changes.Lines;
    }

    private void AddRemoved(ExperimentChanges changes, Experiment experiment, ExperimentMatch match)
    {
        var conflicting = match.Conflicts.Select(conflict => conflict.Case).ToHashSet();
        BenchmarkCase[] added = [.. match.Added.Where(index => !conflicting.Contains(index)).Select(index => experiment.Cases[index])];
        foreach (var folder in match.Removed.Take(MaximumComparedFolders))
        {
            changes.AddRemoved(folder.Name, TryReadCase(folder), added);
        }

        changes.AddUnlisted(Math.Max(0, match.Removed.Count - MaximumComparedFolders));
    }

    private BenchmarkCase? TryReadCase(CaseFolder folder)
    {
        try
        {
            return folder.Key is null ? null : CaseFile.Parse(_files.ReadWhole(_layout.CaseFile(folder.Name))).Case;
        }
        catch (Exception exception) when (JsonText.IsUnreadable(exception))
        {
            return null;
        }
    }
}
