using MathNet.Numerics;
using MathNet.Numerics.RootFinding;

namespace ServeMulti.Statistics;

/// <summary>What many samples of the same kind say of the variance of one: each alone has few values, all together have many.</summary>
/// <remarks>
/// Variances of samples are taken to scatter around a common one as a scaled inverse chi-square distribution does; its center and its weight
/// in degrees of freedom are estimated from all samples. One that is noisier than the others keeps most of its own variance where they
/// differ much, and little where they do not. Source: G. K. Smyth, "Linear models and empirical Bayes methods for assessing differential
/// expression in microarray experiments", Statistical Applications in Genetics and Molecular Biology 3 (2004), section 6.2. The degrees of
/// freedom of a result are at most those of all samples together.
/// </remarks>
internal sealed class ModeratedVariance
{
    private const int LeastSamples = 3;

    /// <summary>Samples whose values are all equal have no logarithm of a variance: they count as this share of the median.</summary>
    private const double LeastShare = 1e-5;

    private readonly double _center;
    private readonly double _weight;
    private readonly double _allDegrees;

    private ModeratedVariance(double center, double weight, double allDegrees) =>
        (_center, _weight, _allDegrees) = (center, weight, allDegrees);

    /// <summary>Learns from samples; fewer than three say nothing of each other.</summary>
    /// <param name="samples">Variance and degrees of freedom of each; those without a degree of freedom are left out.</param>
    public static ModeratedVariance Of(IEnumerable<(double Variance, double Degrees)> samples)
    {
        (double Variance, double Degrees)[] known = [.. samples.Where(sample => sample.Degrees > 0)];
        var allDegrees = known.Sum(sample => sample.Degrees);
        var least = LeastShare * MathNet.Numerics.Statistics.Statistics.Median(known.Select(sample => sample.Variance));
        if (known.Length < LeastSamples || !(least > 0))
        {
            return new(0, 0, allDegrees);
        }

        double[] logs =
        [
            .. known.Select(sample =>
                Math.Log(Math.Max(least, sample.Variance)) - SpecialFunctions.DiGamma(sample.Degrees / 2) + Math.Log(sample.Degrees / 2)
            ),
        ];
        var mean = logs.Average();
        var spread =
            (logs.Sum(log => (log - mean) * (log - mean)) / (logs.Length - 1)) - known.Average(sample => TriGamma(sample.Degrees / 2));
        if (spread <= 0)
        {
            return new(Math.Exp(mean), double.PositiveInfinity, allDegrees);
        }

        var weight = 2 * InvertTriGamma(spread);
        return new(Math.Exp(mean + SpecialFunctions.DiGamma(weight / 2) - Math.Log(weight / 2)), weight, allDegrees);
    }

    /// <summary>Returns the variance of one sample in the light of all.</summary>
    public (double Variance, double Degrees) Moderate(double variance, double degrees) =>
        double.IsInfinity(_weight)
            ? (_center, _allDegrees)
            : (
                ((_weight * _center) + (degrees * variance)) / (_weight + degrees),
                Math.Min(_weight + degrees, Math.Max(_allDegrees, degrees))
            );

    /// <summary>The second derivative of the logarithm of the gamma function, for positive arguments: recurrence up to 10, then the
    /// asymptotic series (Abramowitz and Stegun, 6.4.6 and 6.4.12).</summary>
    internal static double TriGamma(double x)
    {
        var sum = 0.0;
        for (; x < 10; x++)
        {
            sum += 1 / (x * x);
        }

        var square = 1 / (x * x);
        return sum
            + (1 / x)
            + (square / 2)
            + (square / x * ((1.0 / 6) - (square * ((1.0 / 30) - (square * ((1.0 / 42) - (square / 30)))))));
    }

    private static double InvertTriGamma(double value)
    {
        // It falls from infinity to 0, about as 1/x + 1/(2x^2) and never below 1/x.
        const double Least = 1e-6;
        var most = Math.Max(1, (1 / value) + 1);
        return value >= TriGamma(Least) ? Least : Brent.FindRoot(x => TriGamma(x) - value, Least, most, 1e-9, 200);
    }
}
