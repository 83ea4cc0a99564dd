namespace ServeMulti.LoadGeneration.Metrics;

/// <summary>Counts of values in buckets of equal relative width: constant memory, percentiles within 0.05 %.</summary>
internal sealed class LatencyHistogram : IQuantiles
{
    private const int BucketsPerOctave = 1024;
    private const double SmallestMs = 1e-4;
    private const int Octaves = 44;

    private readonly long[] _counts;

    public LatencyHistogram() => _counts = new long[(Octaves * BucketsPerOctave) + 1];

    private LatencyHistogram(long[] counts) => _counts = counts;

    public LatencyHistogram Copy() => new([.. _counts]);

    public void Add(double milliseconds) => _counts[IndexOf(milliseconds)]++;

    public double At(double rank)
    {
        long before = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] > 0 && rank < before + _counts[i])
            {
                var share = Math.Clamp((rank - before + 0.5) / _counts[i], 0, 1);
                return LowerBound(i) + (share * (LowerBound(i + 1) - LowerBound(i)));
            }

            before += _counts[i];
        }

        return 0;
    }

    private static int IndexOf(double milliseconds) =>
        milliseconds < SmallestMs
            ? 0
            : Math.Min(1 + (int)(Math.Log2(milliseconds / SmallestMs) * BucketsPerOctave), Octaves * BucketsPerOctave);

    private static double LowerBound(int index) => index == 0 ? 0 : SmallestMs * Math.Pow(2, (index - 1) / (double)BucketsPerOctave);
}
