using ServeMulti.Benchmarking;
using ServeMulti.Comparing;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Sla;
using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Display;

/// <summary>What the finished runs and searches say so far about the workload that is being measured, in the words of the final report.
/// Thread-safe.</summary>
internal sealed class BestSoFar
{
    private const int MostLines = 2;

    private readonly Lock _gate = new();
    private readonly IReadOnlyDictionary<string, MetricDirection> _directions;
    private readonly Dictionary<(string Case, int Run), RunRecord> _runs = [];
    private readonly Dictionary<string, int> _order = new(StringComparer.Ordinal);
    private readonly List<CaseAnswer> _answers = [];
    private double _failedShareLimit;
    private ParameterSet _workload = ParameterSet.Empty;
    private IReadOnlyList<string> _metrics = [];
    private IReadOnlyList<string>? _lines;
    private bool _lacksEarlierRuns;

    /// <param name="directions">The directions of metrics that the user stated; optional.</param>
    public BestSoFar(IReadOnlyDictionary<string, MetricDirection>? directions = null) =>
        _directions = directions ?? new Dictionary<string, MetricDirection>();

    /// <summary>Adds what an event says.</summary>
    public void Add(SweepEvent sweepEvent)
    {
        lock (_gate)
        {
            switch (sweepEvent)
            {
                case SweepStarted started:
                    Begin(started);
                    break;
                case RunStarted started:
                    Turn(started.Case);
                    break;
                case RunFinished { Load: null } finished:
                    Turn(finished.Case);
                    Add(new RunRecord(finished.Case.Case, finished.RunNumber, finished.Document));
                    break;
                case SearchProgressed { Item: SlaSearchFinished answered } searched:
                    Turn(searched.Case);
                    _answers.Add(new CaseAnswer(searched.Case, answered.Result));
                    _lines = null;
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Adds the runs that were finished before the sweep was resumed. Until then nothing is said of its runs.</summary>
    public void AddEarlier(IEnumerable<RunRecord> runs)
    {
        lock (_gate)
        {
            _lacksEarlierRuns = false;
            foreach (var run in runs.Where(run => run.Case.Load is null))
            {
                Add(run);
            }
        }
    }

    /// <summary>Returns what is known of the workload: at most two lines, and none before there is something to compare.</summary>
    public IReadOnlyList<string> Describe()
    {
        lock (_gate)
        {
            return _lines ??= [.. (_answers.Count > 0 ? DescribeAnswers() : DescribeRuns()).Take(MostLines).Select(ShortText.Printable)];
        }
    }

    private void Begin(SweepStarted started)
    {
        _failedShareLimit = started.Plan.Definition.FailedShareLimit;
        _lacksEarlierRuns = started.Progress.FinishedRuns > 0;
        foreach (var planned in started.Plan.Servers.SelectMany(server => server.Cases))
        {
            _order.TryAdd(planned.Case.Key, _order.Count);
        }
    }

    private void Turn(PlannedCase planned)
    {
        if (!planned.Case.BenchParameters.Equals(_workload))
        {
            (_workload, _lines) = (planned.Case.BenchParameters, null);
        }
    }

    /// <summary>Keeps the metrics that are shown and what they are judged by: a result may hold the times of every request.</summary>
    private void Add(RunRecord run)
    {
        var parameters = run.Case.ServeParameters.Concat(run.Case.BenchParameters).Select(pair => pair.Key);
        var metrics = MainMetrics.ChooseForRun(run.Document, parameters);
        _metrics = _metrics.Count > 0 ? _metrics : metrics;
        string[] kept = [.. metrics, ResultKeys.Completed, ResultKeys.Failed, ResultKeys.NumPrompts];
        _runs[(run.Case.Key, run.RunNumber)] = run with
        {
            Document = ResultDocument.FromMetrics(
                kept.Distinct()
                    .Select(name => KeyValuePair.Create(name, run.Document.TryFindMetric(name, out var value) ? value : double.NaN))
                    .Where(metric => double.IsFinite(metric.Value))
            ),
        };
        _lines = null;
    }

    private IEnumerable<string> DescribeRuns()
    {
        RunRecord[] runs =
        [
            .. _runs.Values.Where(run => run.Case.BenchParameters.Equals(_workload)).OrderBy(run => _order.GetValueOrDefault(run.Case.Key)),
        ];
        return _lacksEarlierRuns || runs.Select(run => run.Case.ServeParameters).Distinct().Take(2).Count() < 2
            ? []
            : _metrics.SelectMany(metric => Describe(metric, runs));
    }

    private IEnumerable<string> Describe(string metric, RunRecord[] runs)
    {
        var comparison = ConfigurationComparison.Of(
            runs,
            metric,
            _directions.TryGetValue(metric, out var direction) ? direction == MetricDirection.HigherIsBetter : null,
            _failedShareLimit
        );
        return comparison.Workloads.Take(1).Select(ranking => $"so far, {metric}: {comparison.Describe(ranking, ShortText.NameServer)}");
    }

    private IEnumerable<string> DescribeAnswers() =>
        LoadComparison
            .Of(_answers.Where(answer => answer.Case.Case.BenchParameters.Equals(_workload)))
            .Select(comparison =>
                $"so far, {comparison.ServiceLevel}: "
                + (
                    comparison.Ranking.Count == 1 && comparison.Excluded.Count == 0
                        ? $"{ShortText.NameServer(comparison.Ranking[0].Parameters)} {comparison.Ranking[0].Result.FormatLoad(comparison.Ranking[0].Result.Load)}"
                        : comparison.Describe(ShortText.NameServer)
                )
            );
}
