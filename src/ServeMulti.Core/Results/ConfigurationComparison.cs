using ServeMulti.Parameters;
using ServeMulti.Statistics;

namespace ServeMulti.Results;

/// <summary>Which server configuration is best by one metric over all workloads, by how much, and whether the runs are enough to say so.</summary>
/// <remarks>
/// A configuration's score is the geometric mean of its metric over the workloads (benchmark parameter sets) that all compared configurations
/// have finished, so that no workload counts more because its numbers are larger. The lead of one over the next is the ratio of their scores;
/// its interval is Welch's, on the logarithms of the runs' values (B. L. Welch, Biometrika 34, 1947).
/// </remarks>
public sealed record ConfigurationComparison
{
    private ConfigurationComparison(string metric, bool higherIsBetter, IReadOnlyList<RankedConfiguration> ranking, int workloadCount)
    {
        Metric = metric;
        HigherIsBetter = higherIsBetter;
        Ranking = ranking;
        WorkloadCount = workloadCount;
    }

    /// <summary>Gets the name of the metric.</summary>
    public string Metric { get; }

    /// <summary>Gets whether larger values of the metric are better.</summary>
    public bool HigherIsBetter { get; }

    /// <summary>Gets the configurations, best first; empty where none has a comparable result.</summary>
    public IReadOnlyList<RankedConfiguration> Ranking { get; }

    /// <summary>Gets the number of workloads that the comparison is made over.</summary>
    public int WorkloadCount { get; }

    /// <summary>Compares server configurations.</summary>
    /// <param name="runs">The finished runs; those of searches and load scans (with a load) are left out.</param>
    /// <param name="metric">The metric, such as <c>output_throughput</c> or <c>p99_e2el_ms</c>.</param>
    /// <param name="higherIsBetter">Whether larger values are better; null: unless the name ends in <c>_ms</c>.</param>
    /// <returns>The comparison. Workloads in which a configuration has no positive finite value are left out for all.</returns>
    public static ConfigurationComparison Of(IEnumerable<RunRecord> runs, string metric, bool? higherIsBetter = null)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentException.ThrowIfNullOrEmpty(metric);
        var configurations = Group(runs.Where(run => run.Case.Load is null), metric);
        var common = configurations.Count == 0
            ? []
            : configurations.Select(configuration => configuration.Logarithms.Keys).Aggregate<IEnumerable<ParameterSet>>((left, right) => left.Intersect(right)).ToArray();
        var isHigherBetter = higherIsBetter ?? !metric.EndsWith("_ms", StringComparison.Ordinal);
        var scores = common.Length == 0 ? [] : configurations.ConvertAll(configuration => LogScore.Of(configuration.Parameters, configuration.Logarithms, common));
        scores.Sort((left, right) => isHigherBetter ? right.Mean.CompareTo(left.Mean) : left.Mean.CompareTo(right.Mean));
        var ranking = scores.Select((score, place) => new RankedConfiguration(
            score.Parameters, Math.Exp(score.Mean), place + 1 < scores.Count ? score.LeadOver(scores[place + 1], isHigherBetter) : null));
        return new ConfigurationComparison(metric, isHigherBetter, [.. ranking], common.Length);
    }

    private static List<(ParameterSet Parameters, Dictionary<ParameterSet, List<double>> Logarithms)> Group(IEnumerable<RunRecord> runs, string metric)
    {
        var configurations = new List<(ParameterSet Parameters, Dictionary<ParameterSet, List<double>> Logarithms)>();
        var places = new Dictionary<ParameterSet, int>();
        foreach (var run in runs)
        {
            if (!run.Document.TryFindMetric(metric, out var value) || !double.IsFinite(value) || value <= 0)
            {
                continue;
            }

            if (!places.TryGetValue(run.Case.ServeParameters, out var place))
            {
                place = places[run.Case.ServeParameters] = configurations.Count;
                configurations.Add((run.Case.ServeParameters, []));
            }

            var workloads = configurations[place].Logarithms;
            if (!workloads.TryGetValue(run.Case.BenchParameters, out var values))
            {
                workloads[run.Case.BenchParameters] = values = [];
            }

            values.Add(Math.Log(value));
        }

        return configurations;
    }

    /// <summary>The mean logarithm of a configuration's metric over workloads, and its standard error.</summary>
    private sealed record LogScore(ParameterSet Parameters, double Mean, double Variance, double DegreesOfFreedom)
    {
        private const double Level = 0.95;

        public static LogScore Of(ParameterSet parameters, Dictionary<ParameterSet, List<double>> logarithms, ParameterSet[] workloads)
        {
            var samples = Array.ConvertAll(workloads, workload => SampleSummary.Of(logarithms[workload]));
            var variances = Array.ConvertAll(samples, sample => sample.StandardError * sample.StandardError / (workloads.Length * (double)workloads.Length));
            var variance = variances.Sum();
            var isKnown = samples.All(sample => sample.Count > 1);
            var spread = variances.Zip(samples, (part, sample) => part * part / Math.Max(sample.Count - 1, 1)).Sum();
            var degrees = !isKnown ? 0 : spread == 0 ? samples.Sum(sample => sample.Count - 1) : variance * variance / spread;
            return new LogScore(parameters, samples.Average(sample => sample.Mean), variance, degrees);
        }

        public ConfigurationLead LeadOver(LogScore next, bool isHigherBetter)
        {
            var difference = isHigherBetter ? Mean - next.Mean : next.Mean - Mean;
            if (DegreesOfFreedom == 0 || next.DegreesOfFreedom == 0)
            {
                return new ConfigurationLead(Math.Exp(difference), null, null);
            }

            var variance = Variance + next.Variance;
            var spread = (Variance * Variance / DegreesOfFreedom) + (next.Variance * next.Variance / next.DegreesOfFreedom);
            var degrees = spread == 0 ? DegreesOfFreedom + next.DegreesOfFreedom : variance * variance / spread;
            var halfWidth = Math.Sqrt(variance) * SampleSummary.TwoSidedQuantile(Level, degrees);
            return new ConfigurationLead(Math.Exp(difference), Math.Exp(difference - halfWidth), Math.Exp(difference + halfWidth));
        }
    }
}
