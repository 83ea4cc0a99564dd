namespace ServeMulti.Results.Folder;

/// <summary>Says what an inspection found that is worth knowing but stops nothing.</summary>
internal sealed class InspectionNotes
{
    private const int MaximumFiles = 10;

    private readonly ExperimentCatalog _catalog;
    private readonly ExperimentMatch _match;

    public InspectionNotes(ExperimentCatalog catalog, ExperimentMatch match)
    {
        _catalog = catalog;
        _match = match;
    }

    public IReadOnlyList<string> Write(IReadOnlyList<CaseFolder> stale, ExperimentLayout layout)
    {
        var notes = new List<string>();
        if (_catalog.Experiment is { } known && FormatVersions.FindNote(layout.ExperimentFile, known.ToolVersion) is { } version)
        {
            notes.Add(version);
        }

        NoteUnreadable(notes);
        NoteUnverified(notes, layout);
        NoteEmpty(notes);
        foreach (var name in _match.Ambiguous)
        {
            notes.Add($"{name} could belong to more than one case of this sweep; its results are not used.");
        }

        foreach (var (used, unused) in _match.Duplicates)
        {
            notes.Add($"{used} and {unused} hold the same case; the results in {used} are used.");
        }

        if (_match.Removed.Count > 0)
        {
            notes.Add(
                $"{Count(_match.Removed.Count, "case")} with results, such as {_match.Removed[0].Name}, {(_match.Removed.Count == 1 ? "is" : "are")} not part of this sweep; "
                    + "the results stay and are left out of the table."
            );
        }

        if (stale.Count > 0)
        {
            notes.Add(
                $"The results of {Count(stale.Count, "case")}, such as {stale[0].Name}, are of other commands, parameters or environment; "
                    + $"they are moved to {layout.StaleFolder}, and their runs are done again."
            );
        }

        return notes;
    }

    private void NoteUnreadable(List<string> notes)
    {
        foreach (var unreadable in _catalog.Unreadable.Take(MaximumFiles))
        {
            var isRun = ExperimentLayout.TryParseRunFile(Path.GetFileName(unreadable.Path), out _);
            var what =
                unreadable.Reason == UnreadableFile.ChangedContent ? $": {unreadable.Reason}" : $" cannot be read ({unreadable.Summary})";
            notes.Add($"{unreadable.Path}{what}; it is set aside{(isRun ? ", and its run is done again" : "")}.");
        }

        if (_catalog.Unreadable.Count > MaximumFiles)
        {
            notes.Add(
                $"{_catalog.Unreadable.Count - MaximumFiles} more files cannot be read; they are set aside, and their runs are done again."
            );
        }
    }

    private void NoteUnverified(List<string> notes, ExperimentLayout layout)
    {
        var unverified = _match.Cases.Where(matched => !matched.IsVerified).ToList();
        if (unverified.Count > 0)
        {
            notes.Add(
                $"The results of {Count(unverified.Count, "case")} in {layout.Folder}, such as {unverified[0].Name}, cannot be verified: "
                    + "no case.json says which commands they were made with."
            );
        }
    }

    private void NoteEmpty(List<string> notes)
    {
        string[] empty =
        [
            .. _catalog
                .Folders.Values.OrderBy(folder => folder.Name, StringComparer.Ordinal)
                .SelectMany(folder => folder.Loads.Prepend(folder), (_, folder) => folder)
                .SelectMany(folder => folder.EmptyRuns.Select(run => $"{folder.Name}/{ExperimentLayout.RunFileName(run)}")),
        ];
        if (empty.Length > 0)
        {
            notes.Add(
                $"{Count(empty.Length, "stored run")}, such as {empty[0]}, completed no request: {(empty.Length == 1 ? "it is" : "they are")} not finished and {(empty.Length == 1 ? "is" : "are")} run again; "
                    + "what the benchmark wrote is kept beside it."
            );
        }
    }

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
