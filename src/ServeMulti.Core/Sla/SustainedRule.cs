namespace ServeMulti.Sla;

/// <summary>Tells from one run's totals whether a request rate was sustained. Margins: zero or less is yes, more is no.</summary>
/// <remarks>
/// Above capacity C the mean latency of N requests at rate x grows to N/2(1/C - 1/x), so the throughput test alone is blind up to
/// C/(2s - 1): the run must also last many of its own latencies.
/// </remarks>
internal static class SustainedRule
{
    /// <summary>Returns by how much the throughput falls short of a share of what the rate asks for; NaN where it cannot be told.</summary>
    /// <param name="run">The run.</param>
    /// <param name="rate">The offered rate, in req/s.</param>
    /// <param name="share">The share that is asked for.</param>
    /// <param name="drainSeconds">How long the last answers may take where that is more than the mean latency.</param>
    public static double KeepMargin(RunFigures run, double rate, double share, double drainSeconds = 0) =>
        Math.Log(share * run.Prompts / ((run.Prompts / rate) + Math.Max(run.LatencySeconds, drainSeconds)) / run.Throughput);

    /// <summary>Returns by how much the run is shorter than a number of its own mean latencies; NaN where it cannot be told.</summary>
    public static double ShortMargin(RunFigures run, double rate, double latencies) =>
        Math.Log(latencies * run.LatencySeconds * rate / run.Prompts);
}
