using ServeMulti.Statistics;

namespace ServeMulti.Sla.Methods;

/// <summary>What the runs show of the largest throughput that the server can reach.</summary>
/// <remarks>Before any run one capacity is as likely as another, in the logarithm. A run under overload reaches the capacity, off by the
/// speed of that run; any other run reaches no more than it.</remarks>
internal sealed class CapacityPosterior
{
    /// <summary>The values that are used in further sums: each represents an equal share of the probability.</summary>
    private const int Bins = 8;

    private const int FinePoints = 96;

    /// <summary>The range of capacities, as multiples of the best throughput seen.</summary>
    private const double LeastOfBest = 0.7;
    private const double MostOfBest = 1.6;

    /// <summary>Student's t, as everywhere among runs.</summary>
    private const double Degrees = 5;

    /// <summary>Keeps products of many densities within the range of numbers; it is the same for all capacities.</summary>
    private const double Scale = 0.01;

    /// <summary>What ramps and the last answers leave unknown of a throughput, as a share.</summary>
    private const double ThroughputError = 0.01;

    /// <summary>A short burst sees less than all of the capacity: by about this share, and it may be by twice as much or by
    /// nothing.</summary>
    private const double BurstLoss = 0.03;
    private const double BurstError = 0.05;

    private readonly double[][] _weights;
    private readonly double[] _fine;
    private readonly double[] _survival;

    private CapacityPosterior(double[] fine, double[] total, double[][] weights)
    {
        _fine = fine;
        _survival = new double[fine.Length];
        if (!(total.Sum() > 0) || !double.IsFinite(total.Sum()))
        {
            // Nothing that may be agrees with the runs: nothing is known.
            total = [.. total.Select(_ => 1.0)];
            weights = [.. weights.Select(w => w.Select(_ => 1.0).ToArray())];
        }

        var sum = total.Sum();
        double above = 1;
        var bins = new List<(double Value, double[] Weights)>();
        var inBin = new double[NuisanceSum.Noises.Length];
        double mass = 0;
        double moment = 0;
        for (var i = 0; i < fine.Length; i++)
        {
            var share = total[i] / sum;
            _survival[i] = above - (share / 2);
            above -= share;
            mass += share;
            moment += share * fine[i];
            for (var s = 0; s < inBin.Length; s++)
            {
                inBin[s] += weights[i][s];
            }

            if (mass >= 1.0 / Bins || i == fine.Length - 1)
            {
                if (mass > 0)
                {
                    bins.Add((moment / mass, inBin));
                }

                (mass, moment, inBin) = (0, 0, new double[inBin.Length]);
            }
        }

        Values = [.. bins.Select(b => b.Value)];
        _weights = [.. bins.Select(b => b.Weights)];
    }

    /// <summary>Gets the capacities that may be, ascending, in req/s.</summary>
    public double[] Values { get; }

    /// <summary>Computes the posterior.</summary>
    /// <param name="best">The best throughput seen, in req/s.</param>
    /// <param name="saturated">Throughput and prompts of each run under overload.</param>
    /// <param name="burst">The same of the burst.</param>
    /// <param name="others">The same of all other runs.</param>
    public static CapacityPosterior Of(
        double best,
        IReadOnlyList<(double, double)> saturated,
        IReadOnlyList<(double, double)> burst,
        IReadOnlyList<(double, double)> others
    )
    {
        double[] fine =
        [
            .. Enumerable.Range(0, FinePoints).Select(i => best * LeastOfBest * Math.Pow(MostOfBest / LeastOfBest, i / (FinePoints - 1.0))),
        ];
        double[][] weights =
        [
            .. fine.Select(value =>
                NuisanceSum
                    .Noises.Select(noise => Reached(value, noise, saturated, 0, 0) * Reached(value, noise, burst, BurstLoss, BurstError))
                    .ToArray()
            ),
        ];
        double[] total =
        [
            .. fine.Select(
                (value, k) =>
                    NuisanceSum
                        .Noises.Select((noise, s) => NuisanceSum.NoiseWeights[s] * weights[k][s] * Bounded(value, noise, others))
                        .Sum()
            ),
        ];
        return new(fine, total, weights);
    }

    /// <summary>Returns how likely a capacity is where the speed differs from run to run by so much.</summary>
    public double Weight(int value, int noise) => _weights[value][noise];

    /// <summary>Returns the probability that the capacity is above a rate.</summary>
    public double Survival(double rate)
    {
        var place = Math.Log(rate / _fine[0]) / Math.Log(_fine[^1] / _fine[0]) * (_fine.Length - 1);
        if (place <= 0 || place >= _fine.Length - 1)
        {
            return place <= 0 ? 1 : 0;
        }

        var at = (int)place;
        return _survival[at] + ((place - at) * (_survival[at + 1] - _survival[at]));
    }

    private static double Reached(
        double capacity,
        double noise,
        IReadOnlyList<(double Throughput, double Prompts)> runs,
        double loss,
        double error
    )
    {
        double likelihood = 1;
        foreach ((var throughput, var prompts) in runs)
        {
            var variance = (noise * noise) + (ThroughputError * ThroughputError) + (error * error) + (1 / prompts);
            var off = Math.Log(throughput / capacity) + loss;
            var tail = 1 + (off * off / (Degrees * variance));
            likelihood *= Scale / (Math.Sqrt(variance) * tail * tail * tail);
        }

        return likelihood;
    }

    private static double Bounded(double capacity, double noise, IReadOnlyList<(double Throughput, double Prompts)> runs)
    {
        double likelihood = 1;
        foreach ((var throughput, var prompts) in runs)
        {
            likelihood *= Quantiles.NormalProbability(
                Math.Log(capacity / throughput) / Math.Sqrt((noise * noise) + (ThroughputError * ThroughputError) + (1 / prompts))
            );
        }

        return likelihood;
    }
}
