using ServeMulti.Cases;

namespace ServeMulti.Results.Folder;

/// <summary>Which folder holds which case of a sweep. A case is found by its key; by a folder's name only where nothing says a
/// key.</summary>
internal sealed class ExperimentMatch
{
    private readonly ExperimentCatalog _catalog;
    private readonly Dictionary<string, string> _listedKeys;
    private readonly Dictionary<string, CaseFolder> _byKey = new(StringComparer.Ordinal);
    private readonly HashSet<CaseFolder> _used = [];
    private readonly HashSet<string> _takenNames;

    private ExperimentMatch(ExperimentCatalog catalog)
    {
        _catalog = catalog;
        _takenNames = new HashSet<string>(catalog.FolderNames, StringComparer.OrdinalIgnoreCase);
        _listedKeys = (catalog.Experiment?.Cases ?? [])
            .Where(listed => listed.IsVerified)
            .GroupBy(listed => listed.Folder, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First().Key, StringComparer.Ordinal);
        foreach (var folder in catalog.Folders.Values.OrderBy(folder => folder.Name, StringComparer.Ordinal))
        {
            if (KeyOf(folder) is { } key && !_byKey.TryAdd(key, folder))
            {
                Duplicates.Add((_byKey[key].Name, folder.Name));
            }
        }
    }

    /// <summary>Gets the cases, in the order of the plan.</summary>
    public IReadOnlyList<MatchedCase> Cases { get; private set; } = [];

    /// <summary>Gets folders that have a case's name but the results of another, with the index of the case.</summary>
    public List<(CaseFolder Folder, int Case)> Conflicts { get; } = [];

    /// <summary>Gets folders with results of cases that are not in the sweep and that no case of it is called like.</summary>
    public List<CaseFolder> Removed { get; } = [];

    /// <summary>Gets the indices of cases that the experiment did not have.</summary>
    public List<int> Added { get; } = [];

    /// <summary>Gets pairs of folders that hold the same case; the first is used.</summary>
    public List<(string Used, string Unused)> Duplicates { get; } = [];

    /// <summary>Gets folders of the original's that could belong to more than one case.</summary>
    public SortedSet<string> Ambiguous { get; } = new(StringComparer.Ordinal);

    public static ExperimentMatch Find(IReadOnlyList<BenchmarkCase> cases, ExperimentCatalog catalog)
    {
        var match = new ExperimentMatch(catalog);
        match.Match(cases);
        return match;
    }

    private void Match(IReadOnlyList<BenchmarkCase> cases)
    {
        var matched = new MatchedCase?[cases.Count];
        for (var index = 0; index < matched.Length; index++)
        {
            if (_byKey.TryGetValue(cases[index].Key, out var folder))
            {
                matched[index] = Use(cases[index], folder, isVerified: !folder.HasUnverifiedRuns);
            }
        }

        if (Array.Exists(matched, one => one is null))
        {
            MatchByName(cases, CaseNames.ForCases(cases), matched);
        }

        Cases = matched!;
        Removed.AddRange(
            _catalog
                .Folders.Values.Where(folder =>
                    folder.HasResults
                    && KeyOf(folder) is not null
                    && !_used.Contains(folder)
                    && Conflicts.TrueForAll(conflict => conflict.Folder != folder)
                )
                .OrderBy(folder => folder.Name, StringComparer.Ordinal)
        );
    }

    private void MatchByName(IReadOnlyList<BenchmarkCase> cases, IReadOnlyList<string> names, MatchedCase?[] matched)
    {
        if (_catalog.Folders.Count == 0)
        {
            // A new experiment: no folder can have any name.
            for (var index = 0; index < matched.Length; index++)
            {
                matched[index] = Add(cases[index], index, names[index]);
            }

            return;
        }

        var originalNames = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var one in cases)
        {
            var original = CaseNames.ForOriginal(one.ServeParameters, one.BenchParameters);
            originalNames[original] = originalNames.GetValueOrDefault(original) + 1;
        }

        for (var index = 0; index < matched.Length; index++)
        {
            matched[index] ??= MatchByName(cases[index], index, names[index], originalNames);
        }
    }

    private MatchedCase MatchByName(BenchmarkCase planned, int index, string name, Dictionary<string, int> originalNames)
    {
        if (_catalog.Folders.TryGetValue(name, out var named) && !_used.Contains(named) && !named.HasResults)
        {
            return Use(planned, named, isVerified: true);
        }

        var original = CaseNames.ForOriginal(planned.ServeParameters, planned.BenchParameters);
        if (FindUnverified(name) is { } unverified || (unverified = FindUnverified(original)) is not null)
        {
            if (originalNames[original] == 1)
            {
                return Use(planned, unverified, isVerified: false);
            }

            Ambiguous.Add(unverified.Name);
        }
        else if (named is not null && !_used.Contains(named))
        {
            Conflicts.Add((named, index));
        }

        return Add(planned, index, name);
    }

    private MatchedCase Add(BenchmarkCase planned, int index, string name)
    {
        Added.Add(index);
        return new MatchedCase(planned, planned.Key, TakeName(name, planned.Key), Folder: null, IsVerified: true);
    }

    private CaseFolder? FindUnverified(string name) =>
        _catalog.Folders.TryGetValue(name, out var folder) && folder.HasResults && KeyOf(folder) is null && !_used.Contains(folder)
            ? folder
            : null;

    /// <summary>A folder whose case.json is lost is known by what experiment.json lists.</summary>
    private string? KeyOf(CaseFolder folder) => folder.Key ?? _listedKeys.GetValueOrDefault(folder.Name);

    private MatchedCase Use(BenchmarkCase planned, CaseFolder folder, bool isVerified)
    {
        _used.Add(folder);
        return new MatchedCase(planned, planned.Key, folder.Name, folder, isVerified);
    }

    private string TakeName(string name, string key)
    {
        if (_takenNames.Add(name))
        {
            return name;
        }

        var other = $"{name}~{key[..8]}";
        _takenNames.Add(other);
        return other;
    }
}
