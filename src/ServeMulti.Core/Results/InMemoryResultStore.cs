using System.Runtime.CompilerServices;
using System.Text.Json;
using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Results.Folder;

namespace ServeMulti.Results;

/// <summary>Holds the results of one experiment in memory: for tests, and for hosts that keep results elsewhere.</summary>
/// <remarks>Disposing a session keeps the results: opening the experiment again, with the same store, resumes it.</remarks>
public sealed class InMemoryResultStore : IResultStore
{
    private readonly Dictionary<string, StoredCase> _stored = new(StringComparer.Ordinal);
    private ExperimentRules _rules = ExperimentRules.None;
    private Experiment? _known;
    private bool _isOpen;

    /// <inheritdoc/>
    public string Location => "memory";

    /// <inheritdoc/>
    public string? LogFolder => null;

    /// <inheritdoc/>
    public string? ScratchFolder => null;

    /// <summary>Gets whether answers that were found under other rules are concluded again when the experiment is resumed; default false:
    /// it is not resumed.</summary>
    /// <remarks>The old answers are kept, under their name with <c>~1</c>, <c>~2</c> and so on behind it.</remarks>
    public bool ConcludeAgain { get; set; }

    /// <summary>Gets the finished runs of the experiment that was opened last, in the order of its plan.</summary>
    public IReadOnlyList<RunRecord> Runs =>
        _known is { } experiment
            ? [.. experiment.Cases.DistinctBy(one => one.Key).SelectMany(one => ListRuns(one, experiment.RunsPerCase))]
            : [];

    /// <summary>Gets the runs that failed and have no result yet, in the order in which their cases came.</summary>
    public IReadOnlyList<FailedRun> Failures => [.. _stored.Values.SelectMany(stored => stored.Failures.Values)];

    /// <inheritdoc/>
    public Task<StoreInspection> InspectAsync(Experiment experiment, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Inspect(experiment));
    }

    /// <inheritdoc/>
    public Task<IExperimentSession> OpenAsync(Experiment experiment, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        cancellationToken.ThrowIfCancellationRequested();
        if (_isOpen)
        {
            throw new InvalidOperationException("The experiment is open already; dispose its session before it is opened again.");
        }

        if (Inspect(experiment).Problems is { Count: > 0 } problems)
        {
            throw new InvalidInputException(problems);
        }

        SetAnswersAside(experiment);
        _rules = _rules.With(experiment.Rules);
        _known = experiment;
        _isOpen = true;
        return Task.FromResult<IExperimentSession>(new Session(this, experiment));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<RunRecord> ReadRunsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var run in Runs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return run;
        }
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

    private StoreInspection Inspect(Experiment experiment)
    {
        var added = experiment.Cases.Where(one => !_stored.ContainsKey(one.Key)).ToList();
        var removed = FindRemoved(experiment);
        IReadOnlyList<string> notes =
            removed.Count == 0
                ? []
                : [$"{removed.Count} cases with results are not part of this sweep; the results stay and are left out of the table."];
        return new StoreInspection(
            [
                .. experiment.Cases.Select(one => new CaseInspection(
                    one,
                    _stored.TryGetValue(one.Key, out var stored) ? [.. stored.Runs.Keys] : []
                )),
            ],
            FindProblems(experiment, added, removed),
            notes
        )
        {
            FindRun = (one, run, token) =>
                token.IsCancellationRequested ? Task.FromCanceled<RunRecord?>(token) : Task.FromResult(FindRun(one, run)),
        };
    }

    private RunRecord? FindRun(BenchmarkCase benchmarkCase, int runNumber) =>
        _stored.TryGetValue(benchmarkCase.Key, out var stored) && stored.Runs.TryGetValue(runNumber, out var document)
            ? new RunRecord(stored.Case, runNumber, document)
            : null;

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

    private bool IsOfOtherRules(Experiment experiment, JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object
        && _rules.HaveChanged(
            experiment,
            answer.TryGetProperty("variable", out var variable) ? variable.GetString() : null,
            answer.TryGetProperty("sla", out var level) && level.TryGetProperty("name", out var name) ? name.GetString() : null
        );

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
        return
        [
            .. _stored
                .Values.Where(stored => stored.Runs.Count > 0 && !planned.Contains(stored.BaseKey))
                .DistinctBy(stored => stored.BaseKey),
        ];
    }

    private IReadOnlyList<string> FindProblems(Experiment experiment, List<BenchmarkCase> added, List<StoredCase> removed)
    {
        var changes = new ExperimentChanges(Location);
        if (_known is { } known && _stored.Values.Any(stored => stored.Runs.Count > 0))
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
            .. EnvironmentFingerprint.Create(known.Unstored).Compare(planned.Unstored),
            .. new ExperimentConditions(known.Conditions).Compare(planned.Conditions),
        ];

    private sealed record StoredCase(BenchmarkCase Case, string BaseKey)
    {
        public SortedDictionary<int, ResultDocument> Runs { get; } = [];

        public SortedDictionary<int, FailedRun> Failures { get; } = [];

        public Dictionary<string, JsonElement> Answers { get; } = new(StringComparer.Ordinal);
    }

    /// <summary>The experiment while it is open.</summary>
    private sealed class Session : IExperimentSession
    {
        private readonly InMemoryResultStore _store;
        private readonly Experiment _experiment;
        private readonly HashSet<string> _plannedKeys;
        private bool _isDisposed;

        public Session(InMemoryResultStore store, Experiment experiment)
        {
            _store = store;
            _experiment = experiment;
            _plannedKeys = [.. experiment.Cases.Select(one => one.Key)];
        }

        public Task<RunRecord?> FindRunAsync(BenchmarkCase benchmarkCase, int runNumber, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(benchmarkCase);
            CheckPlanned(benchmarkCase, cancellationToken);
            return Task.FromResult(_store.FindRun(benchmarkCase, runNumber));
        }

        public Task SaveRunAsync(RunRecord run, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(run);
            var stored = FindOrAdd(run.Case, cancellationToken);
            if (!stored.Runs.TryAdd(run.RunNumber, run.Document))
            {
                throw new InvalidOperationException($"Run {run.RunNumber} is finished; a finished run is never replaced.");
            }

            stored.Failures.Remove(run.RunNumber);
            return Task.CompletedTask;
        }

        public Task SaveFailureAsync(FailedRun run, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(run);
            var stored = FindOrAdd(run.Case, cancellationToken);
            if (!stored.Runs.ContainsKey(run.RunNumber))
            {
                stored.Failures[run.RunNumber] = run;
            }

            return Task.CompletedTask;
        }

        public Task SaveAnswerAsync(
            BenchmarkCase benchmarkCase,
            string name,
            JsonElement answer,
            CancellationToken cancellationToken = default
        )
        {
            ArgumentNullException.ThrowIfNull(benchmarkCase);
            ArgumentException.ThrowIfNullOrEmpty(name);
            FindOrAdd(benchmarkCase, cancellationToken).Answers[name] = answer.Clone();
            return Task.CompletedTask;
        }

        public Task CompleteCaseAsync(BenchmarkCase benchmarkCase, int runs, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(benchmarkCase);
            ArgumentOutOfRangeException.ThrowIfLessThan(runs, 1);
            CheckPlanned(benchmarkCase, cancellationToken);
            for (var run = 0; run < runs; run++)
            {
                if (!_store._stored.TryGetValue(benchmarkCase.Key, out var stored) || !stored.Runs.ContainsKey(run))
                {
                    throw new InvalidOperationException($"The case cannot be completed: run {run} is not finished.");
                }
            }

            return Task.CompletedTask;
        }

        public async IAsyncEnumerable<RunRecord> ListRunsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            Check(cancellationToken);
            await Task.CompletedTask.ConfigureAwait(false);
            foreach (var planned in _experiment.Cases.DistinctBy(one => one.Key))
            {
                foreach (var run in _store.ListRuns(planned, _experiment.RunsPerCase))
                {
                    Check(cancellationToken);
                    yield return run;
                }
            }
        }

        public Task CompleteAsync(CancellationToken cancellationToken = default)
        {
            Check(cancellationToken);
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            if (!_isDisposed)
            {
                (_isDisposed, _store._isOpen) = (true, false);
            }

            return ValueTask.CompletedTask;
        }

        private StoredCase FindOrAdd(BenchmarkCase benchmarkCase, CancellationToken cancellationToken)
        {
            var baseKey = CheckPlanned(benchmarkCase, cancellationToken);
            if (!_store._stored.TryGetValue(benchmarkCase.Key, out var stored))
            {
                _store._stored.Add(benchmarkCase.Key, stored = new StoredCase(benchmarkCase, baseKey));
            }

            return stored;
        }

        private string CheckPlanned(BenchmarkCase benchmarkCase, CancellationToken cancellationToken)
        {
            Check(cancellationToken);
            var baseKey = benchmarkCase.Load is null ? benchmarkCase.Key : (benchmarkCase with { Load = null }).Key;
            return _plannedKeys.Contains(baseKey)
                ? baseKey
                : throw new ArgumentException("The case is not part of the experiment that was opened.", nameof(benchmarkCase));
        }

        private void Check(CancellationToken cancellationToken)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(IExperimentSession));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
