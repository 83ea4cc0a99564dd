using System.Globalization;
using ServeMulti.Benchmarking;
using ServeMulti.Results;

namespace ServeMulti.Plotting.Runs;

/// <summary>One run as figures see it: the case it belongs to, and a value per key. Immutable.</summary>
/// <remarks>A key without a value (null) is not the same as no key: the first forms a group of its own, the second is an error where it is asked for.</remarks>
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

    /// <summary>Gets the name of the case: runs of the same name are repetitions of one measurement.</summary>
    public string Case { get; }

    /// <summary>Gets where the run was read from, a path relative to what was read; empty for a run that was not read from a file.</summary>
    public string Source { get; }

    /// <summary>Gets what a person must know of the run before believing it, the gravest first; empty where there is nothing.</summary>
    public IReadOnlyList<RunRemark> Remarks { get; internal init; } = [];

    /// <summary>Gets the largest share of requests that may fail in its case, as its sweep was asked for; 0 where nobody said.</summary>
    public double FailedShareLimit { get; internal init; }

    /// <summary>Gets whether the run is of one load of a search or a scan: loads are no workloads, and are not compared as configurations.</summary>
    internal bool HasLoad => _isOfLoad || IsLoadFolder(Case, Source);

    /// <summary>Gets the value of a key; empty where the run has no such key or no value for it.</summary>
    /// <param name="key">The key: a metric, a setting or a parameter.</param>
    public ResultCell this[string key] => _columns.TryFind(key, out var index) && index < _cells.Length ? _cells[index] ?? default : default;

    /// <summary>Tells whether the run has a key, with a value or without.</summary>
    /// <param name="key">The key.</param>
    public bool Has(string key) => _columns.TryFind(key, out var index) && index < _cells.Length && _cells[index].HasValue;

    /// <summary>Finds the number of a key, as Python's <c>float</c> reads it: a number, a Boolean as 1 or 0, text that spells a number.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The number; it may be infinite. NaN where there is none.</param>
    public bool TryFindNumber(string key, out double value) => CellNumber.TryRead(this[key], out value);

    internal RunValues With(string key, ResultCell cell)
    {
        var index = _columns.FindOrAdd(key);
        var cells = new ResultCell?[Math.Max(_cells.Length, index + 1)];
        _cells.CopyTo(cells, 0);
        cells[index] = cell;
        return new RunValues(_columns, cells, Case, Source) { Remarks = Remarks, FailedShareLimit = FailedShareLimit, _isOfLoad = _isOfLoad };
    }

    /// <summary>Returns the case and the run's number.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Case} {this["run_number"]}").TrimEnd();

    internal RunValues AsLoad() => new(_columns, _cells, Case, Source) { Remarks = Remarks, FailedShareLimit = FailedShareLimit, _isOfLoad = true };

    /// <summary>Tells whether a sweep's run lies in a folder that is named after a load, as ours and the original's do.</summary>
    private static bool IsLoadFolder(string caseName, string source)
    {
        var name = caseName[(caseName.LastIndexOf('/') + 1)..];
        var isOfSweep = RunFileName.IsOfSweep(source[(source.LastIndexOfAny(['/', '\\']) + 1)..]);
        return isOfSweep && (name.StartsWith("request_rate=", StringComparison.Ordinal) || name.StartsWith("max_concurrency=", StringComparison.Ordinal) || name.Contains("WL--", StringComparison.Ordinal));
    }
}
