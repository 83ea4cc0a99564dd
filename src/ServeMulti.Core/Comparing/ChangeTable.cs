using ServeMulti.Benchmarking;
using ServeMulti.Parameters;
using ServeMulti.Statistics;

namespace ServeMulti.Comparing;

/// <summary>All comparisons of two builds: each metric in each case and over the cases of each workload, judged together.</summary>
internal sealed class ChangeTable
{
    private readonly Dictionary<MatchedCase, List<MetricChange>> _cases = [];
    private readonly List<WorkloadChange> _workloads = [];

    /// <exception cref="InvalidInputException">The two sides have no metric in common, or it is not known which values of one are
    /// better.</exception>
    public ChangeTable(IReadOnlyList<MatchedCase> cases, ExperimentComparisonOptions options)
    {
        MatchedCase[] compared = [.. cases.Where(one => one.FindProblem(options.FailedShareLimit) is null)];
        var metrics = compared.Length == 0 ? [] : ChooseMetrics(compared, options);
        var workloads = compared
            .GroupBy(one => KeyOf(one.CurrentCase.BenchParameters))
            .Select(group => (Parameters: group.First().CurrentCase.BenchParameters, Cases: group.ToArray()))
            .ToArray();
        var pending = new List<(ChangeTest Test, List<MetricChange> Place)>();
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
            var spreads = ModeratedVariance.Of(samples.Values.Select(sample => sample.Spread));
            foreach (var (one, sample) in samples)
            {
                pending.Add((new ChangeTest(Measured(metric, direction, [sample], options), sample.Estimate(spreads)), _cases[one]));
            }

            foreach (var (workload, place) in workloads.Zip(places))
            {
                ChangeSample[] joined = [.. workload.Cases.Where(samples.ContainsKey).Select(one => samples[one])];
                if (joined.Length > 1)
                {
                    var estimate = MeanEstimate.Average([.. joined.Select(sample => sample.Estimate(spreads))]);
                    pending.Add((new ChangeTest(Measured(metric, direction, joined, options), estimate), place));
                }
            }
        }

        Judge(pending, options.ErrorRate);
        foreach (var (workload, place) in workloads.Zip(places))
        {
            // A single case is its workload.
            _workloads.Add(new(workload.Parameters, workload.Cases.Length == 1 ? _cases[workload.Cases[0]] : place));
        }
    }

    /// <summary>Gets the workloads, in the order in which they first come.</summary>
    public IReadOnlyList<WorkloadChange> Workloads => _workloads;

    /// <summary>Returns the metrics of a case; empty where it is not compared.</summary>
    public IReadOnlyList<MetricChange> Of(MatchedCase one) => _cases.TryGetValue(one, out var metrics) ? metrics : [];

    private static void Judge(List<(ChangeTest Test, List<MetricChange> Place)> pending, double errorRate)
    {
        var worse = HolmCorrection.Adjust([.. pending.Select(one => one.Test.PWorse)]);
        var better = HolmCorrection.Adjust([.. pending.Select(one => one.Test.PBetter)]);
        for (var index = 0; index < pending.Count; index++)
        {
            pending[index].Place.Add(pending[index].Test.Judge(worse[index], better[index], errorRate, pending.Count));
        }
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

    private static (string Metric, MetricDirection Direction)[] ChooseMetrics(MatchedCase[] cases, ExperimentComparisonOptions options)
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
                "The baseline and the current build have no metric in common. Name the metrics to compare, and which of their values are better."
            );
    }

    private static MetricDirection DirectionOf(string metric, ExperimentComparisonOptions options) =>
        options.HigherIsBetter.TryGetValue(metric, out var isHigherBetter)
            ? isHigherBetter
                ? MetricDirection.HigherIsBetter
                : MetricDirection.LowerIsBetter
            : MetricCatalog.DirectionOf(metric);

    private static ChangeSample? SampleOf(MatchedCase one, string metric) =>
        ChangeSample.Of(MatchedCase.ValuesOf(one.Baseline, metric), MatchedCase.ValuesOf(one.Current, metric));

    private static string KeyOf(ParameterSet workload) => workload.Name is { } name ? "name " + name : workload.Canonical;
}
