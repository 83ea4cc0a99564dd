namespace ServeMulti.Statistics;

/// <summary>Random draws that are the same for the same seed on every platform and every version of .NET.</summary>
/// <remarks>SplitMix64 (Steele, Lea and Flood, 2014); normal draws by Marsaglia's polar method, Student's t by Bailey's.</remarks>
internal sealed class RandomDraws
{
    private ulong _state;

    public RandomDraws(long seed) => _state = unchecked((ulong)seed);

    /// <summary>Returns a number in [0, 1).</summary>
    public double NextUniform() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    public double NextNormal()
    {
        (double u, double s) = NextInDisk();
        return u * Math.Sqrt(-2 * Math.Log(s) / s);
    }

    public double NextStudentT(double degreesOfFreedom)
    {
        (double u, double s) = NextInDisk();
        return u * Math.Sqrt(degreesOfFreedom * (Math.Pow(s, -2 / degreesOfFreedom) - 1) / s);
    }

    public ulong NextBits()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Returns a coordinate of a point within the unit circle, and the square of its distance from the middle.</summary>
    private (double U, double S) NextInDisk()
    {
        while (true)
        {
            double u = (2 * NextUniform()) - 1;
            double v = (2 * NextUniform()) - 1;
            double s = (u * u) + (v * v);
            if (s is > 0 and < 1)
            {
                return (u, s);
            }
        }
    }
}
