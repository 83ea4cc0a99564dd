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

    private static readonly string[] Measured = ["duration", "completed", "request_throughput", "output_throughput"];

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

    /// <summary>Gets what a person must know of the result; null where there is nothing.</summary>
    public string? Remark { get; private init; }

    public bool Has(string key) => _places.ContainsKey(key);

    /// <summary>Reads a run of a sweep.</summary>
    public static ResultFields OfRun(ReadOnlyMemory<byte> json)
    {
        var fields = ResultDocument.Parse(json).Fields;
        var number = fields.Select((field, index) => (field, index)).LastOrDefault(pair => pair.field.Key == "run_number", (default, fields.Count)).index;
        if (!fields.Take(number).Any(field => ResultCell.From(field.Value).TryFindNumber(out _)))
        {
            throw new FormatException("It holds no benchmark result: there is not one number in it.");
        }

        string[] parameters = [.. fields.Skip(number + 1).Select(field => field.Key)];
        var result = new ResultFields { Parameters = parameters };
        result.AddAll(fields.Where((field, index) => index > number || !RunSetBuilder.IsNested(field.Value)));
        return result;
    }

    /// <summary>Reads a result that belongs to no sweep.</summary>
    /// <exception cref="FormatException">The object is no benchmark result.</exception>
    public static ResultFields OfLoose(ReadOnlyMemory<byte> json, string stem)
    {
        var document = ResultDocument.Parse(json);
        return AiperfExport.IsMeantBy(document) ? OfAiperf(document, stem) : OfClient(document, stem);
    }

    private static ResultFields OfClient(ResultDocument document, string stem)
    {
        var flat = document.Fields.Where(field => !RunSetBuilder.IsNested(field.Value)).ToArray();
        var settings = flat.TakeWhile(field => field.Key is not ("duration" or "completed")).Where(field => field.Key != "date");
        var result = new ResultFields { Settings = [.. settings.Select(field => $"{field.Key}={ResultCell.From(field.Value)}")] };
        result.AddAll(flat);
        if (document.TryFind("metrics", out var metrics) && document.TryFind("metadata", out _) && metrics.ValueKind == JsonValueKind.Object)
        {
            throw new FormatException("It holds single requests of AIPerf; their summary is profile_export_aiperf.json.");
        }

        result.Finish(stem);
        return result;
    }

    private static ResultFields OfAiperf(ResultDocument document, string stem)
    {
        KeyValuePair<string, ResultCell>[] settings = [.. AiperfExport.Settings(document)];
        var result = new ResultFields
        {
            Settings = [.. settings.Select(setting => $"{setting.Key}={setting.Value}")],
            Remark = AiperfExport.WasCancelled(document) ? "AIPerf was cancelled: its figures are those of the part that was run" : null,
        };
        foreach (var (key, cell) in settings.Concat(AiperfExport.Metrics(document)).Concat(document.Fields.Where(field => field.Key == "aiperf_version").Select(field => KeyValuePair.Create(field.Key, ResultCell.From(field.Value)))))
        {
            result.Add(key, cell);
        }

        result.Finish(stem);
        return result;
    }

    /// <summary>Adds what a client's file does not say itself.</summary>
    /// <exception cref="FormatException">Nothing was measured.</exception>
    private void Finish(string stem)
    {
        if (!Measured.Any(key => TryFind(key, out var value) && double.IsFinite(value)))
        {
            throw new FormatException("It holds no benchmark result: none of request_throughput, output_throughput, duration and completed is a number in it.");
        }

        Add("file", ResultCell.From(stem));
        AddTokens("input");
        AddTokens("output");
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
