using System.Globalization;

namespace ServeMulti.Results.Folder;

/// <summary>One folder of a case, or of one load of a case, as it was found on the disk.</summary>
internal sealed class CaseFolder
{
    public CaseFolder(string name) => Name = name;

    /// <summary>Gets the path within the experiment, such as <c>SERVE-BENCH</c> or <c>SERVE-BENCH/request_rate=16</c>.</summary>
    public string Name { get; }

    /// <summary>Gets or sets the case key that <c>case.json</c> gives; null where there is no such file, or it cannot be read.</summary>
    public string? Key { get; set; }

    /// <summary>Gets or sets whether <c>case.json</c> says that runs were in the folder before it.</summary>
    public bool HasUnverifiedRuns { get; set; }

    /// <summary>Gets the finished runs by number.</summary>
    public SortedDictionary<int, StoredRun> Runs { get; } = [];

    /// <summary>Gets the numbers of runs that failed.</summary>
    public SortedSet<int> Failures { get; } = [];

    /// <summary>Gets the folders of single loads.</summary>
    public List<CaseFolder> Loads { get; } = [];

    /// <summary>Gets the names of the files that hold what searches found.</summary>
    public List<string> Answers { get; } = [];

    /// <summary>Gets the numbers of runs whose file is there and is not, or no longer, what was stored.</summary>
    public SortedSet<int> DamagedRuns { get; } = [];

    /// <summary>Gets the numbers of runs whose file says that not one request was completed: they are not finished.</summary>
    public SortedSet<int> EmptyRuns { get; } = [];

    /// <summary>Gets or sets the size of <c>summary.json</c> in bytes; -1 where there is none.</summary>
    public long SummaryLength { get; set; } = -1;

    /// <summary>Gets whether anything finished is in the folder.</summary>
    public bool HasResults => Runs.Count > 0 || Loads.Exists(load => load.HasResults);

    /// <summary>Sorts folders of loads in the order of tables: by variable, then by value.</summary>
    public static IEnumerable<T> OrderLoads<T>(IReadOnlyCollection<T> loads, Func<T, string> name) =>
        loads.Count < 2
            ? loads
            : loads
                .Select(load => (Load: load, Parts: name(load)[(name(load).LastIndexOf('/') + 1)..].Split('=', 2)))
                .OrderBy(split => split.Parts[0], StringComparer.Ordinal)
                .ThenBy(split => ParseValue(split.Parts[^1]))
                .ThenBy(split => split.Parts[^1], StringComparer.Ordinal)
                .Select(split => split.Load);

    private static double ParseValue(string text) =>
        text == "inf" ? double.PositiveInfinity
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : double.NaN;
}
