namespace ServeMulti.Testing.Simulation;

/// <summary>Random draws of a simulation: fast, without allocation, the same for the same seed.</summary>
internal struct Draws(long seed)
{
    // Mixed twice: streams of neighbouring seeds would otherwise be the same one, shifted.
    private ulong _state = Mix(Mix(unchecked((ulong)seed)) ^ 0xD1B54A32D192ED03);
    private double _spare = double.NaN;

    public double Uniform()
    {
        _state += 0x9E3779B97F4A7C15;
        return (Mix(_state) >> 11) * (1.0 / (1UL << 53));
    }

    public double Uniform(double low, double high) => low + ((high - low) * Uniform());

    public double LogUniform(double low, double high) => low * Math.Pow(high / low, Uniform());

    public int Integer(int low, int high) => low + (int)(Uniform() * (high - low + 1));

    public double Exponential() => -Math.Log(1 - Uniform());

    public double Normal()
    {
        if (!double.IsNaN(_spare))
        {
            var spare = _spare;
            _spare = double.NaN;
            return spare;
        }

        var radius = Math.Sqrt(-2 * Math.Log(1 - Uniform()));
        var angle = 2 * Math.PI * Uniform();
        _spare = radius * Math.Sin(angle);
        return radius * Math.Cos(angle);
    }

    /// <summary>Returns a gamma draw with mean 1 (Marsaglia and Tsang, 2000).</summary>
    public double Gamma(double shape)
    {
        if (shape == 1)
        {
            return Exponential();
        }

        if (shape < 1)
        {
            return Gamma(shape + 1) * (shape + 1) / shape * Math.Pow(1 - Uniform(), 1 / shape);
        }

        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = Normal();
            var v = 1 + (c * x);
            v = v * v * v;
            if (v > 0 && Math.Log(1 - Uniform()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
            {
                return d * v / shape;
            }
        }
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
