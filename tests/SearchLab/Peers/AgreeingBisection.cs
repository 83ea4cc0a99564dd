namespace ServeMulti.SearchLab.Peers;

/// <summary>
/// As AIPerf's monotonic search (and perf_analyzer's before it) describes itself: whole loads, doubled from 1 until one fails, then halved
/// until the bracket is 5 % wide; a load is run until a number of its runs agree.
/// </summary>
internal sealed class AgreeingBisection(PeerRuns runs, int agreeing)
{
    private const double Precision = 0.05;

    /// <summary>Returns the largest load that passes; 0 where none does.</summary>
    public double Find()
    {
        double low = 0;
        double high = 1;
        while (high < PeerRuns.Burst && Passes(high))
        {
            (low, high) = (high, 2 * high);
        }

        while (low > 0 && high - low > 1 && high - low >= Precision * high)
        {
            var middle = Math.Floor((low + high) / 2);
            (low, high) = Passes(middle) ? (middle, high) : (low, middle);
        }

        return low;
    }

    private bool Passes(double load)
    {
        var passed = 0;
        var failed = 0;
        while (passed < agreeing && failed < agreeing)
        {
            var passes = runs.Passes(runs.Measure(load));
            (passed, failed) = passes ? (passed + 1, failed) : (passed, failed + 1);
        }

        return passed == agreeing;
    }
}
