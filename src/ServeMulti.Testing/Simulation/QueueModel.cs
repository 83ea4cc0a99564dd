using System.Globalization;

namespace ServeMulti.Testing.Simulation;

/// <summary>A queue in front of equal servers, first come, first served: M/M/c, and with another <see cref="ServiceShape"/> M/G/c. The
/// first token of an answer comes after a tenth of its service time.</summary>
/// <remarks>
/// Exact where it is an M/M/c queue at a request rate (means and all percentiles), for the means of an M/G/1 queue, and for means and
/// throughput at a concurrency (Little's law). Source: Gross, Shortle, Thompson and Harris, Fundamentals of Queueing Theory, 4th edition
/// (Wiley, 2008), chapters 2 and 5. The rest is simulated.
/// </remarks>
/// <example>
/// <code>
/// var server = new QueueModel(servers: 4, serviceSeconds: 0.05);          // an M/M/4 queue with a capacity of 80 req/s
/// double truth = server.FindLargestLoad(ServiceLevel.Parse("p99_e2el_ms&lt;=500"), LoadVariable.RequestRate);
/// </code>
/// </example>
public sealed class QueueModel : ServerModel
{
    /// <summary>The share of its service time after which a request has its first token.</summary>
    private const double FirstTokenShare = 0.1;

    [ThreadStatic]
    private static MinHeap? _departures;

    private readonly double _serviceShape = 1;

    /// <summary>Initializes a new instance with exponential service times.</summary>
    /// <param name="servers">The number of servers, 1 to 1,024: how many requests are served at once.</param>
    /// <param name="serviceSeconds">The mean time in seconds that one server needs for a request, above 0. The capacity is
    /// <paramref name="servers"/> over it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public QueueModel(int servers, double serviceSeconds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(servers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(servers, 1024);
        ServerModelCheck.ThrowIfNotPositive(serviceSeconds);
        Servers = servers;
        ServiceSeconds = serviceSeconds;
    }

    /// <summary>Gets the number of servers.</summary>
    public int Servers { get; }

    /// <summary>Gets the mean time in seconds that one server needs for a request.</summary>
    public double ServiceSeconds { get; }

    /// <summary>Gets the shape of the gamma distribution of service times, above 0; default 1, exponential. A larger one is more regular:
    /// the coefficient of variation is one over its square root.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a number above 0.</exception>
    public double ServiceShape
    {
        get => _serviceShape;
        init
        {
            ServerModelCheck.ThrowIfNotPositive(value);
            _serviceShape = value;
        }
    }

    /// <summary>Gets by how much a server that has slept for long is slower, as a share; 0: never.</summary>
    internal double Drowsiness { get; init; }

    /// <summary>Gets the seconds in which a server falls asleep.</summary>
    internal double SleepSeconds { get; init; } = 1;

    /// <summary>Gets how many may wait before all are served more slowly.</summary>
    internal int CrowdedAt { get; init; } = int.MaxValue;

    /// <summary>Gets how many more must wait until it is as slow as it can be.</summary>
    internal int CrowdedWithin { get; init; } = 1;

    /// <summary>Gets how many times slower a crowded server becomes at most.</summary>
    internal double CrowdedSlowness { get; init; } = 1;

    internal override string Name =>
        (Servers, ServiceShape) switch
        {
            (1, 1) => "M/M/1",
            (1, _) => "M/G/1",
            (_, 1) => "M/M/c",
            _ => "M/G/c",
        };

    private protected override string Parameters =>
        string.Create(CultureInfo.InvariantCulture, $"(servers {Servers}, service shape {ServiceShape:0.##})");

    private protected override double FindCapacity() => Servers / ServiceSeconds;

    private protected override double? TryCompute(string metric, bool isRate, double load)
    {
        if (Burstiness != 1 || Drowsiness > 0 || CrowdedSlowness > 1)
        {
            return null;
        }

        return metric.Split('_') switch
        {
            ["request", "throughput"] => Math.Min(isRate ? load : load / ServiceSeconds, Capacity),
            [var statistic, "e2el", "ms"] => 1000 * ComputeLatency(QueueFormulas.TryReadStatistic(statistic), isRate, load, ServiceSeconds),
            [var statistic, "ttft", "ms"] => 1000
                * ComputeLatency(QueueFormulas.TryReadStatistic(statistic), isRate, load, FirstTokenShare * ServiceSeconds),
            _ => null,
        };
    }

    /// <summary>Returns a latency in seconds: the wait, and what of the service follows it; null where there is no formula.</summary>
    private double? ComputeLatency(double? statistic, bool isRate, double load, double afterWait)
    {
        var isMean = statistic is double.NaN;
        if (!isRate)
        {
            // Little's law: so many are always there, and leave as fast as the servers can.
            return isMean ? (Math.Max(1, load / Servers) * ServiceSeconds) - ServiceSeconds + afterWait : null;
        }

        if (ServiceShape == 1 && statistic is { } share)
        {
            var waits = QueueFormulas.WaitProbability(Servers, load * ServiceSeconds);
            var waitRate = Capacity - load;
            return isMean ? (waits / waitRate) + afterWait : QueueFormulas.Percentile(waits, waitRate, 1 / afterWait, share);
        }

        return isMean && Servers == 1 ? QueueFormulas.MeanWaitOfOne(load, ServiceSeconds, ServiceShape) + afterWait : null;
    }

    private protected override void Serve(int concurrency, ServerSpeed speed, ref Draws draws, Samples samples)
    {
        var departures = _departures ??= new();
        departures.Clear();
        var isClosed = concurrency < samples.Count;
        Span<double> free = stackalloc double[Servers];
        free.Clear();
        var arrivals = samples.Arrivals;
        var latency = samples.Latency;
        var firstToken = samples.FirstToken;
        double end = 0;
        var arrived = 0;
        for (var i = 0; i < arrivals.Length; i++)
        {
            var sent = arrivals[i];
            if (isClosed && departures.Count == concurrency)
            {
                sent = Math.Max(sent, departures.Pop());
            }

            var server = 0;
            for (var s = 1; s < Servers; s++)
            {
                server = free[s] < free[server] ? s : server;
            }

            var start = Math.Max(sent, free[server]);
            var service = ServiceSeconds * draws.Gamma(ServiceShape);
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

                double waiting = isClosed ? Math.Min(concurrency - Servers, arrivals.Length - i - 1) : arrived - i - 1;
                service *= 1 + ((CrowdedSlowness - 1) * Math.Clamp((waiting - CrowdedAt) / CrowdedWithin, 0, 1));
            }

            var done = speed.After(start, service);
            free[server] = done;
            latency[i] = done - sent;
            firstToken[i] = speed.After(start, FirstTokenShare * service) - sent;
            end = Math.Max(end, done);
            if (isClosed)
            {
                departures.Push(done);
            }
        }

        samples.Duration = end;
    }
}
