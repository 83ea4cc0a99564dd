using System.Globalization;
using ServeMulti.Benchmarking;
using ServeMulti.Results;

namespace ServeMulti.Plotting.Runs;

/// <summary>One run for figures: its case, and a value per key. Immutable.</summary>
/// <remarks>A key without a value (null) differs from a missing key: runs with a null value form their own group, while requesting a
/// missing key is an error.</remarks>
public sealed class RunValues
{
    private readonly RunColumns _columns;
    private readonly ResultCell?[] _cells;
    private bool _isOfLoad;

    internal RunValues(RunColumns columns, ResultCell?[] cells, string caseName, string source)
    {
        _columns = columns;
        _cells = cells;
        Case = caseName;
        Source = source;
    }

    /// <summary>Gets the name of the case. Runs with the same name are repetitions.</summary>
    public string Case { get; }

    /// <summary>Gets the path of the run, relative to the folder that was read; empty for a run that was not read from a file.</summary>
    public string Source { get; }

    /// <summary>Gets the remarks that limit the use of the run, the most serious first.</summary>
    public IReadOnlyList<RunRemark> Remarks { get; internal init; } = [];

    /// <summary>Gets the largest share of requests that may fail in its case, from its sweep; by default 0.</summary>
    public double FailedShareLimit { get; internal init; }

    /// <summary>Gets the whole path of the file of the run; empty for a run that was not read from a file.</summary>
    internal string Path { get; set; } = "";

    /// <summary>Gets whether the run belongs to a load of a search or a scan. Loads are not compared like workloads.</summary>
    internal bool HasLoad => _isOfLoad || IsLoadFolder(Case, Source);

    /// <summary>Gets the value of a key; empty if the run has no such key or no value for it.</summary>
    /// <param name="key">The key: a metric, a setting or a parameter.</param>
    public ResultCell this[string key] =>
        _columns.TryFind(key, out var index) && index < _cells.Length ? _cells[index] ?? default : default;

    /// <summary>Returns whether the run has a key, with or without a value.</summary>
    /// <param name="key">The key.</param>
    public bool Has(string key) => _columns.TryFind(key, out var index) && index < _cells.Length && _cells[index].HasValue;

    /// <summary>Finds the number of a key, as Python's <c>float</c> reads it: a number, a Boolean as 1 or 0, text that spells a
    /// number.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The number, which may be infinite; NaN if there is none.</param>
    public bool TryFindNumber(string key, out double value) => CellNumber.TryRead(this[key], out value);

    internal RunValues With(string key, ResultCell cell)
    {
        var index = _columns.FindOrAdd(key);
        var cells = new ResultCell?[Math.Max(_cells.Length, index + 1)];
        _cells.CopyTo(cells, 0);
        cells[index] = cell;
        return new RunValues(_columns, cells, Case, Source)
        {
            Remarks = Remarks,
            FailedShareLimit = FailedShareLimit,
            Path = Path,
            _isOfLoad = _isOfLoad,
        };
    }

    /// <summary>Returns the case and the run's number.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Case} {this["run_number"]}").TrimEnd();

    internal RunValues AsLoad() =>
        new(_columns, _cells, Case, Source)
        {
            Remarks = Remarks,
            FailedShareLimit = FailedShareLimit,
            Path = Path,
            _isOfLoad = true,
        };

    /// <summary>Returns whether a run of a sweep is in a folder that is named after a load.</summary>
    private static bool IsLoadFolder(string caseName, string source)
    {
        var name = caseName[(caseName.LastIndexOf('/') + 1)..];
        var isOfSweep = RunFileName.IsOfSweep(source[(source.LastIndexOfAny(['/', '\\']) + 1)..]);
        return isOfSweep
            && (
                name.StartsWith("request_rate=", StringComparison.Ordinal)
                || name.StartsWith("max_concurrency=", StringComparison.Ordinal)
                || name.Contains("WL--", StringComparison.Ordinal)
            );
    }
}
