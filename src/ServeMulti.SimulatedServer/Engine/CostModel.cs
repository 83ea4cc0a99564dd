namespace ServeMulti.Simulation.Engine;

/// <summary>The cost of a step: a base, a share for each prefilled token and a share for each sequence in the step, times the
/// noise.</summary>
internal sealed class CostModel
{
    private readonly EngineOptions _options;
    private readonly Random? _random;
    private readonly double _logMean;
    private readonly double _logDeviation;

    public CostModel(EngineOptions options)
    {
        _options = options;
        if (options.Noise > 0)
        {
            // A log-normal factor with mean 1 and the wanted deviation: a step never costs less than nothing.
            var variance = Math.Log(1 + (options.Noise * options.Noise));
            _logMean = -variance / 2;
            _logDeviation = Math.Sqrt(variance);
            _random = new Random(HashCodeOf(options.Seed));
        }
    }

    /// <summary>Returns the cost of the next step; with noise, each call returns another value.</summary>
    public TimeSpan NextStep(int prefilledTokens, int sequences)
    {
        var microseconds =
            _options.StepBaseMicroseconds
            + (prefilledTokens * _options.PrefillMicrosecondsPerToken)
            + (sequences * _options.DecodeMicrosecondsPerSequence);
        return TimeSpan.FromMicroseconds(microseconds * NextFactor());
    }

    private double NextFactor()
    {
        if (_random is null)
        {
            return 1;
        }

        var radius = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble()));
        var normal = radius * Math.Cos(2 * Math.PI * _random.NextDouble());
        return Math.Exp(_logMean + (_logDeviation * normal));
    }

    private static int HashCodeOf(long seed) => unchecked((int)(seed ^ (seed >>> 32)));
}
