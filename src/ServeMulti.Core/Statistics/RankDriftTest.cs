namespace ServeMulti.Statistics;

/// <summary>Whether values depend on their place within their block, by ranks: the first against the others, and a trend from the first to
/// the last.</summary>
/// <remarks>
/// <para>Blocks are cases, and places are runs. The trend is that of E. B. Page for ordered places in blocks (Journal of the American
/// Statistical Association 58, 1963), with the permutation variance for blocks of unequal length and ties; the first place is compared by the
/// sum of its ranks. Ranks are those within the block: neither the size nor the spread of a block counts.</para>
/// <para>The p-values are those of random permutations of the places within each block, all metrics of a run together, and of the largest
/// statistic of each permutation (P. H. Westfall, S. S. Young, Resampling-Based Multiple Testing, 1993; B. Phipson, G. K. Smyth, Statistical
/// Applications in Genetics and Molecular Biology 9, 2010). So they hold for few runs and any distribution, and need no correction for the
/// number of metrics and tests.</para>
/// </remarks>
internal sealed class RankDriftTest
{
    private const int Permutations = 1999;
    private const int Seed = 20_261_130;

    private readonly int _metrics;
    private readonly List<Block> _blocks = [];
    private readonly double[] _firstVariance;
    private readonly double[] _trendVariance;

    /// <param name="metrics">The number of metrics.</param>
    public RankDriftTest(int metrics)
    {
        _metrics = metrics;
        (_firstVariance, _trendVariance) = (new double[metrics], new double[metrics]);
    }

    /// <summary>Adds a block.</summary>
    /// <param name="values">The values of each metric by place, at least two; null where the block lacks the metric.</param>
    public void Add(IReadOnlyList<double[]?> values)
    {
        var length = values.OfType<double[]>().First().Length;
        var ranks = values.Select(one => one is null ? null : CentredRanks(one)).ToArray();
        _blocks.Add(new Block(length, ranks));
        var squaresOfPlaces = length * (((double)length * length) - 1) / 12;
        for (var metric = 0; metric < _metrics; metric++)
        {
            if (ranks[metric] is { } own)
            {
                var squares = own.Sum(rank => rank * rank);
                _firstVariance[metric] += squares / length;
                // Of two places the first against the other is all there is.
                _trendVariance[metric] += length < 3 ? 0 : squares * squaresOfPlaces / (length - 1);
            }
        }
    }

    /// <summary>Tests all metrics together.</summary>
    /// <param name="level">The chance that anything is found where values do not depend on their place.</param>
    /// <returns>The p-values per metric; 1 where none is at most the level.</returns>
    public (double First, double Trend)[] Test(double level)
    {
        var measured = Score(permute: null);
        var found = Enumerable.Repeat((First: 1.0, Trend: 1.0), _metrics).ToArray();
        var largest = measured.Select(score => Math.Max(score.First, score.Trend)).DefaultIfEmpty(0).Max();
        if (largest <= 0)
        {
            return found;
        }

        var random = new Random(Seed);
        var most = (int)Math.Floor(level * (Permutations + 1)) - 1;
        var maxima = new List<double>(Permutations);
        for (int permutation = 0, asLarge = 0; permutation < Permutations; permutation++)
        {
            var maximum = Score(random).Max(score => Math.Max(score.First, score.Trend));
            maxima.Add(maximum);
            asLarge += IsAsLarge(maximum, largest) ? 1 : 0;
            if (asLarge > most)
            {
                // Nothing can be found any more.
                return found;
            }
        }

        return [.. measured.Select(score => (PValue(score.First, maxima), PValue(score.Trend, maxima)))];
    }

    private static double PValue(double score, List<double> maxima) =>
        (1.0 + maxima.Count(maximum => IsAsLarge(maximum, score))) / (Permutations + 1);

    /// <summary>The same sum of ranks may differ in its last bits.</summary>
    private static bool IsAsLarge(double maximum, double score) => maximum >= score - 1e-9;

    /// <summary>Returns the standardized statistics of each metric, both without their sign.</summary>
    private (double First, double Trend)[] Score(Random? permute)
    {
        var first = new double[_metrics];
        var trend = new double[_metrics];
        foreach (var block in _blocks)
        {
            var places = block.Places;
            permute?.Shuffle(places);
            for (var metric = 0; metric < _metrics; metric++)
            {
                if (block.Ranks[metric] is not { } ranks)
                {
                    continue;
                }

                first[metric] += ranks[places[0]];
                for (var place = 0; ranks.Length > 2 && place < ranks.Length; place++)
                {
                    trend[metric] += place * ranks[places[place]];
                }
            }
        }

        return
        [
            .. first.Select(
                (sum, metric) => (Standardize(sum, _firstVariance[metric]), Standardize(trend[metric], _trendVariance[metric]))
            ),
        ];
    }

    private static double Standardize(double sum, double variance) => variance > 0 ? Math.Abs(sum) / Math.Sqrt(variance) : 0;

    /// <summary>Returns the ranks, their mean subtracted; equal values share theirs.</summary>
    private static double[] CentredRanks(double[] values)
    {
        var ranks = new double[values.Length];
        var order = Enumerable.Range(0, values.Length).OrderBy(place => values[place]).ToArray();
        for (int start = 0, end; start < order.Length; start = end)
        {
            end = start + 1;
            while (end < order.Length && values[order[end]].Equals(values[order[start]]))
            {
                end++;
            }

            for (var place = start; place < end; place++)
            {
                ranks[order[place]] = ((start + end - 1) / 2.0) - ((values.Length - 1) / 2.0);
            }
        }

        return ranks;
    }

    private sealed record Block(int Length, double[]?[] Ranks)
    {
        public int[] Places { get; } = [.. Enumerable.Range(0, Length)];
    }
}
