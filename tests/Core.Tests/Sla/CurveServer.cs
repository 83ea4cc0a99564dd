using ServeMulti.Benchmarking;

namespace ServeMulti.Sla;

/// <summary>A server whose latency only rises with the load, whatever the length of a run, and that keeps up to its capacity: every verdict
/// has one edge.</summary>
internal sealed class CurveServer
{
    /// <summary>The 99th percentile over the mean.</summary>
    private const double Tail = 2;

    private readonly List<SlaRunRequest> _requests = [];

    /// <summary>Gets the largest load at which the 99th percentile is within the target.</summary>
    public required double Edge { get; init; }

    /// <summary>Gets the latency at the edge, in milliseconds.</summary>
    public required double Target { get; init; }

    /// <summary>Gets how steeply latency rises: its exponent; infinite: a step at the edge.</summary>
    public required double Steepness { get; init; }

    /// <summary>Gets the throughput that is never exceeded, in req/s.</summary>
    public required double Capacity { get; init; }

    /// <summary>Gets the unit of the metrics, in milliseconds.</summary>
    public double Unit { get; init; } = 1;

    /// <summary>Gets the noise of a run's latency, as a share.</summary>
    public double Noise { get; init; }

    public int Seed { get; init; }

    public IReadOnlyList<SlaRunRequest> Requests => _requests;

    /// <summary>Gets the metric that depends on <see cref="Unit"/>.</summary>
    public const string Metric = "p99_latency";

    public ServiceLevel Level => new(new ThresholdCriterion(Metric, ThresholdOperator.AtMost, Target / Unit));

    public Task<BenchmarkResult> MeasureAsync(SlaRunRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _requests.Add(request);
        return Task.FromResult(BenchmarkResult.Success(Measure(request)));
    }

    /// <summary>Returns the same result for the same request, whatever was asked before.</summary>
    public ResultDocument Measure(SlaRunRequest request)
    {
        var luck = 1 + (Noise * ((2 * new Random(HashCode(request)).NextDouble()) - 1));
        var milliseconds = Latency(request.Load) * luck;
        var seconds = milliseconds / Tail / 1000;
        var duration = request.Variable.IsWhole
            ? Math.Max(request.Prompts / Capacity, request.Prompts * seconds / Math.Min(request.Load, request.Prompts))
            : Math.Max(request.Prompts / Capacity, (request.Prompts / request.Load) + seconds);
        return SlaDocuments.Of(
            ("num_prompts", request.Prompts),
            ("completed", request.Prompts),
            ("failed", 0),
            ("duration", duration),
            ("request_throughput", request.Prompts / duration),
            ("mean_e2el_ms", 1000 * seconds),
            ("p99_e2el_ms", milliseconds),
            (Metric, milliseconds / Unit)
        );
    }

    private double Latency(double load) =>
        double.IsInfinity(Steepness) ? (load <= Edge ? Target / 2 : Target * 3)
        : load == Edge ? Target
        : Target * Math.Clamp(Math.Pow(load / Edge, Steepness), 1e-3, 1e3);

    private int HashCode(SlaRunRequest request) =>
        unchecked((Seed * 7919) + (request.RunNumber * 104729) + (request.Prompts * 31) + (int)(1000 * request.Load));
}
