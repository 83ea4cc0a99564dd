using System.Buffers;
using System.Globalization;
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
    private readonly Dictionary<string, int> _indexes;
    private readonly KeyValuePair<string, JsonElement>[] _fields;

    private ResultDocument(KeyValuePair<string, JsonElement>[] fields, Dictionary<string, int> indexes)
    {
        _fields = fields;
        _indexes = indexes;
        Fields = Array.AsReadOnly(fields);
    }

    /// <summary>Gets the fields in the order in which the benchmark wrote them.</summary>
    /// <remarks>A bare <c>NaN</c>, <c>Infinity</c> or <c>-Infinity</c> of the benchmark is the string of that spelling.</remarks>
    public IReadOnlyList<KeyValuePair<string, JsonElement>> Fields { get; }

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
        return Of(metrics.Select(metric => KeyValuePair.Create(metric.Key, ((ParameterValue)metric.Value).ToElement())));
    }

    /// <summary>Creates a result from fields that were read before. A name that comes twice counts with its last value.</summary>
    internal static ResultDocument FromFields(IEnumerable<KeyValuePair<string, JsonElement>> fields) => Of(fields);

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
            return TryReadNumber(_fields[index].Value, out value);
        }

        return MetricCatalog.TryFindOtherName(name) is { } other
            && _indexes.TryGetValue(other, out index)
            && TryReadNumber(_fields[index].Value, out value);
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
        value = isFound ? _fields[index].Value : default;
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
        return Of(_fields.Concat(fields.Select(field => KeyValuePair.Create(field.Key, field.Value.ToElement()))));
    }

    /// <summary>Writes the result as a JSON object; numbers as the benchmark wrote them.</summary>
    /// <param name="writer">The writer.</param>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        foreach (var (name, value) in _fields)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(RawJson.Of(value), skipInputValidation: true);
        }

        writer.WriteEndObject();
    }

    /// <summary>Returns the result as the UTF-8 text of a JSON object, from which the same result can be read again.</summary>
    /// <param name="isIndented">Whether each field is on a line of its own.</param>
    public byte[] ToUtf8Json(bool isIndented = false)
    {
        if (isIndented)
        {
            return IndentedJson.Write(WriteTo, indent: 2);
        }

        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output))
        {
            WriteTo(writer);
        }

        return output.WrittenSpan.ToArray();
    }

    /// <inheritdoc/>
    public bool Equals(ResultDocument? other) =>
        ReferenceEquals(this, other)
        || (
            other is not null
            && _fields.Length == other._fields.Length
            && Array.TrueForAll(_fields, field => other.TryFind(field.Key, out var value) && JsonEquality.AreEqual(field.Value, value))
        );

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ResultDocument);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        _fields.Aggregate(_fields.Length, (hash, field) => hash ^ HashCode.Combine(field.Key, JsonEquality.HashOf(field.Value)));

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
        List<KeyValuePair<string, JsonElement>> fields = [];
        foreach (var member in root.EnumerateObject())
        {
            if (!TolerantJson.TryReadName(member, out var name))
            {
                throw new InvalidInputException("The result has a field whose name is not valid Unicode.");
            }

            if (member.Value.ValueKind == JsonValueKind.String && !TolerantJson.TryReadText(member.Value, out _))
            {
                throw new InvalidInputException($"The result has a field '{name}' whose text is not valid Unicode.");
            }

            fields.Add(new(name == "request_goodput:" ? "request_goodput" : name, member.Value));
        }

        return Of(fields);
    }

    private static ResultDocument Of(IEnumerable<KeyValuePair<string, JsonElement>> fields)
    {
        List<KeyValuePair<string, JsonElement>> kept = [];
        Dictionary<string, int> indexes = [];
        foreach (var field in fields)
        {
            if (indexes.TryAdd(field.Key, kept.Count))
            {
                kept.Add(field);
            }
            else
            {
                kept[indexes[field.Key]] = field;
            }
        }

        return new([.. kept], indexes);
    }

    private static bool TryReadNumber(JsonElement element, out double value)
    {
        value = double.NaN;
        switch (element.ValueKind)
        {
            case JsonValueKind.Number:
                value = element.GetDouble();
                return true;
            case JsonValueKind.True:
                value = 1;
                return true;
            case JsonValueKind.False:
                value = 0;
                return true;
            case JsonValueKind.String:
                return TolerantJson.TryReadBareNumber(element, out value) || TryReadText(element.GetString()!.Trim(), out value);
            default:
                return false;
        }
    }

    private static bool TryReadText(string text, out double value)
    {
        var name = text.TrimStart('+', '-').ToUpperInvariant();
        var isSignedOnce = text.Length - name.Length <= 1;
        if (isSignedOnce && name is "INF" or "INFINITY")
        {
            value = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        if (isSignedOnce && name == "NAN")
        {
            value = double.NaN;
            return true;
        }

        const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (double.TryParse(text, Plain, CultureInfo.InvariantCulture, out value))
        {
            return true;
        }

        value = double.NaN;
        return false;
    }
}
