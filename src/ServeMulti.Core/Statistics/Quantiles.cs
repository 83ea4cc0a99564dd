
namespace ServeMulti.Statistics;

/// <summary>Quantiles and densities of the distributions that intervals are made of.</summary>
internal static class Quantiles
{
    /// <summary>Returns the standard normal quantile of a probability in (0, 1).</summary>
    public static double Normal(double probability) => MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, probability);

    /// <summary>Returns the standard normal density.</summary>
    public static double NormalDensity(double z) => Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);

    /// <summary>Returns Student's t quantile of a probability in (0, 1).</summary>
    public static double StudentT(double probability, double degreesOfFreedom) =>
        MathNet.Numerics.Distributions.StudentT.InvCDF(0, 1, degreesOfFreedom, probability);

    /// <summary>Returns the value below which a share of sorted values lies, interpolated between neighbours.</summary>
    public static double OfSorted(ReadOnlySpan<double> sorted, double probability)
    {
        double at = probability * (sorted.Length - 1);
        int below = (int)at;
        return below >= sorted.Length - 1 ? sorted[^1] : sorted[below] + ((at - below) * (sorted[below + 1] - sorted[below]));
    }
}
