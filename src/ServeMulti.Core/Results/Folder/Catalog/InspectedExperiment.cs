namespace ServeMulti.Results.Folder;

/// <summary>What an inspection found: the folder's content, which part of it is usable, and what prevents its use.</summary>
/// <param name="Catalog">What is in the folder.</param>
/// <param name="Match">Which folder holds which case.</param>
/// <param name="Problems">What prevents its use, one line each.</param>
/// <param name="Notes">What is worth saying, one line each.</param>
/// <param name="Stale">The folders whose results are to be moved aside.</param>
internal sealed record InspectedExperiment(
    ExperimentCatalog Catalog,
    ExperimentMatch Match,
    IReadOnlyList<string> Problems,
    IReadOnlyList<string> Notes,
    IReadOnlyList<CaseFolder> Stale
)
{
    /// <summary>Gets the files of answers that were found under other rules and are to be moved aside, by their path within the experiment,
    /// with <c>/</c>.</summary>
    public IReadOnlyList<string> OtherAnswers { get; init; } = [];

    public StoreInspection ToPublic() =>
        new([.. Match.Cases.Select(matched => new CaseInspection(matched.Case, FinishedRuns(matched)))], Problems, Notes);

    private int[] FinishedRuns(MatchedCase matched) =>
        matched.Folder is null || Stale.Contains(matched.Folder) ? [] : [.. matched.Folder.Runs.Keys];
}
