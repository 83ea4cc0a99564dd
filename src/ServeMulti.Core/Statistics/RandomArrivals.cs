using MathNet.Numerics.Distributions;

namespace ServeMulti.Statistics;

/// <summary>Draws the gaps between arrivals. The same seed draws the same gaps.</summary>
/// <param name="seed">Where the draws begin.</param>
internal sealed class RandomArrivals(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>Draws the next gap, in seconds: Gamma(shape = burstiness, scale = 1 / (rate * burstiness)), whose mean is 1 /
    /// rate.</summary>
    /// <param name="rate">Arrivals per second, above 0; infinite: no gap.</param>
    /// <param name="burstiness">The shape: 1 is a Poisson process, less is burstier, more is more even, infinite is a constant gap.</param>
    public double NextGap(double rate, double burstiness)
    {
        if (double.IsPositiveInfinity(rate))
        {
            return 0;
        }

        return double.IsPositiveInfinity(burstiness) ? 1 / rate : Gamma.Sample(_random, burstiness, rate * burstiness);
    }
}
