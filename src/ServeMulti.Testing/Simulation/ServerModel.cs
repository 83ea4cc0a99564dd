using System.Collections.Concurrent;
using System.Globalization;
using ServeMulti.Benchmarking;
using ServeMulti.Sla;

namespace ServeMulti.Testing.Simulation;

/// <summary>A simulated server whose truth is known: what it measures in the long run, and the largest load it sustains within an SLA.
/// Immutable, and safe for use from several threads.</summary>
/// <remarks>
/// <para>The truth comes from a formula where there is one (see the models), else from one long run per load on a fixed seed: at least
/// 200,000 requests of which the first 5 % are left out. A mean is then known to about 1 %, a 99th percentile to a few percent, less well
/// close to the capacity.</para>
/// <para>Its metrics have the names of <c>vllm bench serve</c>: <c>completed</c>, <c>failed</c>, <c>duration</c> (s),
/// <c>request_throughput</c> (req/s), and <c>mean</c>, <c>median</c>, <c>p90</c>, <c>p95</c> and
/// <c>p99</c> of <c>e2el_ms</c> and <c>ttft_ms</c>.</para>
/// </remarks>
public abstract class ServerModel
{
    private const int LongRun = 200_000;

    /// <summary>Requests in flight at the start of a closed run have met an empty server: this many times as many follow.</summary>
    private const int RunsOfConcurrency = 20;

    private const int MostInFlight = 65_536;
    private const double JustBelow = 0.999;
    private const double Resolution = 0.0005;
    private const long TruthSeed = 20_000_003;

    private readonly Lazy<double> _capacity;
    private readonly ConcurrentDictionary<(bool IsRate, double Load), ResultDocument> _longRuns = new();

    private protected ServerModel() => _capacity = new(FindCapacity);

    /// <summary>Gets the largest throughput in the long run, in requests per second.</summary>
    public double Capacity => _capacity.Value;

    /// <summary>Gets the shape of the gamma distribution of gaps between arrivals; 1 is Poisson.</summary>
    internal double Burstiness { get; init; } = 1;

    /// <summary>Gets the kind of the model, such as <c>M/M/1</c>.</summary>
    internal abstract string Name { get; }

    /// <summary>Gets what distinguishes the server from others of its kind, for people.</summary>
    private protected abstract string Parameters { get; }

    /// <summary>Returns the value of a metric in the long run.</summary>
    /// <param name="metric">The metric, such as <c>p99_e2el_ms</c>.</param>
    /// <param name="variable"><see cref="LoadVariable.RequestRate"/> or <see cref="LoadVariable.MaxConcurrency"/>.</param>
    /// <param name="load">The load in the variable's unit, above 0.</param>
    /// <returns>The value in the metric's unit; infinity for a latency at a rate of <see cref="Capacity"/> or more, where the queue grows
    /// without end.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="load"/> is not a number above 0.</exception>
    /// <exception cref="ArgumentException">The server has no such metric, or cannot vary such a load.</exception>
    public double FindValue(string metric, LoadVariable variable, double load)
    {
        ArgumentException.ThrowIfNullOrEmpty(metric);
        var isRate = IsRate(variable);
        if (!double.IsFinite(load) || load <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(load), load, "The load must be a number above 0.");
        }

        if (isRate && load >= Capacity && metric.EndsWith("_ms", StringComparison.Ordinal))
        {
            return double.PositiveInfinity;
        }

        if (TryCompute(metric, isRate, load) is { } exact)
        {
            return exact;
        }

        var document = _longRuns.GetOrAdd((isRate, load), key => Simulate(key.IsRate, key.Load));
        return document.TryFindMetric(metric, out var value)
            ? value
            : throw new ArgumentException(
                $"The simulated server has no metric \"{metric}\"; it has {string.Join(", ", document.Fields.Select(field => field.Key))}.",
                nameof(metric)
            );
    }

    /// <summary>Returns the largest load that the server sustains within an SLA in the long run: what a search must find.</summary>
    /// <param name="serviceLevel">The SLA; its criteria are limits from above.</param>
    /// <param name="variable"><see cref="LoadVariable.RequestRate"/> or <see cref="LoadVariable.MaxConcurrency"/>.</param>
    /// <returns>The load, to 0.05 % for a rate; <see cref="Capacity"/> where a rate is limited by nothing else, 65,536 where a concurrency
    /// is limited by nothing, 0 where no load meets the SLA.</returns>
    /// <remarks>Takes up to a second where there is no formula, as it simulates one long run per load that it looks at.</remarks>
    /// <exception cref="ArgumentException">A criterion is a limit from below, which the middle of the range alone may meet; or the server
    /// has no such metric, or cannot vary such a load.</exception>
    public double FindLargestLoad(ServiceLevel serviceLevel, LoadVariable variable)
    {
        ArgumentNullException.ThrowIfNull(serviceLevel);
        var isRate = IsRate(variable);
        if (serviceLevel.FirstOrDefault(criterion => criterion.IsLowerLimit) is { } lower)
        {
            throw new ArgumentException(
                $"The largest load is known for limits from above alone; {lower.Text} is a limit from below.",
                nameof(serviceLevel)
            );
        }

        return isRate ? FindLargestRate(serviceLevel, variable) : FindLargestConcurrency(serviceLevel, variable);
    }

    /// <summary>Returns the model and its parameters.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Name} {Parameters}{(Burstiness == 1 ? "" : $" gamma {Burstiness:0.##}")}");

    /// <summary>Simulates one run.</summary>
    /// <param name="rate">Requests per second; infinite: all at once.</param>
    /// <param name="concurrency">The most requests in flight.</param>
    /// <param name="prompts">How many requests.</param>
    /// <param name="speed">How fast the server works in this run.</param>
    /// <param name="draws">The randomness.</param>
    /// <param name="samples">Takes what was measured.</param>
    internal void Run(double rate, int concurrency, int prompts, ServerSpeed speed, Draws draws, Samples samples)
    {
        samples.Resize(prompts);
        if (double.IsInfinity(rate))
        {
            samples.Arrivals.Clear();
        }
        else
        {
            DrawArrivals(rate, ref draws, samples.Arrivals);
        }

        Serve(Math.Min(concurrency, prompts), speed, ref draws, samples);
    }

    private protected abstract void Serve(int concurrency, ServerSpeed speed, ref Draws draws, Samples samples);

    /// <summary>Returns the value of a metric in the long run by a formula; null where there is none.</summary>
    private protected virtual double? TryCompute(string metric, bool isRate, double load) => null;

    /// <summary>Finds the throughput of a long burst.</summary>
    private protected virtual double FindCapacity()
    {
        var samples = new Samples();
        Run(double.PositiveInfinity, int.MaxValue, LongRun / 2, new ServerSpeed(1), new Draws(TruthSeed), samples);
        return samples.Count / samples.Duration;
    }

    private static bool IsRate(LoadVariable variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        return variable.Name == LoadVariable.RequestRate.Name
            || (
                variable.Name == LoadVariable.MaxConcurrency.Name
                    ? false
                    : throw new ArgumentException(
                        $"A simulated server is loaded by request_rate or max_concurrency, not by {variable.Name}.",
                        nameof(variable)
                    )
            );
    }

    private double FindLargestRate(ServiceLevel level, LoadVariable variable)
    {
        double low = 0;
        var high = Capacity;
        if (Meets(level, variable, JustBelow * high))
        {
            return high;
        }

        // Below a millionth of the capacity no request meets another.
        while (high - low > Resolution * high && high > 1e-6 * Capacity)
        {
            var middle = low == 0 ? 0.4 * high : (low + high) / 2;
            (low, high) = Meets(level, variable, middle) ? (middle, high) : (low, middle);
        }

        return low == 0 ? 0 : (low + high) / 2;
    }

    private double FindLargestConcurrency(ServiceLevel level, LoadVariable variable)
    {
        var low = 0;
        var high = 1;
        while (Meets(level, variable, high))
        {
            if (high == MostInFlight)
            {
                return MostInFlight;
            }

            (low, high) = (high, 2 * high);
        }

        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = Meets(level, variable, middle) ? (middle, high) : (low, middle);
        }

        return low;
    }

    private bool Meets(ServiceLevel level, LoadVariable variable, double load) =>
        level.All(criterion => criterion.IsMet(FindValue(criterion.Metric, variable, load)));

    private ResultDocument Simulate(bool isRate, double load)
    {
        var concurrency = isRate ? int.MaxValue : (int)Math.Min(load, int.MaxValue / RunsOfConcurrency);
        var prompts = isRate ? LongRun : Math.Max(LongRun, RunsOfConcurrency * concurrency);
        var samples = new Samples();
        Run(isRate ? load : double.PositiveInfinity, concurrency, prompts, new ServerSpeed(1), new Draws(TruthSeed + 1), samples);
        samples.DropFirst(prompts / RunsOfConcurrency);
        return SimulatedResult.Describe(samples, samples.Duration * samples.Count / prompts);
    }

    /// <summary>Draws gaps and stretches them so that the last request is sent after prompts/rate, as vLLM's client does.</summary>
    private void DrawArrivals(double rate, ref Draws draws, Span<double> arrivals)
    {
        double time = 0;
        for (var i = 0; i < arrivals.Length; i++)
        {
            time += draws.Gamma(Burstiness);
            arrivals[i] = time;
        }

        var stretch = arrivals.Length / rate / time;
        foreach (ref var arrival in arrivals)
        {
            arrival *= stretch;
        }
    }
}
