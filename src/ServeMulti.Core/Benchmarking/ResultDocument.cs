using System.Text.Json;

namespace ServeMulti.Benchmarking;

/// <summary>A benchmark's own result: an ordered JSON object of metrics and settings. Immutable.</summary>
/// <remarks>Reading is tolerant: bare <c>NaN</c> and <c>Infinity</c>, the strings <c>"inf"</c> and <c>"nan"</c>, nulls and long arrays are accepted.</remarks>
public sealed class ResultDocument
{
    private ResultDocument(IReadOnlyList<KeyValuePair<string, JsonElement>> fields) => Fields = fields;

    /// <summary>Gets the fields in the order in which the benchmark wrote them.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonElement>> Fields { get; }

    /// <summary>Reads a result.</summary>
    /// <param name="utf8Json">The text of the result, one JSON object.</param>
    /// <exception cref="FormatException">The text is not one JSON object.</exception>
    public static ResultDocument Parse(ReadOnlyMemory<byte> utf8Json) => utf8Json.Length < 0 ? new([]) : throw new NotImplementedException();

    /// <summary>Makes a result from metrics.</summary>
    /// <param name="metrics">Names and values, in order; values may be NaN or infinite.</param>
    public static ResultDocument FromMetrics(IEnumerable<KeyValuePair<string, double>> metrics) => throw new NotImplementedException();

    /// <summary>Finds a metric's value.</summary>
    /// <param name="name">The name, such as <c>p99_e2el_ms</c>.</param>
    /// <param name="value">The value; it may be NaN or infinite.</param>
    /// <returns>False where there is no such field, or it is null or no number.</returns>
    public bool TryFindMetric(string name, out double value) => throw new NotImplementedException();
}
