using System.Text.Json;
using ServeMulti.Benchmarking;
using ServeMulti.Parameters;
using ServeMulti.Results;

namespace ServeMulti.Plotting.Runs;

/// <summary>Puts runs together to a set.</summary>
internal sealed class RunSetBuilder
{
    private const string RunNumber = "run_number";

    private readonly RunColumns _columns = new();
    private readonly List<RunValues> _runs = [];
    private readonly List<string> _serverKeys = [];
    private readonly List<string> _benchmarkKeys = [];
    private readonly List<string> _fileKeys = [];
    private readonly RunCommands _commands = new();
    private readonly Dictionary<string, (string? Configuration, string? Workload)> _names = new(StringComparer.Ordinal);
    private readonly List<(int Run, double? Input, double? Output)> _lengths = [];

    public int Count => _runs.Count;

    public void AddServerKeys(IEnumerable<string> keys) => AddNew(_serverKeys, keys);

    public void AddBenchmarkKeys(IEnumerable<string> keys) => AddNew(_benchmarkKeys, keys);

    /// <summary>Adds the commands of a case, with its parameters laid over them.</summary>
    public void AddCommands(string caseName, CommandLine? serve, CommandLine? bench, string? endpoint) => _commands.Add(caseName, serve, bench, endpoint);

    /// <summary>Adds the names that the user gave to the parameter sets of a case.</summary>
    public void AddNames(string caseName, string? configuration, string? workload)
    {
        if (configuration is not null || workload is not null)
        {
            _names[caseName] = (configuration, workload);
        }
    }

    public void Add(RunRecord run)
    {
        var load = run.Case.Load;
        var benchmark = load is null ? run.Case.BenchParameters : run.Case.BenchParameters.With(load.Variable, load.Value);
        AddServerKeys(run.Case.ServeParameters.Select(pair => pair.Key));
        AddBenchmarkKeys(benchmark.Select(pair => pair.Key));
        var values = new Dictionary<string, ResultCell>(StringComparer.Ordinal);
        var fields = new List<KeyValuePair<string, ResultCell>>();
        foreach (var (key, value) in run.Document.Fields.Where(field => field.Key != RunNumber && !IsNested(field.Value)))
        {
            Set(key, ResultCell.From(value));
        }

        Set(RunNumber, ResultCell.From((long)run.RunNumber));
        AddParameters("serve", run.Case.ServeParameters);
        AddParameters("bench", benchmark);
        AddCommands(run.Case.Key, run.Case.ServeCommand?.With(run.Case.ServeParameters), run.Case.BenchCommand?.With(benchmark), run.Case.Endpoint?.OriginalString);
        AddNames(run.Case.Key, run.Case.ServeParameters.Name, run.Case.BenchParameters.Name);
        Add(fields, run.Case.Key, "", RunRemarks.Of(run.Document));
        if (load is not null)
        {
            _runs[^1] = _runs[^1].AsLoad();
        }

        void AddParameters(string side, ParameterSet parameters)
        {
            foreach (var (key, value) in parameters)
            {
                var cell = ResultCell.From(ToElement(value));
                if (!values.TryGetValue(key, out var present))
                {
                    Set(key, cell);
                }
                else if (GroupValue.Of(present) != GroupValue.Of(cell))
                {
                    // As in the table: a parameter never hides what was measured.
                    Set($"{side}:{key}", cell);
                }
            }
        }

        void Set(string key, ResultCell cell)
        {
            values[key] = cell;
            fields.Add(new(key, cell));
        }
    }

    /// <summary>Adds a result that belongs to no experiment: what its client was asked for tells workloads and configurations apart.</summary>
    public void AddFile(ResultFields fields, string caseName, string source)
    {
        AddNew(_fileKeys, fields.ConfigurationKeys);
        AddBenchmarkKeys(fields.BenchmarkKeys);
        if (fields.Lengths is { } lengths)
        {
            _lengths.Add((_runs.Count, lengths.Input, lengths.Output));
        }

        Add(fields.Cells, caseName, source, fields.Remarks);
    }

    public void Add(IEnumerable<KeyValuePair<string, ResultCell>> fields, string caseName, string source, IReadOnlyList<RunRemark>? remarks = null, double failedShareLimit = 0)
    {
        var cells = new ResultCell?[Math.Max(_columns.Keys.Count, 8)];
        foreach (var (key, cell) in fields)
        {
            var index = _columns.FindOrAdd(key);
            if (index >= cells.Length)
            {
                Array.Resize(ref cells, index * 2);
            }

            cells[index] = cell;
        }

        _runs.Add(new RunValues(_columns, cells, caseName, source) { Remarks = remarks ?? [], FailedShareLimit = failedShareLimit });
    }

    public RunSet ToSet(IReadOnlyList<string> problems)
    {
        var runs = _runs.ToList();
        AddWorkloads(runs);
        var (serverKeys, benchmarkKeys) = (_serverKeys.ToList(), _benchmarkKeys.ToList());
        _commands.Apply(runs, serverKeys, benchmarkKeys);
        AddNew(serverKeys, FindTelling(runs));
        return new(_columns, runs) { ServerKeys = serverKeys, BenchmarkKeys = benchmarkKeys, Problems = problems, Names = _names };
    }

    /// <summary>Names the workloads of results that say no more of them than how long prompts and answers were.</summary>
    private void AddWorkloads(List<RunValues> runs)
    {
        foreach (var ((run, _, _), name) in _lengths.Zip(TokenLengths.Describe([.. _lengths.Select(lengths => (lengths.Input, lengths.Output))])))
        {
            if (name.Length > 0)
            {
                runs[run] = runs[run].With(RunSet.Workload, ResultCell.From(name));
                AddBenchmarkKeys([RunSet.Workload]);
            }
        }
    }

    /// <summary>Finds the settings that tell results of files apart; one that says what those before it have said, such as the tokenizer of a model, is left out.</summary>
    private List<string> FindTelling(List<RunValues> runs)
    {
        var telling = new List<string>();
        var parts = new int[runs.Count];
        var count = 1;
        foreach (var key in _fileKeys)
        {
            var found = new Dictionary<(int Part, GroupValue Value), int>();
            var finer = new int[runs.Count];
            for (var index = 0; index < finer.Length; index++)
            {
                var part = (parts[index], GroupValue.Of(runs[index][key]));
                found.TryAdd(part, found.Count);
                finer[index] = found[part];
            }

            if (found.Count > count)
            {
                telling.Add(key);
                (parts, count) = (finer, found.Count);
            }
        }

        return telling;
    }

    public static bool IsNested(JsonElement value) => value.ValueKind is JsonValueKind.Array or JsonValueKind.Object;

    private static JsonElement ToElement(ParameterValue value)
    {
        using var document = JsonDocument.Parse(value.ToJson());
        return document.RootElement.Clone();
    }

    private static void AddNew(List<string> known, IEnumerable<string> keys)
    {
        foreach (var key in keys)
        {
            if (!known.Contains(key))
            {
                known.Add(key);
            }
        }
    }
}
