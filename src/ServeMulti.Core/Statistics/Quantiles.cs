namespace ServeMulti.Statistics;

/// <summary>Quantiles and densities of the distributions that intervals are made of.</summary>
internal static class Quantiles
{
    /// <summary>Returns the standard normal quantile of a probability in (0, 1).</summary>
    public static double Normal(double probability) => MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, probability);

    /// <summary>Returns the standard normal probability of a value below z.</summary>
    public static double NormalProbability(double z) => MathNet.Numerics.Distributions.Normal.CDF(0, 1, z);

    /// <summary>Returns the standard normal density.</summary>
    public static double NormalDensity(double z) => Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
}
