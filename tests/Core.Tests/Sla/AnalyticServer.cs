using ServeMulti.Benchmarking;

namespace ServeMulti.Sla;

/// <summary>A server in closed form: latency rises with the load, and above capacity a backlog grows during the run.</summary>
internal sealed class AnalyticServer
{
    private readonly List<SlaRunRequest> _requests = [];
    private readonly Random _random = new(1);

    /// <summary>Gets the throughput the server reaches, in req/s.</summary>
    public double Capacity { get; init; } = 100;

    /// <summary>Gets the latency of an idle server, in seconds.</summary>
    public double Idle { get; init; } = 0.1;

    /// <summary>Gets how early latency rises: 1 as in a simple queue, more: flat until near capacity.</summary>
    public double Knee { get; init; } = 1;

    /// <summary>Gets the noise of each run, as a share.</summary>
    public double Noise { get; init; }

    /// <summary>Gets the unit of the <c>latency</c> metrics, in milliseconds.</summary>
    public double Unit { get; init; } = 1;

    public IReadOnlyList<SlaRunRequest> Requests => _requests;

    /// <summary>Returns the largest rate at which the 99th percentile is within a target, in milliseconds.</summary>
    public double EdgeOf(double target) => Capacity * Math.Pow(1 - (2000 * Idle / target), 1 / Knee);

    public Task<BenchmarkResult> MeasureAsync(SlaRunRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _requests.Add(request);
        return Task.FromResult(BenchmarkResult.Success(Measure(request)));
    }

    public ResultDocument Measure(SlaRunRequest request)
    {
        var slowness = 1 + (Noise * ((2 * _random.NextDouble()) - 1));
        var capacity = Capacity / slowness;
        double n = request.Prompts;
        var latency = Idle * slowness;
        double sending;
        if (request.Variable.IsWhole)
        {
            var inFlight = Math.Min(request.Load, n);
            latency = Math.Max(latency, inFlight / capacity);
            sending = (n - inFlight) * latency / inFlight;
        }
        else
        {
            var share = request.Load / capacity;
            var backlog = Math.Max(0, n / 2 * ((1 / capacity) - (1 / request.Load)));
            latency = share < 0.999 ? Idle / (1 - Math.Pow(share, Knee)) : (1000 * Idle) + backlog;
            latency = Math.Min(latency, Idle + (n / 2 / capacity));
            sending = n / request.Load;
        }

        var duration = Math.Max(sending + latency, n / capacity);
        return SlaDocuments.Of(
            ("num_prompts", n),
            ("completed", n),
            ("failed", 0),
            ("duration", duration),
            ("request_throughput", n / duration),
            ("mean_e2el_ms", 1000 * latency),
            ("p99_e2el_ms", 2000 * latency),
            ("mean_latency", 1000 * latency / Unit),
            ("p99_latency", 2000 * latency / Unit)
        );
    }
}
