namespace ServeMulti.Plotting.Runs;

/// <summary>The times of the single requests of a run, as clients store them with <c>--save-detailed</c>. Failed requests are left
/// out.</summary>
/// <param name="Starts">The start of each request in s after that of the first; empty if the result has no start times.</param>
/// <param name="FirstTokens">The time to first token of each request in ms; NaN if unknown.</param>
/// <param name="Latencies">The end-to-end latency of each request in ms; NaN if unknown.</param>
/// <param name="Gaps">The times between tokens in ms: all, or an even part if there are more than a million.</param>
internal sealed record RequestTimes(double[] Starts, double[] FirstTokens, double[] Latencies, IReadOnlyList<float> Gaps);
