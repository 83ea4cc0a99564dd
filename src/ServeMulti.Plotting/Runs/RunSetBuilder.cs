using System.Text.Json;
using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Parameters;
using ServeMulti.Results;

namespace ServeMulti.Plotting.Runs;

/// <summary>Builds a set of runs.</summary>
internal sealed class RunSetBuilder
{
    private readonly RunColumns _columns = new();
    private readonly List<RunValues> _runs = [];
    private readonly List<string> _serverKeys = [];
    private readonly List<string> _benchmarkKeys = [];
    private readonly List<string> _fileKeys = [];
    private readonly RunCommands _commands = new();
    private readonly Dictionary<string, (string? Configuration, string? Workload)> _names = new(StringComparer.Ordinal);
    private readonly List<(int Run, double? Input, double? Output)> _lengths = [];
    private readonly Dictionary<
        string,
        (IReadOnlyList<KeyValuePair<string, ResultCell>> Serve, IReadOnlyList<KeyValuePair<string, ResultCell>> Bench)
    > _cases = new(StringComparer.Ordinal);

    private readonly List<string> _experiments = [];

    public int Count => _runs.Count;

    /// <summary>Gets or sets the name of the experiment of the runs that are added; empty if they belong to none.</summary>
    public string Experiment { get; set; } = "";

    /// <summary>States the file of the run that was added last.</summary>
    public void SetPath(string path) => _runs[^1].Path = path;

    public void AddServerKeys(IEnumerable<string> keys) => AddNew(_serverKeys, keys);

    public void AddBenchmarkKeys(IEnumerable<string> keys) => AddNew(_benchmarkKeys, keys);

    /// <summary>Adds a run of a sweep.</summary>
    /// <param name="run">The run.</param>
    /// <param name="caseName">What its case is called.</param>
    /// <param name="source">Where it was read from; empty: nowhere.</param>
    /// <param name="failedShareLimit">The largest share of requests that may fail.</param>
    public void Add(RunRecord run, string caseName, string source, double failedShareLimit = 0)
    {
        if (!_cases.TryGetValue(caseName, out var known))
        {
            _cases.Add(caseName, known = AddCase(run.Case, caseName));
        }

        var fields = ResultFields.OfRun(run, known.Serve, known.Bench);
        Add(fields.Cells, caseName, source, fields.Remarks, failedShareLimit);
        if (run.Case.Load is not null)
        {
            _runs[^1] = _runs[^1].AsLoad();
        }
    }

    /// <summary>Adds what a case says of all its runs: its parameters, its commands, and the names that the user gave to its parameter
    /// sets.</summary>
    private (IReadOnlyList<KeyValuePair<string, ResultCell>> Serve, IReadOnlyList<KeyValuePair<string, ResultCell>> Bench) AddCase(
        BenchmarkCase one,
        string name
    )
    {
        var benchmark = one.Load is { } load ? one.BenchParameters.With(load.Variable, load.Value) : one.BenchParameters;
        AddServerKeys(one.ServeParameters.Select(pair => pair.Key));
        AddBenchmarkKeys(benchmark.Select(pair => pair.Key));
        _commands.Add(name, one.ServeCommand?.With(one.ServeParameters), one.BenchCommand?.With(benchmark), one.Endpoint?.OriginalString);
        if (one.ServeParameters.Name is not null || one.BenchParameters.Name is not null)
        {
            _names[name] = (one.ServeParameters.Name, one.BenchParameters.Name);
        }

        return (ToCells(one.ServeParameters), ToCells(benchmark));
    }

    /// <summary>Adds a result that is not part of an experiment; the settings of its client identify workload and configuration.</summary>
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

    public void Add(
        IEnumerable<KeyValuePair<string, ResultCell>> fields,
        string caseName,
        string source,
        IReadOnlyList<RunRemark>? remarks = null,
        double failedShareLimit = 0
    )
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

        _experiments.Add(Experiment);
        _runs.Add(new RunValues(_columns, cells, caseName, source) { Remarks = remarks ?? [], FailedShareLimit = failedShareLimit });
    }

    public RunSet ToSet(IReadOnlyList<string> problems)
    {
        var runs = _runs.ToList();
        AddWorkloads(runs);
        AddExperiments(runs);
        var (serverKeys, benchmarkKeys) = (_serverKeys.ToList(), _benchmarkKeys.ToList());
        _commands.Apply(runs, serverKeys, benchmarkKeys);
        AddNew(serverKeys, FindTelling(runs));
        return new(_columns, runs)
        {
            ServerKeys = serverKeys,
            BenchmarkKeys = benchmarkKeys,
            Problems = problems,
            Names = _names,
        };
    }

    /// <summary>Runs of several experiments are never joined: each experiment has its own configurations.</summary>
    private void AddExperiments(List<RunValues> runs)
    {
        if (_experiments.Distinct().Skip(1).Any())
        {
            for (var index = 0; index < runs.Count; index++)
            {
                var cell = ResultCell.From(_experiments[index]);
                runs[index] = runs[index].With(RunSet.Experiment, cell);
            }

            _serverKeys.Insert(0, RunSet.Experiment);
        }
    }

    /// <summary>Names the workloads of results that contain only the lengths of prompts and answers.</summary>
    private void AddWorkloads(List<RunValues> runs)
    {
        foreach (
            var ((run, _, _), name) in _lengths.Zip(TokenLengths.Describe([.. _lengths.Select(lengths => (lengths.Input, lengths.Output))]))
        )
        {
            if (name.Length > 0)
            {
                runs[run] = runs[run].With(RunSet.Workload, ResultCell.From(name));
                AddBenchmarkKeys([RunSet.Workload]);
            }
        }
    }

    /// <summary>Finds the settings that vary between result files. A setting that varies together with an earlier one, such as the
    /// tokenizer with the model, is left out.</summary>
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

    private static KeyValuePair<string, ResultCell>[] ToCells(ParameterSet parameters) =>
        [.. parameters.Select(pair => KeyValuePair.Create(pair.Key, ToCell(pair.Value)))];

    private static ResultCell ToCell(ParameterValue value)
    {
        using var document = JsonDocument.Parse(value.ToJson());
        return ResultCell.From(document.RootElement);
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
