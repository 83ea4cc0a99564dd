using ServeMulti.Statistics;

namespace ServeMulti.Sla;

/// <summary>One run of a search whose value is far from those of the runs beside it: something happened in it that did not happen in
/// them.</summary>
/// <remarks>
/// Latencies rise with the load, so a high value is held against the runs at its load or up to 5 % above it, a low one against those at its
/// load or up to 5 % below it; of a limit from below, against those at its load alone. There are at least four, all of which count. Their
/// logarithms are taken for normal: the run is an outlier where it lies outside the interval that holds one more run of the same kind, mean
/// ± t s sqrt(1 + 1/n) with n - 1 degrees of freedom (prediction interval; Hahn and Meeker, Statistical Intervals, 1991, chapter 4), and by
/// a quarter at least. The level is 5 % for all runs of the search together (Bonferroni): where runs differ by nothing but noise, one
/// search in twenty names one. Few runs beside it that differ much hide an outlier; they never make one.
/// </remarks>
/// <param name="Load">The load.</param>
/// <param name="RunNumber">The number of the run at its load, from 0.</param>
/// <param name="Check">The criterion with the value of this run.</param>
/// <param name="Usual">The geometric mean of the runs beside it.</param>
public sealed record OutlierRun(double Load, int RunNumber, CriterionCheck Check, double Usual)
{
    private const double MostLoadRatio = 1.05;
    private const int LeastOthers = 4;
    private const double LeastRatio = 1.25;
    private const double ErrorOfASearch = 0.05;

    /// <summary>Finds the outliers of a search, by load.</summary>
    internal static IReadOnlyList<OutlierRun> FindIn(IEnumerable<SlaProbe> probes)
    {
        (double Load, SlaProbeRun Run)[] runs =
        [
            .. probes.SelectMany(probe => probe.Runs.Where(run => run.Counts).Select(run => (probe.Load, run))),
        ];
        var level = 1 - (ErrorOfASearch / Math.Max(1, runs.Sum(run => run.Run.Checks.Count)));
        return
        [
            .. runs.Select(run =>
                    Enumerable
                        .Range(0, run.Run.Checks.Count)
                        .Select(index => Find(runs, run, index, level))
                        .FirstOrDefault(outlier => outlier is not null)
                )
                .OfType<OutlierRun>(),
        ];
    }

    private static OutlierRun? Find((double Load, SlaProbeRun Run)[] runs, (double Load, SlaProbeRun Run) run, int index, double level)
    {
        var check = run.Run.Checks[index];
        var reach = check.Criterion.IsLowerLimit ? 1 : MostLoadRatio;
        return FindBeyond(1, load => load >= run.Load && load <= reach * run.Load)
            ?? FindBeyond(-1, load => load <= run.Load && reach * load >= run.Load);

        OutlierRun? FindBeyond(int side, Func<double, bool> isBeside)
        {
            double[] others =
            [
                .. runs.Where(other => !ReferenceEquals(other.Run, run.Run) && isBeside(other.Load) && other.Run.Checks.Count > index)
                    .Select(other => other.Run.Checks[index].Value),
            ];
            double[] logarithms = [.. others.Where(IsPositive).Select(value => Math.Log(value))];
            if (logarithms.Length < LeastOthers || !IsPositive(check.Value))
            {
                return null;
            }

            var usual = SampleSummary.Of(logarithms);
            var half =
                SampleSummary.TwoSidedQuantile(level, usual.Count - 1) * usual.StandardDeviation * Math.Sqrt(1 + (1.0 / usual.Count));
            return side * (Math.Log(check.Value) - usual.Mean) > Math.Max(half, Math.Log(LeastRatio))
                ? new(run.Load, run.Run.RunNumber, check, Math.Exp(usual.Mean))
                : null;
        }
    }

    private static bool IsPositive(double value) => value > 0 && double.IsFinite(value);
}
