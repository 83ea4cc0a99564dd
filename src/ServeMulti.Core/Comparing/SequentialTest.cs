using ServeMulti.Statistics;

namespace ServeMulti.Comparing;

/// <summary>Judges a difference of logarithms again and again while runs come in, and stops early without more errors than one test at the
/// end.</summary>
/// <remarks>
/// <para>Two sequential probability ratio tests (A. Wald, Annals of Mathematical Statistics 16, 1945) run side by side. One has no difference
/// against twice the margin, and ends in a difference; its boundary is a difference of the margin and log(1 / level) times the variance of the
/// estimate over twice the margin. The other has a difference of the margin against one that is 0.7 margins smaller, so that small true differences come
/// to an end too, and ends in no relevant difference; it must do so against the margin on either side (D. J. Schuirmann, Journal of
/// Pharmacokinetics and Biopharmaceutics 15, 1987). By Wald's inequality each is wrong with at most the level, however often one looks, if the
/// variance is known.</para>
/// <para>It is not. What ends a test with a known variance is at least sqrt(2 log(1 / level)) standard errors away; with an estimated one a t
/// test has to reach the same p-value as well (C. Jennison and B. W. Turnbull, "Group Sequential Methods with Applications to Clinical Trials",
/// 2000, section 3.8). That is an approximation, whose errors the laboratory measures.</para>
/// </remarks>
internal sealed class SequentialTest
{
    /// <summary>How far the alternative to a difference of the margin lies from it, in margins.</summary>
    private const double EqualityStep = 0.7;

    /// <summary>By how much more evidence is asked for because the variance is estimated; from the laboratory.</summary>
    private const double Caution = 1.1;

    private readonly double _margin;
    private readonly double _differs;
    private readonly double _equals;
    private readonly double _differsP;
    private readonly double _equalsP;

    /// <param name="margin">The smallest relevant difference, as a logarithm.</param>
    /// <param name="differenceLevel">The chance that a difference is claimed in one direction where there is none.</param>
    /// <param name="equalityLevel">The chance that no relevant difference is claimed where there is one.</param>
    public SequentialTest(double margin, double differenceLevel, double equalityLevel)
    {
        _margin = margin;
        (_differs, _differsP) = BoundaryOf(differenceLevel);
        (_equals, _equalsP) = BoundaryOf(equalityLevel);
    }

    /// <summary>Judges what was measured so far.</summary>
    /// <param name="estimate">The logarithm of current over baseline.</param>
    /// <returns>1: larger; -1: smaller; 0: no relevant difference; null: go on.</returns>
    public int? Judge(MeanEstimate estimate)
    {
        if (!estimate.IsKnown)
        {
            return null;
        }

        var size = Math.Abs(estimate.Mean);
        if (size >= _margin + (_differs * estimate.Variance / (2 * _margin)) && PValue(size, estimate) <= _differsP)
        {
            return Math.Sign(estimate.Mean);
        }

        var step = EqualityStep * _margin;
        return _margin - size >= (step / 2) + (_equals * estimate.Variance / step) && PValue(_margin - size, estimate) <= _equalsP
            ? 0
            : null;
    }

    private static (double Evidence, double PValue) BoundaryOf(double level)
    {
        var evidence = -Math.Log(level);
        return (Caution * evidence, 1 - Quantiles.NormalProbability(Math.Sqrt(2 * evidence)));
    }

    /// <summary>Where nothing varied, any distance is one for sure.</summary>
    private static double PValue(double distance, MeanEstimate estimate) =>
        estimate.Variance == 0
            ? distance > 0
                ? 0
                : 1
            : SampleSummary.UpperTail(distance / Math.Sqrt(estimate.Variance), estimate.DegreesOfFreedom);
}
