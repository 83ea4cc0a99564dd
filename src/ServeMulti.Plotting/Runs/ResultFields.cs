using System.Text.Json;
using ServeMulti.Benchmarking;
using ServeMulti.Results;

namespace ServeMulti.Plotting.Runs;

/// <summary>The fields of one result, under the names that vLLM's client gives them, and which of them are settings and
/// parameters.</summary>
internal sealed class ResultFields
{
    private const string RunNumber = "run_number";

    private static readonly string[] Measured =
    [
        "duration",
        "completed",
        "request_throughput",
        "output_throughput",
        // InferenceX's processed results.
        "tput_per_gpu",
        "output_tput_per_gpu",
    ];

    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<KeyValuePair<string, ResultCell>> _cells = [];

    private ResultFields() { }

    public IReadOnlyList<KeyValuePair<string, ResultCell>> Cells => _cells;

    /// <summary>Gets the settings before what was measured, as <c>key=value</c>.</summary>
    public IReadOnlyList<string> Settings { get; private init; } = [];

    /// <summary>Gets the keys that say which configuration was measured, in a result that belongs to no sweep.</summary>
    public IReadOnlyList<string> ConfigurationKeys { get; private init; } = [];

    /// <summary>Gets the keys that say on which workload and load it was measured, in a result that belongs to no sweep.</summary>
    public IReadOnlyList<string> BenchmarkKeys { get; private init; } = [];

    /// <summary>Gets the mean lengths of prompts and answers, where no setting says how long they should be; null where settings say
    /// all.</summary>
    public (double? Input, double? Output)? Lengths { get; private set; }

    /// <summary>Gets what a person must know of the run before believing it.</summary>
    public IReadOnlyList<RunRemark> Remarks { get; private set; } = [];

    /// <summary>Gets what is wrong with the result as a whole; null where nothing is.</summary>
    public string? Warning { get; private init; }

    public bool Has(string key) => _places.ContainsKey(key);

    /// <summary>Reads a run of a sweep: what was measured, its number, and the parameters of its case.</summary>
    /// <param name="run">The run.</param>
    /// <param name="serve">The server parameters of its case.</param>
    /// <param name="bench">The benchmark parameters of its case, the load included.</param>
    public static ResultFields OfRun(
        RunRecord run,
        IReadOnlyList<KeyValuePair<string, ResultCell>> serve,
        IReadOnlyList<KeyValuePair<string, ResultCell>> bench
    )
    {
        var result = new ResultFields { Remarks = RunRemark.Of(run.Document) };
        foreach (var (key, value) in run.Document.Scalars.Where(field => field.Key != RunNumber))
        {
            result.Add(key, ResultCell.From(value));
        }

        result.Add(RunNumber, ResultCell.From((long)run.RunNumber));
        result.AddParameters("serve", serve);
        result.AddParameters("bench", bench);
        result.AddOtherNames();
        return result;
    }

    /// <summary>Reads a result that belongs to no sweep.</summary>
    /// <exception cref="FormatException">The object is no benchmark result.</exception>
    public static ResultFields OfLoose(ResultDocument document, string stem) =>
        AiperfExport.IsMeantBy(document) ? OfAiperf(document, stem) : OfClient(document, stem);

    private static ResultFields OfClient(ResultDocument document, string stem)
    {
        var flat = document.Scalars.ToArray();
        var before = flat.TakeWhile(field => field.Key is not ("duration" or "completed"))
            .Select(field => field.Key)
            .Where(key => MetricCatalog.TryFind(key) is not { IsSetting: false })
            .ToHashSet(StringComparer.Ordinal);
        string[] asked =
        [
            .. flat.Where(field => SettingKeys.IsSetting(field.Key, field.Value, before.Contains(field.Key))).Select(field => field.Key),
        ];
        var result = new ResultFields
        {
            Settings =
            [
                .. flat.Where(field => field.Key != "date" && before.Contains(field.Key))
                    .Select(field => $"{field.Key}={ResultCell.From(field.Value)}"),
            ],
            ConfigurationKeys = [.. asked.Where(key => !SettingKeys.IsLoad(key) && !SettingKeys.IsWorkload(key))],
            BenchmarkKeys = [.. asked.Where(key => SettingKeys.IsLoad(key) || SettingKeys.IsWorkload(key))],
            Remarks = RunRemark.Of(document),
        };
        result.AddAll(flat);
        if (
            document.TryFind("metrics", out var metrics)
            && document.TryFind("metadata", out _)
            && metrics.ValueKind == JsonValueKind.Object
        )
        {
            throw new FormatException("It holds single requests of AIPerf; their summary is profile_export_aiperf.json.");
        }

        result.Finish(stem);
        return result;
    }

    /// <summary>Reads one benchmark of a report of GuideLLM.</summary>
    /// <exception cref="FormatException">Nothing was measured.</exception>
    public static ResultFields OfGuidellm(JsonElement benchmark, string stem)
    {
        KeyValuePair<string, ResultCell>[] settings = [.. GuidellmReport.Settings(benchmark)];
        var result = new ResultFields
        {
            Settings = [.. settings.Select(setting => $"{setting.Key}={setting.Value}")],
            ConfigurationKeys = ["model_id"],
            BenchmarkKeys = [.. settings.Select(setting => setting.Key).Where(SettingKeys.IsLoad)],
        };
        foreach (var (key, cell) in settings.Concat(GuidellmReport.Metrics(benchmark)))
        {
            result.Add(key, cell);
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
            ConfigurationKeys = ["model_id"],
            BenchmarkKeys = [.. settings.Select(setting => setting.Key).Where(SettingKeys.IsLoad)],
            Warning = AiperfExport.WasCancelled(document) ? "AIPerf was cancelled: its figures are those of the part that was run" : null,
        };
        foreach (
            var (key, cell) in settings
                .Concat(AiperfExport.Metrics(document))
                .Concat(
                    document
                        .Scalars.Where(field => field.Key == "aiperf_version")
                        .Select(field => KeyValuePair.Create(field.Key, ResultCell.From(field.Value)))
                )
        )
        {
            result.Add(key, cell);
        }

        result.Remarks = RunRemark.Of(
            ResultDocument.FromMetrics(
                result
                    ._cells.Where(pair => pair.Value.TryFindNumber(out _))
                    .Select(pair => KeyValuePair.Create(pair.Key, pair.Value.TryFindNumber(out var value) ? value : double.NaN))
            )
        );
        result.Finish(stem);
        return result;
    }

    /// <summary>Adds what a client's file does not say itself.</summary>
    /// <exception cref="FormatException">Nothing was measured.</exception>
    private void Finish(string stem)
    {
        if (!Measured.Any(key => TryFind(key, out var value) && double.IsFinite(value)))
        {
            throw new FormatException(
                "It holds no benchmark result: none of request_throughput, output_throughput, duration and completed is a number in it."
            );
        }

        Add("file", ResultCell.From(stem));
        AddTokens("input");
        AddTokens("output");
        if (!Has(RunSet.Workload))
        {
            Lengths = (States("isl", "input_len") ? null : FindLength("input"), States("osl", "output_len") ? null : FindLength("output"));
        }
    }

    private bool States(string name, string part) =>
        BenchmarkKeys.Any(key => (key == name || key.Contains(part, StringComparison.Ordinal)) && TryFind(key, out _));

    /// <summary>Finds the length that was asked for, else the one that came about.</summary>
    private double? FindLength(string side) =>
        TryFind($"requested_{side}_tokens", out var asked) && TryFind("completed", out var completed) && asked > 0 && completed > 0
            ? asked / completed
        : TryFind($"{side}_tokens_per_request", out var mean) && mean > 0 ? mean
        : null;

    private void AddAll(IEnumerable<KeyValuePair<string, JsonElement>> fields)
    {
        foreach (var (key, value) in fields)
        {
            Add(key, ResultCell.From(value));
        }

        AddOtherNames();
    }

    /// <summary>Adds parameters. One that is called like a field that was measured, and has another value, never hides it.</summary>
    private void AddParameters(string side, IReadOnlyList<KeyValuePair<string, ResultCell>> parameters)
    {
        foreach (var (key, cell) in parameters)
        {
            if (!_places.TryGetValue(key, out var place))
            {
                Add(key, cell);
            }
            else if (GroupValue.Of(_cells[place].Value) != GroupValue.Of(cell))
            {
                Add($"{side}:{key}", cell);
            }
        }
    }

    /// <summary>Adds the fields of other clients under the names that vLLM's gives them.</summary>
    private void AddOtherNames()
    {
        foreach (var (key, cell) in _cells.ToArray())
        {
            var name = key == "conc" ? "max_concurrency" : MetricCatalog.ToVllmName(key);
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
        if (
            TryFind($"total_{side}_tokens", out var total)
            && TryFind("completed", out var completed)
            && completed > 0
            && double.IsFinite(total)
        )
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
