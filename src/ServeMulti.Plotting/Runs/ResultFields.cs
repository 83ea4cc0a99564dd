using System.Text.Json;
using ServeMulti.Benchmarking;
using ServeMulti.Results;

namespace ServeMulti.Plotting.Runs;

/// <summary>The fields of one result, under the names that vLLM's client gives them, and which of them are settings and parameters.</summary>
internal sealed class ResultFields
{
    private static readonly Dictionary<string, string> SglangNames = new(StringComparer.Ordinal)
    {
        ["total_throughput"] = "total_token_throughput",
        ["output_token_throughput"] = "output_throughput",
    };

    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<KeyValuePair<string, ResultCell>> _cells = [];

    private ResultFields()
    {
    }

    public IReadOnlyList<KeyValuePair<string, ResultCell>> Cells => _cells;

    /// <summary>Gets the keys that the sweep laid over its commands: those behind the run's number.</summary>
    public IReadOnlyList<string> Parameters { get; private init; } = [];

    /// <summary>Gets the settings that stand before what was measured, as <c>key=value</c>.</summary>
    public IReadOnlyList<string> Settings { get; private init; } = [];

    public bool Has(string key) => _places.ContainsKey(key);

    /// <summary>Reads a run of a sweep.</summary>
    public static ResultFields OfRun(ReadOnlyMemory<byte> json)
    {
        var fields = ResultDocument.Parse(json).Fields;
        var number = fields.Select((field, index) => (field, index)).LastOrDefault(pair => pair.field.Key == "run_number", (default, fields.Count)).index;
        string[] parameters = [.. fields.Skip(number + 1).Select(field => field.Key)];
        var result = new ResultFields { Parameters = parameters };
        result.AddAll(fields.Where((field, index) => index > number || !RunSetBuilder.IsNested(field.Value)));
        return result;
    }

    /// <summary>Reads a result that belongs to no sweep.</summary>
    /// <exception cref="FormatException">The object is no benchmark result.</exception>
    public static ResultFields OfLoose(ReadOnlyMemory<byte> json, string stem)
    {
        var fields = ResultDocument.Parse(json).Fields;
        if (!fields.Any(field => field.Key is "duration" or "completed" or "request_throughput" or "output_throughput"))
        {
            throw new FormatException("It holds no benchmark result: there is neither request_throughput nor duration in it.");
        }

        var settings = fields.TakeWhile(field => field.Key is not ("duration" or "completed")).Where(field => field.Key != "date" && !RunSetBuilder.IsNested(field.Value));
        var result = new ResultFields { Settings = [.. settings.Select(field => $"{field.Key}={ResultCell.From(field.Value)}")] };
        result.AddAll(fields.Where(field => !RunSetBuilder.IsNested(field.Value)));
        result.Add("file", ResultCell.From(stem));
        result.AddTokens("input");
        result.AddTokens("output");
        return result;
    }

    /// <summary>Splits a list of objects.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> SplitList(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(TolerantText.Normalize(json));
        return document.RootElement.ValueKind == JsonValueKind.Array
            ? [.. document.RootElement.EnumerateArray().Select(item => (ReadOnlyMemory<byte>)System.Text.Encoding.UTF8.GetBytes(item.GetRawText()))]
            : throw new FormatException("It is not a list of runs.");
    }

    /// <summary>Splits objects that stand one after the other, such as JSON lines.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> SplitObjects(ReadOnlyMemory<byte> json)
    {
        var normal = TolerantText.Normalize(json);
        var reader = new Utf8JsonReader(normal.Span, new JsonReaderOptions { AllowMultipleValues = true });
        var objects = new List<ReadOnlyMemory<byte>>();
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw new FormatException("It holds something other than JSON objects.");
            }

            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            objects.Add(normal[start..(int)reader.BytesConsumed]);
        }

        return objects.Count > 0 ? objects : throw new FormatException("It is empty.");
    }

    private void AddAll(IEnumerable<KeyValuePair<string, JsonElement>> fields)
    {
        foreach (var (key, value) in fields)
        {
            Add(key, ResultCell.From(value));
        }

        foreach (var (key, cell) in _cells.ToArray())
        {
            var name = SglangNames.GetValueOrDefault(key) ?? key.Replace("_e2e_latency_ms", "_e2el_ms", StringComparison.Ordinal);
            if (name != key && !Has(name))
            {
                Add(name, cell);
            }
        }
    }

    private void Add(string key, ResultCell cell)
    {
        if (_places.TryAdd(key, _cells.Count))
        {
            _cells.Add(new(key, cell));
        }
    }

    /// <summary>A client's file does not say how long prompts and answers were; its sums do.</summary>
    private void AddTokens(string side)
    {
        var name = $"{side}_tokens_per_request";
        if (TryFind($"total_{side}_tokens", out var total) && TryFind("completed", out var completed) && completed > 0 && double.IsFinite(total))
        {
            Add(name, ResultCell.From(Math.Round(total / completed, 2)));
        }
    }

    private bool TryFind(string key, out double value)
    {
        value = double.NaN;
        return _places.TryGetValue(key, out var place) && _cells[place].Value.TryFindNumber(out value);
    }
}
