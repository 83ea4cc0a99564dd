namespace ServeMulti.Sla;

/// <summary>Checks whether a request rate was sustained, from the totals of one run. Margins: zero or less is yes, more is no.</summary>
/// <remarks>
/// Above capacity C the mean latency of N requests at rate x grows to N/2(1/C - 1/x), so the throughput test alone is blind up to
/// C/(2s - 1): the run must also last many of its own latencies. A declaration by the benchmark overrides all of it.
/// </remarks>
internal static class SustainedRule
{
    /// <summary>A run cannot lag behind by more than this share of itself: requests took some time to arrive.</summary>
    private const double MostBehind = 0.9;

    /// <summary>The margin of what a benchmark declares: clear, and of the size that overload by half has.</summary>
    private const double DeclaredMargin = 0.4;

    /// <summary>Returns by how much the throughput falls short of a share of what the rate asks for; NaN if it is unknown.</summary>
    /// <param name="run">The run.</param>
    /// <param name="rate">The offered rate, in req/s.</param>
    /// <param name="share">The required share.</param>
    /// <param name="drainSeconds">How long the last answers may take where that is more than the mean latency.</param>
    public static double KeepMargin(RunFigures run, double rate, double share, double drainSeconds = 0) =>
        DeclaredMarginOf(run)
        ?? Math.Log(
            share
                * run.Prompts
                / ((run.Prompts / rate) + Math.Max(double.IsNaN(run.LatencySeconds) ? 0 : run.LatencySeconds, drainSeconds))
                / run.Throughput
        );

    /// <summary>Returns by how much the growth of the mean latency exceeds what a server that reaches a share of the offered rate would
    /// show; NaN if it is unknown.</summary>
    /// <remarks>Under overload latencies grow from the least to twice the mean's excess over it, which is what the run lasts longer than
    /// its requests arrive.</remarks>
    /// <param name="run">The run.</param>
    /// <param name="leastLatency">The mean latency of an uncrowded run, in seconds.</param>
    /// <param name="share">The required share.</param>
    public static double GrowthMargin(RunFigures run, double leastLatency, double share)
    {
        var behind = Math.Min(2 * (run.LatencySeconds - leastLatency), MostBehind * run.Seconds);
        return DeclaredMarginOf(run) ?? Math.Log(share * run.Seconds / (run.Seconds - behind));
    }

    /// <summary>Returns by how much the run is shorter than a number of its own mean latencies; NaN if it is unknown.</summary>
    public static double ShortMargin(RunFigures run, double rate, double latencies) =>
        run.DeclaredSustained is not null ? -DeclaredMargin : Math.Log(latencies * run.LatencySeconds * rate / run.Prompts);

    /// <summary>Returns which fields a result lacks to show whether its rate was sustained; null if it lacks none.</summary>
    public static string? FindProblem(IEnumerable<RunFigures> runs)
    {
        string[] missing = [.. runs.SelectMany(run => run.MissingForSustained).Distinct()];
        return missing.Length == 0
            ? null
            : $"It is unknown whether the request rate was sustained: the result has no {string.Join(", no ", missing)}. "
                + $"Add what is missing, or a field \"{RunFigures.SustainedField}\" (true or false) that says whether the server kept up, or switch the rule off (SustainedShare = 0, --sustained-share 0).";
    }

    private static double? DeclaredMarginOf(RunFigures run) =>
        run.DeclaredSustained switch
        {
            null => null,
            true => -DeclaredMargin,
            false => DeclaredMargin,
        };
}
