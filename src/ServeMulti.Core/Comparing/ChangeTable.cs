using ServeMulti.Benchmarking;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Statistics;

namespace ServeMulti.Comparing;

/// <summary>All comparisons of two builds: each metric in each case and over the cases of each workload, judged together.</summary>
internal sealed class ChangeTable
{
    private const int MostNames = 4;

    private readonly Dictionary<MatchedCase, List<MetricChange>> _cases = [];
    private readonly List<WorkloadChange> _workloads = [];
    private readonly Dictionary<string, double> _spreads = [];

    /// <param name="cases">The cases that both builds ran.</param>
    /// <param name="options">What is compared.</param>
    /// <param name="others">Comparisons that are judged together with these.</param>
    /// <exception cref="InvalidInputException">The two sides have no metric in common, or it is not known which values of one are
    /// better.</exception>
    public ChangeTable(IReadOnlyList<MatchedCase> cases, ExperimentComparisonOptions options, IEnumerable<PendingChange> others)
    {
        MatchedCase[] compared = [.. cases.Where(one => one.FindProblem(options.FailedShareLimit) is null)];
        var metrics = compared.Length == 0 ? [] : ChooseMetrics(compared, options);
        var workloads = compared
            .GroupBy(one => KeyOf(one.CurrentCase.BenchParameters))
            .Select(group => (Parameters: group.First().CurrentCase.BenchParameters, Cases: group.ToArray()))
            .ToArray();
        var pending = new List<PendingChange>(others);
        foreach (var one in compared)
        {
            _cases[one] = [];
        }

        var places = workloads.Select(workload => new List<MetricChange>()).ToArray();
        foreach (var (metric, direction) in metrics)
        {
            var samples = compared
                .Select(one => (Case: one, Sample: SampleOf(one, metric)))
                .Where(pair => pair.Sample is not null)
                .ToDictionary(pair => pair.Case, pair => pair.Sample!);
            if (DeviationOf(samples.Values) is { } deviation)
            {
                _spreads[metric] = deviation;
            }

            var spreads = ModeratedVariance.Of(samples.Values.Select(sample => sample.Spread));
            foreach (var (one, sample) in samples)
            {
                Add(new ChangeTest(Measured(metric, direction, [sample], options), sample.Estimate(spreads)), _cases[one]);
            }

            foreach (var (workload, place) in workloads.Zip(places))
            {
                ChangeSample[] joined = [.. workload.Cases.Where(samples.ContainsKey).Select(one => samples[one])];
                if (joined.Length > 1)
                {
                    var estimate = MeanEstimate.Average([.. joined.Select(sample => sample.Estimate(spreads))]);
                    Add(new ChangeTest(Measured(metric, direction, joined, options), estimate), place);
                }
            }
        }

        PendingChange.JudgeAll(pending, options.ErrorRate);
        foreach (var (workload, place) in workloads.Zip(places))
        {
            // A single case is its workload.
            _workloads.Add(new(workload.Parameters, workload.Cases.Length == 1 ? _cases[workload.Cases[0]] : place));
        }

        void Add(ChangeTest test, List<MetricChange> place) =>
            pending.Add(
                new(test.PWorse, test.PBetter, (worse, better, errorRate, tests) => place.Add(test.Judge(worse, better, errorRate, tests)))
            );
    }

    /// <summary>Gets the workloads, in the order in which they first come.</summary>
    public IReadOnlyList<WorkloadChange> Workloads => _workloads;

    /// <summary>Gets the standard deviation of the logarithm from run to run within cases, by metric, as far as it is known.</summary>
    public IReadOnlyDictionary<string, double> Spreads => _spreads;

    /// <summary>Returns the metrics of a case; empty where it is not compared.</summary>
    public IReadOnlyList<MetricChange> Of(MatchedCase one) => _cases.TryGetValue(one, out var metrics) ? metrics : [];

    private static double? DeviationOf(IReadOnlyCollection<ChangeSample> samples)
    {
        var degrees = samples.Sum(sample => sample.Spread.Degrees);
        return degrees > 0 ? Math.Sqrt(samples.Sum(sample => sample.Spread.Variance * sample.Spread.Degrees) / degrees) : null;
    }

    private static MetricChange Measured(
        string metric,
        MetricDirection direction,
        IReadOnlyCollection<ChangeSample> samples,
        ExperimentComparisonOptions options
    ) =>
        new()
        {
            Metric = metric,
            Direction = direction,
            Verdict = ChangeVerdict.Inconclusive,
            Ratio = Math.Exp(samples.Average(sample => Math.Log(sample.Current / sample.Baseline))),
            Baseline = Math.Exp(samples.Average(sample => Math.Log(sample.Baseline))),
            Current = Math.Exp(samples.Average(sample => Math.Log(sample.Current))),
            BaselineRuns = samples.Min(sample => sample.BaselineRuns),
            CurrentRuns = samples.Min(sample => sample.CurrentRuns),
            Margin = options.MarginOf(metric),
        };

    /// <summary>Names the metrics that people look at first and that one side alone has, such as where clients write another unit.</summary>
    public static IEnumerable<string> FindOneSided(IReadOnlyList<MatchedCase> cases, ExperimentComparisonOptions options) =>
        (options.Metrics is null ? MetricCatalog.Main : [])
            .Select(metric =>
                (
                    Metric: metric,
                    Before: cases.Any(one => MatchedCase.ValuesOf(one.Baseline, metric).Length > 0),
                    Now: cases.Any(one => MatchedCase.ValuesOf(one.Current, metric).Length > 0)
                )
            )
            .Where(known => known.Before != known.Now)
            .Select(known => $"{known.Metric}: {(known.Before ? "in the baseline alone" : "not in the baseline")}");

    public static (string Metric, MetricDirection Direction)[] ChooseMetrics(MatchedCase[] cases, ExperimentComparisonOptions options)
    {
        (string Metric, MetricDirection Direction)[] chosen =
        [
            .. (options.Metrics ?? [.. MetricCatalog.Main, .. options.HigherIsBetter.Keys])
                .Distinct()
                .Select(metric => (metric, DirectionOf(metric, options)))
                .Where(pair => cases.Any(one => SampleOf(one, pair.metric) is not null)),
        ];
        var missing = options.Metrics?.Except(chosen.Select(pair => pair.Metric)).ToArray() ?? [];
        var unknown = chosen.Where(pair => pair.Direction == MetricDirection.Unknown).Select(pair => pair.Metric);
        SettingCheck.ThrowIfAny([
            .. missing.Select(metric =>
                $"No case has positive values of {metric} in both experiments{(MetricCatalog.FindNearest(metric) is { } near && near != metric ? $"; did you mean {near}?" : "; choose another metric.")}"
            ),
            .. unknown.Select(metric => $"It is not known whether higher or lower values of {metric} are better. Say so in the options."),
        ]);
        return chosen.Length > 0
            ? chosen
            : throw new InvalidInputException(
                $"The baseline and the current build have no metric in common: the baseline has {Names(cases[0].Baseline)}, the current build {Names(cases[0].Current)}. Name the metrics to compare, and which of their values are better."
            );
    }

    /// <summary>Names what a run measured: first what people look at first.</summary>
    private static string Names(IReadOnlyList<RunRecord> runs)
    {
        string[] numbers =
        [
            .. runs[0]
                .Document.Scalars.Select(field => field.Key)
                .Where(name => runs[0].Document.TryFindMetric(name, out _))
                .OrderByDescending(name => MetricCatalog.DirectionOf(name) != MetricDirection.Unknown),
        ];
        return numbers.Length == 0
            ? "none"
            : string.Join(", ", numbers.Take(MostNames)) + (numbers.Length > MostNames ? $" and {numbers.Length - MostNames} more" : "");
    }

    private static MetricDirection DirectionOf(string metric, ExperimentComparisonOptions options) =>
        options.HigherIsBetter.TryGetValue(metric, out var isHigherBetter)
            ? isHigherBetter
                ? MetricDirection.HigherIsBetter
                : MetricDirection.LowerIsBetter
            : MetricCatalog.DirectionOf(metric);

    public static ChangeSample? SampleOf(MatchedCase one, string metric) =>
        ChangeSample.Of(MatchedCase.ValuesOf(one.Baseline, metric), MatchedCase.ValuesOf(one.Current, metric));

    private static string KeyOf(ParameterSet workload) => workload.Name is { } name ? "name " + name : workload.Canonical;
}
