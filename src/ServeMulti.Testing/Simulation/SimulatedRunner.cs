using System.Globalization;
using ServeMulti.Benchmarking;

namespace ServeMulti.Testing.Simulation;

/// <summary>Runs benchmarks against simulated servers: no process, no network, and no wall time.</summary>
/// <remarks>
/// <para>It reads <c>request_rate</c> (req/s; default infinite, all at once), <c>max_concurrency</c> (default without limit) and
/// <c>num_prompts</c> (default 1,000, as <c>vllm bench serve</c>) from the request's parameters, else from its command. Arrivals are
/// Poisson. The result has the metrics of <see cref="ServerModel"/>.</para>
/// <para>The same seed and the same request give the same result, in whatever order runs are made: a resumed experiment goes on as it would
/// have. Safe for use from several threads.</para>
/// </remarks>
/// <example>
/// <code>
/// var clock = new VirtualClock();
/// var runner = new SimulatedRunner(new QueueModel(servers: 4, serviceSeconds: 0.05), clock);
/// var searcher = new SlaSearcher(LoadVariable.RequestRate, runner, new BenchmarkRequest(), timeProvider: clock);
/// </code>
/// </example>
public sealed class SimulatedRunner : IBenchmarkRunner
{
    private readonly Func<BenchmarkRequest, ServerModel> _choose;
    private readonly VirtualClock? _clock;
    private readonly double _speedVariation;
    private long _simulatedTicks;

    /// <summary>Initializes a new instance for one server.</summary>
    /// <param name="server">The server.</param>
    /// <param name="clock">A clock that is advanced by what each run would have taken; null (the default): none.</param>
    public SimulatedRunner(ServerModel server, VirtualClock? clock = null)
        : this(_ => server, clock)
    {
        ArgumentNullException.ThrowIfNull(server);
    }

    /// <summary>Initializes a new instance for several configurations.</summary>
    /// <param name="choose">Returns the server of a request, by its <see cref="BenchmarkRequest.ServeParameters"/>.</param>
    /// <param name="clock">A clock that is advanced by what each run would have taken; null (the default): none.</param>
    public SimulatedRunner(Func<BenchmarkRequest, ServerModel> choose, VirtualClock? clock = null)
    {
        ArgumentNullException.ThrowIfNull(choose);
        _choose = choose;
        _clock = clock;
    }

    /// <summary>Gets the seed of the randomness; default 1. Another seed is another day on the same server.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Gets how much the server's speed differs from run to run: the standard deviation of its logarithm, 0 to 1; default 0. Real
    /// machines show 0.01 to 0.1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not in 0 to 1.</exception>
    public double SpeedVariation
    {
        get => _speedVariation;
        init =>
            _speedVariation = value is >= 0 and <= 1
                ? value
                : throw new ArgumentOutOfRangeException(nameof(value), value, "The value must be in 0 to 1.");
    }

    /// <summary>Gets the time that all runs so far would have taken.</summary>
    public TimeSpan SimulatedTime => TimeSpan.FromTicks(Interlocked.Read(ref _simulatedTicks));

    /// <inheritdoc/>
    public IReadOnlyList<string> FindProblems(BenchmarkRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return SimulatedLoad.Read(request).Problems;
    }

    /// <summary>Simulates one run.</summary>
    /// <param name="request">What to run.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The result; a failure where a parameter is no load, or the run would have taken longer than it may.</returns>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public Task<BenchmarkResult> RunAsync(BenchmarkRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        var load = SimulatedLoad.Read(request);
        return Task.FromResult(
            load.Problems.Count > 0
                ? BenchmarkResult.Failed(new BenchmarkFailure(BenchmarkFailureReason.NotStarted, string.Join(' ', load.Problems)))
                : Run(request, load)
        );
    }

    private BenchmarkResult Run(BenchmarkRequest request, SimulatedLoad load)
    {
        var draws = new Draws(SeedOf(request));
        var slowness = Math.Exp(SpeedVariation * draws.Normal());
        var samples = new Samples();
        _choose(request).Run(load.Rate, load.Concurrency, load.Prompts, new ServerSpeed(slowness), draws, samples);
        if (request.Timeout is { } timeout && samples.Duration > timeout.TotalSeconds)
        {
            Pass(timeout);
            return BenchmarkResult.Failed(
                new BenchmarkFailure(
                    BenchmarkFailureReason.TimedOut,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The simulated benchmark would have taken {samples.Duration:0.###} s, longer than {timeout.TotalSeconds:0.###} s."
                    )
                )
            );
        }

        Pass(TimeSpan.FromSeconds(samples.Duration));
        return BenchmarkResult.Success(SimulatedResult.Describe(samples, samples.Duration));
    }

    private void Pass(TimeSpan time)
    {
        Interlocked.Add(ref _simulatedTicks, time.Ticks);
        _clock?.Advance(time);
    }

    /// <summary>Returns a seed that only the request decides, and not what ran before it (FNV-1a, as string hashes differ from process to
    /// process).</summary>
    private long SeedOf(BenchmarkRequest request)
    {
        var hash = 14695981039346656037UL ^ (ulong)Seed;
        foreach (var letter in $"{request.ServeParameters}|{request.Parameters}|{request.Command}|{request.RunNumber}")
        {
            hash = unchecked((hash ^ letter) * 1099511628211UL);
        }

        return unchecked((long)hash);
    }
}
