using System.Globalization;

namespace ServeMulti.SearchLab.Simulation;

/// <summary>First come, first served by one or more equal servers: M/M/1, M/M/c, M/G/1.</summary>
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

    protected override string Parameters => string.Create(CultureInfo.InvariantCulture, $"(servers {servers}, service shape {serviceShape:0.##})");

    public double Capacity => servers / meanService;

    protected override void Serve(int concurrency, double slowness, ref Draws draws, Samples samples)
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
            double service = meanService * slowness * draws.Gamma(serviceShape);
            double done = start + service;
            free[server] = done;
            latency[i] = done - sent;
            firstToken[i] = start - sent + (0.1 * service);
            end = Math.Max(end, done);
            if (isClosed)
            {
                departures.Push(done);
            }
        }

        samples.Duration = end;
    }
}
