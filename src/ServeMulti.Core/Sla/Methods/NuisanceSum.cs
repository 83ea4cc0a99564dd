namespace ServeMulti.Sla.Methods;

/// <summary>Sums likelihoods over all nuisance parameters: slopes, capacities, and how much the speed of the server differs from run to
/// run.</summary>
internal sealed class NuisanceSum(int edges)
{
    /// <summary>By which share the speed of a server may differ from run to run: from a quiet machine to one whose latencies near capacity
    /// differ by half.</summary>
    public static readonly double[] Noises = [0.01, 0.03, 0.06, 0.12];

    /// <summary>How likely each noise is before any run.</summary>
    public static readonly double[] NoiseWeights = [0.1, 0.3, 0.3, 0.3];

    /// <summary>Student's t: one run in many is far off.</summary>
    private const double Degrees = 5;

    /// <summary>Products of so many densities do not leave the range of numbers.</summary>
    private const int MostFactors = 8;

    private readonly double[] _product = new double[Noises.Length];
    private readonly double[] _log = new double[Noises.Length];
    private readonly List<(int Edge, int Noise, double LogWeight)> _terms = [];
    private int _factors;

    /// <summary>Begins the product of the densities of all runs for one set of values.</summary>
    public void Begin()
    {
        Array.Fill(_product, 1);
        Array.Clear(_log);
        _factors = 0;
    }

    /// <summary>Multiplies by the density of one run: Student's t with five degrees of freedom, whose power is a whole number.</summary>
    /// <param name="slowness">By which share the run was slower than the server usually is.</param>
    /// <param name="variance">What its requests alone leave unknown of that.</param>
    /// <param name="perMargin">The change of slowness per change of margin, because it is margins that were measured.</param>
    public void Multiply(double slowness, double variance, double perMargin)
    {
        var squared = slowness * slowness / Degrees;
        for (var s = 0; s < Noises.Length; s++)
        {
            var total = (Noises[s] * Noises[s]) + variance;
            var tail = 1 + (squared / total);
            _product[s] *= perMargin / (Math.Sqrt(total) * tail * tail * tail);
        }

        if (++_factors == MostFactors)
        {
            Fold();
        }
    }

    /// <summary>Adds the product to an edge.</summary>
    public void Add(int edge, int noise, double weight)
    {
        Fold();
        var log = _log[noise] + Math.Log(weight * NoiseWeights[noise]);
        if (double.IsFinite(log))
        {
            _terms.Add((edge, noise, log));
        }
    }

    /// <summary>Returns the share of each edge, and the mean of the noise.</summary>
    public (double[] Density, double Noise) Normalize()
    {
        if (_terms.Count == 0)
        {
            // Nothing that may be agrees with the runs: nothing is known.
            return ([.. Enumerable.Repeat(1.0 / edges, edges)], NoiseWeights.Zip(Noises, (weight, noise) => weight * noise).Sum());
        }

        var most = _terms.Max(t => t.LogWeight);
        var density = new double[edges];
        double noise = 0;
        double total = 0;
        foreach ((var edge, var s, var log) in _terms)
        {
            var weight = Math.Exp(log - most);
            density[edge] += weight;
            noise += weight * Noises[s];
            total += weight;
        }

        for (var e = 0; e < edges; e++)
        {
            density[e] /= total;
        }

        return (density, noise / total);
    }

    private void Fold()
    {
        if (_factors == 0)
        {
            return;
        }

        for (var s = 0; s < Noises.Length; s++)
        {
            _log[s] += Math.Log(_product[s]);
            _product[s] = 1;
        }

        _factors = 0;
    }
}
