using System.Runtime.CompilerServices;
using System.Text.Json;
using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Results.Folder;

namespace ServeMulti.Results;

/// <summary>Holds the results of one experiment in memory: for tests, and for hosts that keep results elsewhere.</summary>
/// <remarks>Disposing releases the experiment and keeps the results: beginning it again, with the same store, resumes it.</remarks>
public sealed class InMemoryResultStore : IResultStore
{
    private readonly Dictionary<string, StoredCase> _stored = new(StringComparer.Ordinal);
    private readonly HashSet<string> _plannedKeys = new(StringComparer.Ordinal);
    private ExperimentRules _rules = ExperimentRules.None;
    private Experiment? _begun;
    private bool _isHeld;

    /// <inheritdoc/>
    public string Location => "memory";

    /// <inheritdoc/>
    public string? LogFolder => null;

    /// <inheritdoc/>
    public string? ScratchFolder => null;

    /// <summary>Gets whether answers that were found under other rules are concluded again when the experiment is resumed; default false: it is not resumed.</summary>
    /// <remarks>The old answers are kept, under their name with <c>~1</c>, <c>~2</c> and so on behind it.</remarks>
    public bool ConcludeAgain { get; set; }

    /// <summary>Gets the runs that failed and have no result yet, in the order in which their cases came.</summary>
    public IReadOnlyList<FailedRun> Failures => [.. _stored.Values.SelectMany(stored => stored.Failures.Values)];

    /// <inheritdoc/>
    public Task<StoreInspection> InspectAsync(Experiment experiment, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        cancellationToken.ThrowIfCancellationRequested();
        var added = experiment.Cases.Where(one => !_stored.ContainsKey(one.Key)).ToList();
        var removed = FindRemoved(experiment);
        IReadOnlyList<string> notes = removed.Count == 0 ? [] : [$"{removed.Count} cases with results are not part of this sweep; the results stay and are left out of the table."];
        return Task.FromResult(new StoreInspection(
            [.. experiment.Cases.Select(one => new CaseInspection(one, _stored.TryGetValue(one.Key, out var stored) ? [.. stored.Runs.Keys] : []))],
            FindProblems(experiment, added, removed),
            notes));
    }

    /// <inheritdoc/>
    public async Task BeginAsync(Experiment experiment, CancellationToken cancellationToken = default)
    {
        if (_isHeld)
        {
            throw new InvalidOperationException("The experiment has begun already.");
        }

        var inspection = await InspectAsync(experiment, cancellationToken).ConfigureAwait(false);
        if (inspection.Problems.Count > 0)
        {
            throw new InvalidInputException(inspection.Problems);
        }

        SetAnswersAside(experiment);
        _rules = _rules.With(experiment.Rules);
        _begun = experiment;
        _plannedKeys.Clear();
        _plannedKeys.UnionWith(experiment.Cases.Select(one => one.Key));
        _isHeld = true;
    }

    /// <inheritdoc/>
    public Task<RunRecord?> FindRunAsync(BenchmarkCase benchmarkCase, int runNumber, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(benchmarkCase);
        cancellationToken.ThrowIfCancellationRequested();
        CheckPlanned(benchmarkCase);
        return PeekRunAsync(benchmarkCase, runNumber, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<RunRecord?> PeekRunAsync(BenchmarkCase benchmarkCase, int runNumber, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(benchmarkCase);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(
            _stored.TryGetValue(benchmarkCase.Key, out var stored) && stored.Runs.TryGetValue(runNumber, out var document)
                ? new RunRecord(stored.Case, runNumber, document)
                : null);
    }

    /// <inheritdoc/>
    public Task SaveRunAsync(RunRecord run, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        cancellationToken.ThrowIfCancellationRequested();
        var stored = FindOrAdd(run.Case);
        if (!stored.Runs.TryAdd(run.RunNumber, run.Document))
        {
            throw new InvalidOperationException($"Run {run.RunNumber} is finished; a finished run is never replaced.");
        }

        stored.Failures.Remove(run.RunNumber);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task SaveFailureAsync(FailedRun run, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        cancellationToken.ThrowIfCancellationRequested();
        var stored = FindOrAdd(run.Case);
        if (!stored.Runs.ContainsKey(run.RunNumber))
        {
            stored.Failures[run.RunNumber] = run;
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task CompleteCaseAsync(BenchmarkCase benchmarkCase, int runs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(benchmarkCase);
        ArgumentOutOfRangeException.ThrowIfLessThan(runs, 1);
        cancellationToken.ThrowIfCancellationRequested();
        CheckPlanned(benchmarkCase);
        for (var run = 0; run < runs; run++)
        {
            if (!_stored.TryGetValue(benchmarkCase.Key, out var stored) || !stored.Runs.ContainsKey(run))
            {
                throw new InvalidOperationException($"The case cannot be completed: run {run} is not finished.");
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task SaveAnswerAsync(BenchmarkCase benchmarkCase, string name, JsonElement answer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(benchmarkCase);
        ArgumentException.ThrowIfNullOrEmpty(name);
        cancellationToken.ThrowIfCancellationRequested();
        FindOrAdd(benchmarkCase).Answers[name] = answer.Clone();
        return Task.CompletedTask;
    }

    /// <summary>Finds an answer that was saved; null where there is none.</summary>
    /// <param name="benchmarkCase">The case.</param>
    /// <param name="name">The name of the answer.</param>
    public JsonElement? FindAnswer(BenchmarkCase benchmarkCase, string name)
    {
        ArgumentNullException.ThrowIfNull(benchmarkCase);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return _stored.TryGetValue(benchmarkCase.Key, out var stored) && stored.Answers.TryGetValue(name, out var answer) ? answer : null;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<RunRecord> ListRunsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var experiment = _begun ?? throw new InvalidOperationException("The experiment has not begun.");
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var planned in experiment.Cases.DistinctBy(one => one.Key))
        {
            foreach (var run in ListRuns(planned, experiment.RunsPerCase))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return run;
            }
        }
    }

    /// <inheritdoc/>
    public Task CompleteAsync(CancellationToken cancellationToken = default) =>
        _begun is null ? throw new InvalidOperationException("The experiment has not begun.") : Task.CompletedTask;

    /// <summary>Releases the experiment; the results stay.</summary>
    public ValueTask DisposeAsync()
    {
        _isHeld = false;
        return ValueTask.CompletedTask;
    }

    private void SetAnswersAside(Experiment experiment)
    {
        foreach (var stored in _stored.Values)
        {
            foreach (var (name, answer) in stored.Answers.Where(one => IsOfOtherRules(experiment, one.Value)).ToList())
            {
                var number = 1;
                while (!stored.Answers.TryAdd($"{name}~{number}", answer))
                {
                    number++;
                }

                stored.Answers.Remove(name);
            }
        }
    }

    private bool IsOfOtherRules(Experiment experiment, JsonElement answer) => answer.ValueKind == JsonValueKind.Object && _rules.HaveChanged(
        experiment,
        answer.TryGetProperty("variable", out var variable) ? variable.GetString() : null,
        answer.TryGetProperty("sla", out var level) && level.TryGetProperty("name", out var name) ? name.GetString() : null);

    private List<RunRecord> ListRuns(BenchmarkCase planned, int runsPerCase)
    {
        var runs = new List<RunRecord>();
        if (_stored.TryGetValue(planned.Key, out var stored))
        {
            runs.AddRange(stored.Runs.TakeWhile(run => run.Key < runsPerCase).Select(run => new RunRecord(planned, run.Key, run.Value)));
        }

        var loads = _stored.Values.Where(one => one.Case.Load is not null && one.BaseKey == planned.Key).ToList();
        foreach (var load in CaseFolder.OrderLoads(loads, one => CaseNames.ForLoad(one.Case.Load!)))
        {
            runs.AddRange(load.Runs.Select(run => new RunRecord(load.Case, run.Key, run.Value)));
        }

        return runs;
    }

    private List<StoredCase> FindRemoved(Experiment experiment)
    {
        var planned = experiment.Cases.Select(one => one.Key).ToHashSet(StringComparer.Ordinal);
        return [.. _stored.Values.Where(stored => stored.Runs.Count > 0 && !planned.Contains(stored.BaseKey)).DistinctBy(stored => stored.BaseKey)];
    }

    private IReadOnlyList<string> FindProblems(Experiment experiment, List<BenchmarkCase> added, List<StoredCase> removed)
    {
        var changes = new ExperimentChanges(Location);
        if (_begun is { } known && _stored.Values.Any(stored => stored.Runs.Count > 0))
        {
            foreach (var difference in CompareSurroundings(known, experiment))
            {
                changes.Add(difference);
            }
        }

        foreach (var difference in ConcludeAgain || !_stored.Values.Any(stored => stored.Runs.Count > 0) ? [] : _rules.Compare(experiment))
        {
            changes.AddRule(difference);
        }

        foreach (var stored in added.Count > 0 ? removed : [])
        {
            changes.AddRemoved(CaseNames.ForOriginal(stored.Case.ServeParameters, stored.Case.BenchParameters), stored.Case, added);
        }

        return changes.Lines;
    }

    private static IEnumerable<string> CompareSurroundings(Experiment known, Experiment planned) =>
    [
        .. EnvironmentFingerprint.Create(known.Environment).Compare(planned.Environment),
        .. new ExperimentConditions(known.Conditions).Compare(planned.Conditions),
    ];

    private StoredCase FindOrAdd(BenchmarkCase benchmarkCase)
    {
        var baseKey = CheckPlanned(benchmarkCase);
        if (!_stored.TryGetValue(benchmarkCase.Key, out var stored))
        {
            _stored.Add(benchmarkCase.Key, stored = new StoredCase(benchmarkCase, baseKey));
        }

        return stored;
    }

    private string CheckPlanned(BenchmarkCase benchmarkCase)
    {
        _ = _begun ?? throw new InvalidOperationException("The experiment has not begun.");
        var baseKey = benchmarkCase.Load is null ? benchmarkCase.Key : (benchmarkCase with { Load = null }).Key;
        return _plannedKeys.Contains(baseKey)
            ? baseKey
            : throw new ArgumentException("The case is not part of the experiment that was begun.", nameof(benchmarkCase));
    }

    private sealed record StoredCase(BenchmarkCase Case, string BaseKey)
    {
        public SortedDictionary<int, ResultDocument> Runs { get; } = [];

        public SortedDictionary<int, FailedRun> Failures { get; } = [];

        public Dictionary<string, JsonElement> Answers { get; } = new(StringComparer.Ordinal);
    }
}
