using System.Globalization;

namespace ServeMulti.SearchLab.Simulation;

/// <summary>First come, first served by one or more equal servers: M/M/1, M/M/c, M/G/1; on demand slower after a pause, or when a crowd waits.</summary>
internal sealed class QueueModel(int servers, double meanService, double serviceShape) : ServerModel
{
    [ThreadStatic]
    private static MinHeap? _departures;

    public override string Name => (servers, serviceShape) switch
    {
        (1, 1) => "M/M/1",
        (1, _) => "M/G/1",
        _ => "M/M/c",
    };

    public double Capacity => servers / meanService;

    /// <summary>Gets by how much a server that has slept for long is slower, as a share; 0: never.</summary>
    public double Drowsiness { get; init; }

    /// <summary>Gets the seconds in which a server falls asleep.</summary>
    public double SleepSeconds { get; init; } = 1;

    /// <summary>Gets how many may wait before all are served more slowly.</summary>
    public int CrowdedAt { get; init; } = int.MaxValue;

    /// <summary>Gets how many more must wait until it is as slow as it can be.</summary>
    public int CrowdedWithin { get; init; } = 1;

    /// <summary>Gets how many times slower a crowded server becomes at most.</summary>
    public double CrowdedSlowness { get; init; } = 1;

    protected override string Parameters => string.Create(CultureInfo.InvariantCulture, $"(servers {servers}, service shape {serviceShape:0.##})");

    protected override void Serve(int concurrency, ServerSpeed speed, ref Draws draws, Samples samples)
    {
        MinHeap departures = _departures ??= new();
        departures.Clear();
        bool isClosed = concurrency < samples.Count;
        Span<double> free = stackalloc double[servers];
        free.Clear();
        Span<double> arrivals = samples.Arrivals;
        Span<double> latency = samples.Latency;
        Span<double> firstToken = samples.FirstToken;
        double end = 0;
        int arrived = 0;
        for (int i = 0; i < arrivals.Length; i++)
        {
            double sent = arrivals[i];
            if (isClosed && departures.Count == concurrency)
            {
                sent = Math.Max(sent, departures.Pop());
            }

            int server = 0;
            for (int s = 1; s < servers; s++)
            {
                server = free[s] < free[server] ? s : server;
            }

            double start = Math.Max(sent, free[server]);
            double service = meanService * draws.Gamma(serviceShape);
            if (Drowsiness > 0)
            {
                service *= 1 + (Drowsiness * (1 - Math.Exp(-(start - free[server]) / SleepSeconds)));
            }

            if (CrowdedSlowness > 1)
            {
                arrived = Math.Max(arrived, i + 1);
                while (!isClosed && arrived < arrivals.Length && arrivals[arrived] <= start)
                {
                    arrived++;
                }

                double waiting = isClosed ? Math.Min(concurrency - servers, arrivals.Length - i - 1) : arrived - i - 1;
                service *= 1 + ((CrowdedSlowness - 1) * Math.Clamp((waiting - CrowdedAt) / CrowdedWithin, 0, 1));
            }

            double done = speed.After(start, service);
            free[server] = done;
            latency[i] = done - sent;
            firstToken[i] = speed.After(start, 0.1 * service) - sent;
            end = Math.Max(end, done);
            if (isClosed)
            {
                departures.Push(done);
            }
        }

        samples.Duration = end;
    }
}
