using System.Globalization;
using ServeMulti.Statistics;

namespace ServeMulti.Sla;

/// <summary>One run of a search whose value is far from those of the runs beside it: something happened in it, and it did not decide alone.</summary>
/// <remarks>
/// Beside it are at least four other runs that count, at loads within 5 %. Values are compared by their logarithms. A run is an outlier where it is further from the median of the others than 3.5
/// times 1.4826 of their median absolute deviation (Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993), and by a quarter at least.
/// </remarks>
/// <param name="Load">The load.</param>
/// <param name="RunNumber">The number of the run at its load, from 0.</param>
/// <param name="Check">The criterion with the value of this run.</param>
/// <param name="Usual">The median of the runs beside it.</param>
public sealed record OutlierRun(double Load, int RunNumber, CriterionCheck Check, double Usual)
{
    private const double MostLoadRatio = 1.05;
    private const int LeastOthers = 4;
    private const double MostDeviations = 3.5;
    private const double NormalDeviation = 1.4826;
    private const double LeastRatio = 1.25;

    /// <summary>Returns the outlier as words, such as <c>p99_e2el_ms 419 at 28.8 in run 0, where 115 is usual</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Check.Criterion.Metric} {Check.Value:G3} at {Load:0.####} in run {RunNumber}, where {Usual:G3} is usual");

    /// <summary>Finds the outliers of a search, by load.</summary>
    internal static IReadOnlyList<OutlierRun> FindIn(IEnumerable<SlaProbe> probes)
    {
        (double Load, SlaProbeRun Run)[] runs = [.. probes.SelectMany(probe => probe.Runs.Where(run => run.Counts).Select(run => (probe.Load, run)))];
        return [.. runs.Select(run => Find(run.Load, run.Run, [.. runs.Where(other => !ReferenceEquals(other.Run, run.Run) && IsBeside(run.Load, other.Load)).Select(other => other.Run)])).OfType<OutlierRun>()];
    }

    private static bool IsBeside(double load, double other) => Math.Max(load, other) <= MostLoadRatio * Math.Min(load, other);

    private static OutlierRun? Find(double load, SlaProbeRun run, SlaProbeRun[] others) =>
        Enumerable.Range(0, run.Checks.Count).Select(index => Find(load, run, run.Checks[index], [.. others.Where(other => other.Checks.Count > index).Select(other => other.Checks[index].Value)]))
            .FirstOrDefault(outlier => outlier is not null);

    private static OutlierRun? Find(double load, SlaProbeRun run, CriterionCheck check, double[] others)
    {
        double[] logarithms = [.. others.Where(value => value > 0 && double.IsFinite(value)).Select(value => Math.Log(value))];
        if (logarithms.Length < LeastOthers || !(check.Value > 0) || !double.IsFinite(check.Value))
        {
            return null;
        }

        double usual = Quantiles.Median(logarithms);
        double deviation = NormalDeviation * Quantiles.Median([.. logarithms.Select(value => Math.Abs(value - usual))]);
        return Math.Abs(Math.Log(check.Value) - usual) > Math.Max(MostDeviations * deviation, Math.Log(LeastRatio)) ? new(load, run.RunNumber, check, Math.Exp(usual)) : null;
    }
}
