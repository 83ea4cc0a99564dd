using System.Text.Json;
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

    public int Count => _runs.Count;

    public void AddServerKeys(IEnumerable<string> keys) => AddNew(_serverKeys, keys);

    public void AddBenchmarkKeys(IEnumerable<string> keys) => AddNew(_benchmarkKeys, keys);

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
        Add(fields, run.Case.Key, "");

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

    public void Add(IEnumerable<KeyValuePair<string, ResultCell>> fields, string caseName, string source)
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

        _runs.Add(new RunValues(_columns, cells, caseName, source));
    }

    public RunSet ToSet(IReadOnlyList<string> problems) =>
        new(_columns, _runs) { ServerKeys = _serverKeys, BenchmarkKeys = _benchmarkKeys, Problems = problems };

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
