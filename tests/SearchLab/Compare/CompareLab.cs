using System.Globalization;
using ServeMulti.Comparing;
using ServeMulti.Results;

namespace ServeMulti.SearchLab.Compare;

/// <summary>Plays comparisons of builds whose true difference is known, and counts right and wrong verdicts.</summary>
/// <param name="seed">Where the randomness begins.</param>
/// <param name="comparisons">How many comparisons of each kind.</param>
/// <param name="parallelism">How many at a time.</param>
internal sealed class CompareLab(long seed, int comparisons, int parallelism)
{
    public const int Cases = 12;
    public const int Runs = 5;

    /// <summary>The largest number of runs of both sides together in an A/B.</summary>
    public const int Budget = 80;

    /// <summary>Plays whole comparisons of two experiments.</summary>
    public ComparisonCount PlayFixed(BuildModel model, int cases = Cases, int runs = Runs) =>
        Count(index =>
        {
            var (baseline, current) = model.MeasureApart(RandomOf(index), cases, runs);
            return new(
                ExperimentComparison.Of(baseline, current),
                2 * cases * runs,
                PeerHabits.MeansDiffer(baseline, current),
                PeerHabits.IntervalsDiffer(baseline, current)
            );
        });

    /// <summary>Plays A/Bs of one case, which are looked at after each run of the fifth on.</summary>
    public ComparisonCount PlaySequential(BuildModel model, int budget = Budget) =>
        Count(index =>
        {
            var (baseline, current) = model.MeasureInTurn(RandomOf(index), budget);
            var places = AlternatingChanges.FirstLook - 2;
            ExperimentComparison comparison;
            do
            {
                // Two runs of one server in a row need it to be started once.
                places = Math.Min(budget, places + 2);
                comparison = ExperimentComparison.OfAlternating(Take(baseline, false, places), Take(current, true, places));
            } while (comparison.Verdict == ChangeVerdict.Inconclusive && places < budget);

            return new(comparison, places, false, false);
        });

    /// <summary>Finds how many runs a fixed design needs for a right verdict as often as a sequential one; null where too many.</summary>
    public int? FindFixedRuns(BuildModel model, ChangeVerdict verdict, double share)
    {
        for (var runs = 2; runs <= Budget; runs++)
        {
            if (PlayFixed(model, cases: 1, runs).Share(verdict) >= share)
            {
                return 2 * runs;
            }
        }

        return null;
    }

    private ComparisonCount Count(Func<int, PlayedComparison> play) =>
        new(Contest.ForEach([.. Enumerable.Range(0, comparisons)], parallelism, play));

    private Random RandomOf(int index) => new(unchecked((int)((seed * 1_000_003) + (index * 7_919L))));

    private static IEnumerable<RunRecord> Take(RunRecord[] runs, bool isB, int places) => runs.Take(AlternatingOrder.RunsOf(isB, places));
}

/// <summary>One comparison that was played.</summary>
internal sealed record PlayedComparison(ExperimentComparison Comparison, int Runs, bool MeansDiffer, bool IntervalsDiffer);

/// <summary>What many comparisons of one kind said.</summary>
internal sealed class ComparisonCount(PlayedComparison[] played)
{
    public double MeanRuns => played.Average(one => one.Runs);

    public double MeansDiffer => Share(one => one.MeansDiffer);

    public double IntervalsDiffer => Share(one => one.IntervalsDiffer);

    public double Share(ChangeVerdict verdict) => Share(one => one.Comparison.Verdict == verdict);

    /// <summary>Returns how many of all intervals of single metrics contain the true ratio.</summary>
    public double Covers(double slowdown)
    {
        bool[] covered =
        [
            .. played
                .SelectMany(one => one.Comparison.Cases)
                .SelectMany(one => one.Metrics)
                .Where(metric => metric is { Low: not null, High: not null })
                .Select(metric => (Truth: metric.Metric == "request_throughput" ? 1 / slowdown : slowdown, metric))
                .Select(pair => pair.metric.Low <= pair.Truth && pair.Truth <= pair.metric.High),
        ];
        return covered.Length == 0 ? double.NaN : covered.Count(one => one) / (double)covered.Length;
    }

    /// <summary>Returns how many single metrics have a verdict.</summary>
    public double ShareOfMetrics(ChangeVerdict verdict)
    {
        ChangeVerdict[] all =
        [
            .. played.SelectMany(one => one.Comparison.Cases).SelectMany(one => one.Metrics).Select(metric => metric.Verdict),
        ];
        return all.Count(one => one == verdict) / (double)all.Length;
    }

    public static string Percent(double share) =>
        double.IsNaN(share) ? "-" : string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} %");

    private double Share(Func<PlayedComparison, bool> isMeant) => played.Count(isMeant) / (double)played.Length;
}
