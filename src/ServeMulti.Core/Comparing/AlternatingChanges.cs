using ServeMulti.Benchmarking;
using ServeMulti.Results;
using ServeMulti.Statistics;

namespace ServeMulti.Comparing;

/// <summary>The comparison of two builds that run in turn: all looks at the growing results, one after the other, up to the one that
/// tells.</summary>
internal sealed class AlternatingChanges
{
    /// <summary>Before this many runs of both sides together nothing is judged: two degrees of freedom are left.</summary>
    public const int FirstLook = 5;

    /// <summary>The chance that a regression by the margin is called no relevant difference.</summary>
    private const double EqualityLevel = 0.05;
    private const double IntervalLevel = 0.9;

    private readonly Dictionary<MatchedCase, List<Series>> _series;

    /// <param name="cases">The cases that both builds ran.</param>
    /// <param name="options">What is compared.</param>
    /// <param name="isCurrentFirst">Whether the current build took the first turn.</param>
    public AlternatingChanges(IReadOnlyList<MatchedCase> cases, ExperimentComparisonOptions options, bool isCurrentFirst = false)
    {
        MatchedCase[] compared = [.. cases.Where(one => one.FindProblem(options.FailedShareLimit) is null)];
        var metrics = compared.Length == 0 ? [] : ChangeTable.ChooseMetrics(compared, options);
        _series = compared.ToDictionary(
            one => one,
            one =>
                metrics
                    .Where(pair => ChangeTable.SampleOf(one, pair.Metric) is not null)
                    .Select(pair => new Series(one, pair, isCurrentFirst))
                    .ToList()
        );
        Series[] all = [.. _series.Values.SelectMany(series => series)];
        var last = all.Length == 0 ? 0 : all.Max(series => series.Count);
        for (var look = FirstLook; look <= last && !IsDecided(all); look++)
        {
            foreach (var series in all)
            {
                series.Look(look, options, options.ErrorRate / all.Length);
            }
        }
    }

    /// <summary>Returns the metrics of a case; empty where it is not compared.</summary>
    public IReadOnlyList<MetricChange> Of(MatchedCase one, ExperimentComparisonOptions options) =>
        _series.TryGetValue(one, out var series) ? [.. series.Select(single => single.ToChange(options))] : [];

    /// <summary>A regression is known as soon as one metric has regressed; anything else once all are known.</summary>
    private static bool IsDecided(Series[] all) => ChangeRule.Join(all.Select(series => series.Verdict)) != ChangeVerdict.Inconclusive;

    /// <summary>The values of one metric in one case, in the order of the runs.</summary>
    private sealed class Series
    {
        private readonly string _metric;
        private readonly MetricDirection _direction;
        private readonly bool _isCurrentFirst;
        private readonly (bool IsB, double Value)[] _values;
        private MeanEstimate _estimate = new(0, 0, 0);
        private int _count;

        public Series(MatchedCase one, (string Metric, MetricDirection Direction) metric, bool isCurrentFirst)
        {
            (_metric, _direction) = metric;
            _isCurrentFirst = isCurrentFirst;
            _values =
            [
                .. Places(one.Baseline, isB: false)
                    .Concat(Places(one.Current, isB: true))
                    .OrderBy(run => run.Place)
                    .Select(run => (run.IsB, Math.Log(run.Value))),
            ];
            _count = _values.Length;
        }

        public int Count => _values.Length;

        public ChangeVerdict Verdict { get; private set; }

        public void Look(int count, ExperimentComparisonOptions options, double level)
        {
            if (Verdict != ChangeVerdict.Inconclusive || count > _values.Length)
            {
                return;
            }

            _count = count;
            _estimate = TrendedDifference.Of(new ArraySegment<(bool, double)>(_values, 0, count));
            var test = new SequentialTest(Math.Log(1 + options.MarginOf(_metric)), level, EqualityLevel);
            Verdict = test.Judge(_estimate) switch
            {
                null => ChangeVerdict.Inconclusive,
                0 => ChangeVerdict.NoRelevantDifference,
                var sign => (sign > 0) == (_direction == MetricDirection.HigherIsBetter) ? ChangeVerdict.Improved : ChangeVerdict.Regressed,
            };
        }

        public MetricChange ToChange(ExperimentComparisonOptions options)
        {
            var seen = _values.Take(_count).ToArray();
            var (before, now) = (MeanOf(seen, isB: false), MeanOf(seen, isB: true));
            var ratio = _estimate.IsKnown ? _estimate.Mean : now - before;
            var half = _estimate.IsKnown
                ? Math.Sqrt(_estimate.Variance) * SampleSummary.TwoSidedQuantile(IntervalLevel, _estimate.DegreesOfFreedom)
                : (double?)null;
            return new()
            {
                Metric = _metric,
                Direction = _direction,
                Verdict = Verdict,
                Ratio = Math.Exp(ratio),
                Low = half is { } below ? Math.Exp(ratio - below) : null,
                High = half is { } above ? Math.Exp(ratio + above) : null,
                Baseline = Math.Exp(before),
                Current = Math.Exp(now),
                BaselineRuns = seen.Count(one => !one.IsB),
                CurrentRuns = seen.Count(one => one.IsB),
                Margin = options.MarginOf(_metric),
            };
        }

        private IEnumerable<(int Place, bool IsB, double Value)> Places(IEnumerable<RunRecord> runs, bool isB) =>
            runs.Select(run =>
                    (
                        AlternatingOrder.PlaceOf(isB != _isCurrentFirst, run.RunNumber),
                        isB,
                        run.Document.TryFindMetric(_metric, out var value) ? value : 0
                    )
                )
                .Where(run => run.Item3 > 0 && double.IsFinite(run.Item3));

        private static double MeanOf((bool IsB, double Value)[] values, bool isB) =>
            values.Where(one => one.IsB == isB).Select(one => one.Value).DefaultIfEmpty(double.NaN).Average();
    }
}
