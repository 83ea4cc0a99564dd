using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration;

/// <summary>The formulas of the original client, written down once more from their description, plainly and on seconds.</summary>
internal static class ReferenceFormulas
{
    public static double Mean(IReadOnlyList<double> values) => values.Count == 0 ? 0 : values.Sum() / values.Count;

    public static double PopulationDeviation(IReadOnlyList<double> values)
    {
        var mean = Mean(values);
        return values.Count == 0 ? 0 : Math.Sqrt(values.Sum(value => Math.Pow(value - mean, 2)) / values.Count);
    }

    /// <summary>numpy's default: linear interpolation at rank p/100 * (n - 1).</summary>
    public static double Percentile(IReadOnlyList<double> values, double percentile)
    {
        if (values.Count == 0)
        {
            return 0;
        }

        var sorted = values.Order().ToList();
        var rank = percentile / 100 * (sorted.Count - 1);
        var (low, high) = ((int)Math.Floor(rank), (int)Math.Ceiling(rank));
        return sorted[low] + ((sorted[high] - sorted[low]) * (rank - low));
    }

    /// <summary>
    /// Time per output token: (latency - ttft) / (tokens - those of the first chunk), which is (tokens - 1) where a chunk is a token;
    /// requests of one chunk are left out.
    /// </summary>
    public static List<double> Tpots(IEnumerable<LoggedRequest> log) =>
        [
            .. log.Where(request => request.Ok && request.Itls.Length > 0)
                .Select(request => (request.Latency - request.Ttft) / (request.Tokens - request.TokensPerChunk)),
        ];

    public static List<double> TokensPerSecond(IReadOnlyList<LoggedRequest> log)
    {
        var good = log.Where(request => request.Ok).ToList();
        var first = good.Min(request => request.Start);
        var counts = new double[(int)Math.Ceiling(good.Max(request => request.Start + request.Latency) - first) + 1];
        foreach (var request in good)
        {
            var arrival = request.Start + request.Ttft;
            counts[(int)(arrival - first)] += request.TokensPerChunk;
            foreach (var gap in request.Itls)
            {
                arrival += gap;
                counts[(int)(arrival - first)] += request.TokensPerChunk;
            }
        }

        return [.. counts];
    }
}

/// <summary>One request of a log, in seconds.</summary>
internal sealed record LoggedRequest(double Start, double Ttft, double[] Itls, int InputTokens, int Tokens, bool Ok = true)
{
    public double Latency => Ttft + Itls.Sum();

    public double TokensPerChunk => (double)Tokens / (Itls.Length + 1);

    public RequestRecord ToRecord(int index) =>
        new()
        {
            Index = index,
            Scheduled = TimeSpan.FromSeconds(Start),
            IntendedStart = TimeSpan.FromSeconds(Start),
            ActualStart = TimeSpan.FromSeconds(Start),
            FirstToken = Ok ? TimeSpan.FromSeconds(Start + Ttft) : null,
            InterTokenTimes = [.. Itls.Select(TimeSpan.FromSeconds)],
            End = TimeSpan.FromSeconds(Start + Latency),
            InputTokens = InputTokens,
            OutputTokens = Tokens,
            Failure = Ok ? null : new(RequestFailureReason.Reset, "gone"),
        };
}
