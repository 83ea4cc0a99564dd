namespace ServeMulti.SearchLab.Peers;

/// <summary>
/// As GuideLLM's sweep: one request at a time, then all at once, then rates evenly between the two throughputs, one run each. Where the
/// SLA's limit is crossed between two of them is read off a straight line, as people do on its plots.
/// </summary>
internal sealed class SweepReading(PeerRuns runs)
{
    private const int Levels = 8;

    /// <summary>Returns the rate at which the SLA is crossed first; 0 where not even one request at a time passes.</summary>
    public double Find()
    {
        var synchronous = runs.MeasureSynchronous();
        var slowest = PeerRuns.Throughput(synchronous);
        var fastest = PeerRuns.Throughput(runs.MeasureThroughput());
        double[] rates = [.. Enumerable.Range(0, Levels + 1).Select(i => slowest + ((fastest - slowest) * i / Levels))];
        double[] margins = [runs.Margin(synchronous), .. rates[1..].Select(r => runs.Margin(runs.Measure(r)))];
        var failing = Array.FindIndex(margins, m => m > 0);
        if (failing <= 0)
        {
            return failing < 0 ? rates[^1] : 0;
        }

        return rates[failing - 1]
            + ((rates[failing] - rates[failing - 1]) * -margins[failing - 1] / (margins[failing] - margins[failing - 1]));
    }
}
