using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration.Metrics;

/// <summary>How many requests were open at the same instant.</summary>
internal static class Concurrency
{
    /// <summary>Returns the largest number; a request that ends at the instant at which another starts does not overlap it.</summary>
    public static int Peak(IReadOnlyCollection<RequestRecord> closed)
    {
        var starts = closed.Select(request => request.ActualStart).Order().ToArray();
        var ends = closed.Select(request => request.End ?? TimeSpan.MaxValue).Order().ToArray();
        var (peak, ended) = (0, 0);
        for (var started = 0; started < starts.Length; started++)
        {
            while (ended < started && ends[ended] <= starts[started])
            {
                ended++;
            }

            peak = Math.Max(peak, started + 1 - ended);
        }

        return peak;
    }
}
