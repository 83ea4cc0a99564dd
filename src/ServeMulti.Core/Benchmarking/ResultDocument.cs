using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using ServeMulti.Parameters;

namespace ServeMulti.Benchmarking;

/// <summary>A benchmark's own result: an ordered JSON object of metrics and settings. Immutable.</summary>
/// <remarks>
/// Reading is tolerant: bare <c>NaN</c> and <c>Infinity</c>, the strings <c>"inf"</c> and <c>"nan"</c>, nulls and long arrays are accepted.
/// Every value is kept as it was written; numbers are written back digit for digit. Two results are equal when they have the same fields
/// with the same values, in any order; numbers count by their value, so that <c>100</c> equals <c>100.0</c>.
/// </remarks>
public sealed class ResultDocument : IEquatable<ResultDocument>
{
    /// <summary>What is wrong with a result whose field has a name of half a surrogate pair.</summary>
    internal const string UnreadableName = "The result has a field whose name is not valid Unicode.";

    private readonly Dictionary<string, int> _indexes;
    private readonly ResultField[] _fields;

    private ResultDocument(ResultField[] fields, Dictionary<string, int> indexes)
    {
        _fields = fields;
        _indexes = indexes;
        Fields = new FieldList(fields);
    }

    /// <summary>Gets the fields in the order in which the benchmark wrote them.</summary>
    /// <remarks>
    /// A bare <c>NaN</c>, <c>Infinity</c> or <c>-Infinity</c> of the benchmark is the string of that spelling. Arrays, objects and texts of
    /// more than 256 KiB that
    /// were read from a file stay there: each access to such a value reads it anew, and throws an <see cref="IOException"/> where the file
    /// is gone.
    /// </remarks>
    public IReadOnlyList<KeyValuePair<string, JsonElement>> Fields { get; }

    /// <summary>Gets the fields that are no arrays, no objects and no texts of more than 256 KiB: nothing is read for them.</summary>
    public IEnumerable<KeyValuePair<string, JsonElement>> Scalars =>
        _fields.Where(one => one.Long is null && !one.IsNested).Select(one => KeyValuePair.Create(one.Name, one.Value));

    /// <summary>Gets the fields, without reading long values.</summary>
    internal IReadOnlyList<ResultField> RawFields => _fields;

    /// <summary>Gets whether a value is not in memory.</summary>
    internal bool HasLongValues => Array.Exists(_fields, one => one.Long is not null);

    /// <summary>Reads a result.</summary>
    /// <remarks>
    /// Of several objects, one after the other (<c>--append-result</c>), the last one is read. A key that appears twice counts with its
    /// last value. The key <c>request_goodput:</c> of some clients is read as <c>request_goodput</c>.
    /// </remarks>
    /// <param name="utf8Json">The text of the result, one JSON object or several; the memory may be reused afterwards.</param>
    /// <exception cref="InvalidInputException">The text is not one or more JSON objects.</exception>
    public static ResultDocument Parse(ReadOnlyMemory<byte> utf8Json)
    {
        if (!Utf8.IsValid(utf8Json.Span))
        {
            throw new InvalidInputException("The result is not UTF-8 text.");
        }

        var normal = TolerantJson.Normalize(utf8Json);
        try
        {
            var last = FindLastObject(normal);
            var reader = new Utf8JsonReader(last.Span);
            return OfObject(JsonElement.ParseValue(ref reader));
        }
        catch (JsonException e)
        {
            throw new InvalidInputException($"The result is not JSON: {JsonProblem.Describe(e, normal.Span, utf8Json.Span)}.", e);
        }
    }

    /// <summary>Creates a result from metrics.</summary>
    /// <param name="metrics">Names and values, in order; values may be NaN or infinite. A name that comes twice counts with its last
    /// value.</param>
    public static ResultDocument FromMetrics(IEnumerable<KeyValuePair<string, double>> metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return Of(metrics.Select(metric => new ResultField(metric.Key, ((ParameterValue)metric.Value).ToElement())));
    }

    /// <summary>Creates a result from fields that were read before. A name that comes twice counts with its last value.</summary>
    internal static ResultDocument FromFields(IEnumerable<ResultField> fields) => Of(fields);

    /// <summary>Creates a result from the fields of a text.</summary>
    /// <exception cref="InvalidInputException">A text is not valid Unicode.</exception>
    internal static ResultDocument FromText(IEnumerable<ResultField> fields) => Of(fields.Select(CheckText));

    /// <summary>Finds a metric's value.</summary>
    /// <remarks>
    /// Read as Python's <c>float</c> reads: a number, a Boolean as 1 or 0, text that spells a number, <c>inf</c> and <c>nan</c> included.
    /// A metric is also found under the name that another client gives it: <c>p99_e2el_ms</c> as SGLang's <c>p99_e2e_latency_ms</c>,
    /// <c>total_token_throughput</c> as its <c>total_throughput</c> (see <see cref="MetricCatalog.ToVllmName"/>).
    /// </remarks>
    /// <param name="name">The name, such as <c>p99_e2el_ms</c>.</param>
    /// <param name="value">The value; it may be NaN or infinite.</param>
    /// <returns>False if there is no such field, or it is null or no number.</returns>
    public bool TryFindMetric(string name, out double value)
    {
        ArgumentNullException.ThrowIfNull(name);
        value = double.NaN;
        if (_indexes.TryGetValue(name, out var index))
        {
            return ResultNumber.TryRead(_fields[index].Value, out value);
        }

        return MetricCatalog.TryFindOtherName(name) is { } other
            && _indexes.TryGetValue(other, out index)
            && ResultNumber.TryRead(_fields[index].Value, out value);
    }

    /// <summary>Finds a number, as <see cref="TryFindMetric"/> does.</summary>
    /// <param name="name">The name, such as <c>p99_e2el_ms</c>.</param>
    /// <returns>The value; it may be NaN or infinite.</returns>
    /// <exception cref="InvalidInputException">There is no such field, or it is null or no number.</exception>
    public double FindMetric(string name) =>
        TryFindMetric(name, out var value) ? value : throw new InvalidInputException($"The result has no metric {Excerpt.Of(name)}.");

    /// <summary>Finds a field.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value, as the benchmark wrote it.</param>
    public bool TryFind(string name, out JsonElement value)
    {
        ArgumentNullException.ThrowIfNull(name);
        var isFound = _indexes.TryGetValue(name, out var index);
        value = isFound ? _fields[index].Read() : default;
        return isFound;
    }

    /// <summary>Returns a copy in which a field has another value, or is added at the end.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value; plain Booleans, numbers and strings convert by themselves.</param>
    public ResultDocument With(string name, ParameterValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return With([KeyValuePair.Create(name, value)]);
    }

    /// <summary>Returns a copy with several fields laid over it: existing ones keep their place, others are added at the end.</summary>
    /// <param name="fields">The fields, in order; a parameter set is one.</param>
    public ResultDocument With(IEnumerable<KeyValuePair<string, ParameterValue>> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return Of(_fields.Concat(fields.Select(field => new ResultField(field.Key, field.Value.ToElement()))));
    }

    /// <summary>Writes the result as a JSON object; numbers as the benchmark wrote them.</summary>
    /// <param name="writer">The writer.</param>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        foreach (var field in _fields)
        {
            writer.WritePropertyName(field.Name);
            writer.WriteRawValue(RawJson.Of(field.Read()), skipInputValidation: true);
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes the result to a stream as a JSON object on one line; numbers as the benchmark wrote them. Long values are copied
    /// from their file piece by piece.</summary>
    /// <param name="output">The stream.</param>
    /// <exception cref="IOException">A long value cannot be read any more, or the stream cannot be written.</exception>
    public void WriteTo(Stream output)
    {
        ArgumentNullException.ThrowIfNull(output);
        LongFields.Write(output, _fields, WriteLine);
    }

    /// <summary>Returns the result as the UTF-8 text of a JSON object, from which the same result can be read again.</summary>
    /// <param name="isIndented">Whether each field is on a line of its own.</param>
    public byte[] ToUtf8Json(bool isIndented = false) => isIndented ? IndentedJson.Write(WriteTo, indent: 2) : WriteLine(WriteTo);

    /// <inheritdoc/>
    public bool Equals(ResultDocument? other) =>
        ReferenceEquals(this, other)
        || (
            other is not null
            && _fields.Length == other._fields.Length
            && Array.TrueForAll(_fields, field => other.TryFind(field.Name, out var value) && JsonEquality.AreEqual(field.Read(), value))
        );

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ResultDocument);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        _fields.Aggregate(
            _fields.Length,
            (hash, field) => hash ^ HashCode.Combine(field.Name, field.IsNested ? (int)field.Kind : JsonEquality.HashOf(field.Read()))
        );

    /// <summary>Returns the result as JSON text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(ToUtf8Json());

    private static ReadOnlyMemory<byte> FindLastObject(ReadOnlyMemory<byte> json)
    {
        var reader = new JsonSequence(json.Span);
        var last = ReadOnlyMemory<byte>.Empty;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw new InvalidInputException("The result is not a JSON object.");
            }

            var start = reader.TokenStart;
            reader.Skip();
            last = json[start..reader.Consumed];
        }

        return last;
    }

    private static ResultDocument OfObject(JsonElement root)
    {
        List<ResultField> fields = [];
        foreach (var member in root.EnumerateObject())
        {
            if (!TolerantJson.TryReadName(member, out var name))
            {
                throw new InvalidInputException(UnreadableName);
            }

            fields.Add(new(name, member.Value));
        }

        return FromText(fields);
    }

    private static ResultField CheckText(ResultField field) =>
        field is { Long: null, Kind: JsonValueKind.String } && !TolerantJson.TryReadText(field.Value, out _)
            ? throw new InvalidInputException($"The result has a field '{field.Name}' whose text is not valid Unicode.")
            : field with
            {
                Name = field.Name == "request_goodput:" ? "request_goodput" : field.Name,
            };

    private static byte[] WriteLine(Action<Utf8JsonWriter> content)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output))
        {
            content(writer);
        }

        return output.WrittenSpan.ToArray();
    }

    private static ResultDocument Of(IEnumerable<ResultField> fields)
    {
        List<ResultField> kept = [];
        Dictionary<string, int> indexes = [];
        foreach (var field in fields)
        {
            if (indexes.TryAdd(field.Name, kept.Count))
            {
                kept.Add(field);
            }
            else
            {
                kept[indexes[field.Name]] = field;
            }
        }

        return new([.. kept], indexes);
    }
}
