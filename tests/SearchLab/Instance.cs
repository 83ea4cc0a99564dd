using ServeMulti.Benchmarking;
using ServeMulti.SearchLab.Simulation;
using ServeMulti.Sla;
using ServeMulti.Testing.Simulation;

namespace ServeMulti.SearchLab;

/// <summary>One simulated server with an SLA, and the truth about it, found by long runs.</summary>
internal sealed class Instance
{
    private const int LongRun = 200_000;
    private static readonly string[] Metrics =
    [
        "p99_e2el_ms",
        "p99_e2el_ms",
        "p99_e2el_ms",
        "mean_e2el_ms",
        "p90_e2el_ms",
        "p99_ttft_ms",
        "mean_ttft_ms",
    ];

    private readonly TruthCache _cache;
    private readonly int _longRun;
    private readonly Interference? _interference;
    private ResultDocument? _idle;

    private Instance(TruthCache cache, ServerModel server, LoadVariable variable, long seed, int longRun, Interference? interference)
    {
        (_cache, Server, Variable, Seed, _longRun, _interference) = (cache, server, variable, seed, longRun, interference);
    }

    /// <summary>Gets the number of the instance within its family.</summary>
    public int Number { get; private init; }

    public ServerModel Server { get; }

    public LoadVariable Variable { get; }

    public long Seed { get; }

    public double Drift { get; private init; }

    /// <summary>Gets the throughput in req/s that the server reaches in the long run.</summary>
    public double Capacity { get; private set; }

    public ServiceLevel ServiceLevel { get; private set; } = null!;

    /// <summary>Gets the largest load that meets the SLA in the long run.</summary>
    public double Truth { get; private set; }

    /// <summary>Gets four SLAs on the same server, with the largest load of each.</summary>
    public IReadOnlyList<(ServiceLevel Level, double Truth)> Four { get; private set; } = [];

    public static Instance Draw(
        TruthCache cache,
        long family,
        int number,
        LoadVariable variable,
        bool withFour = false,
        int longRun = LongRun,
        Interference? interference = null
    )
    {
        var seed = (family * 100_003) + number;
        var draws = new Draws(seed);
        var burstiness = draws.Uniform() < 0.7 ? 1 : draws.LogUniform(0.5, 4);
        var server = DrawServer(ref draws, burstiness);
        var drift = draws.Uniform() < 0.1 ? draws.Uniform(-0.001, 0.001) : 0;
        var instance = new Instance(cache, server, variable, seed, longRun, interference) { Drift = drift, Number = number };
        instance.Capacity = cache.Find($"{instance.TruthKey} capacity", instance.FindCapacity);
        var criteria = draws.Uniform() < 0.25 ? 2 : 1;
        instance.ServiceLevel = instance.DrawLevel(ref draws, criteria);
        instance.Truth = instance.FindTruth(instance.ServiceLevel);
        if (withFour)
        {
            var four = new List<(ServiceLevel, double)> { (instance.ServiceLevel, instance.Truth) };
            while (four.Count < 4)
            {
                var level = instance.DrawLevel(ref draws, 1);
                four.Add((level, instance.FindTruth(level)));
            }

            instance.Four = four;
        }

        return instance;
    }

    public override string ToString() => Server.ToString();

    public SimulatedBenchmark Start(Noise noise, long salt) =>
        new(Server, noise, Drift, double.PositiveInfinity, unchecked((Seed * 7919) + salt));

    private static QueueModel DrawQueue(ref Draws draws, int servers, double shape, double burstiness)
    {
        var capacity = draws.LogUniform(5, 500);
        return new(servers, servers / capacity) { ServiceShape = shape, Burstiness = burstiness };
    }

    private static ServerModel DrawServer(ref Draws draws, double burstiness) =>
        draws.Integer(0, 3) switch
        {
            0 => DrawQueue(ref draws, 1, 1, burstiness),
            1 => DrawQueue(ref draws, draws.Integer(2, 16), 1, burstiness),
            2 => DrawQueue(ref draws, 1, draws.LogUniform(0.3, 8), burstiness),
            _ => DrawBatching(ref draws, burstiness),
        };

    private static BatchingModel DrawBatching(ref Draws draws, double burstiness)
    {
        var sequences = draws.Integer(4, 128);
        var stepBase = draws.LogUniform(0.004, 0.03);
        var perSequence = stepBase * draws.LogUniform(0.003, 0.05);
        var tokens = draws.LogUniform(16, 256);
        var prefill = stepBase * draws.LogUniform(0.05, 1);
        return new()
        {
            MaxSequences = sequences,
            StepSeconds = stepBase,
            StepSecondsPerSequence = perSequence,
            PrefillSeconds = prefill,
            MeanTokens = tokens,
            TokenShape = draws.LogUniform(0.7, 8),
            Burstiness = burstiness,
        };
    }

    private ServiceLevel DrawLevel(ref Draws draws, int criteria)
    {
        var parts = new List<ISlaCriterion>();
        while (parts.Count < criteria)
        {
            var metric = Metrics[draws.Integer(0, Metrics.Length - 1)];
            var factor = metric.Contains("ttft", StringComparison.Ordinal) ? draws.LogUniform(3, 60) : draws.LogUniform(1.5, 30);
            if (!parts.Exists(p => p.Metric == metric))
            {
                parts.Add(
                    new ThresholdCriterion(
                        metric,
                        ThresholdOperator.AtMost,
                        Round(factor * _cache.Find($"{Key} idle {metric}", () => IdleValue(metric)))
                    )
                );
            }
        }

        return new(parts);
    }

    /// <summary>Rounds to four digits, as a target that people write.</summary>
    private static double Round(double value)
    {
        var unit = Math.Pow(10, 3 - Math.Floor(Math.Log10(value)));
        return Math.Round(value * unit) / unit;
    }

    private string Key => $"{Variable.Name} {Seed}";

    private string TruthKey => _interference is null ? Key : $"{Key} {_interference}";

    /// <summary>Gets the speed that the truth is told of: normal, with all that always disturbs it.</summary>
    private ServerSpeed LongRunSpeed => new(1, _interference);

    private double IdleValue(string metric)
    {
        _idle ??= LongRunAt(Variable.IsWhole ? 1 : 0.02 * Capacity, _longRun / 8, new(1));
        return _idle.TryFindMetric(metric, out var value) ? value : throw new InvalidOperationException(metric);
    }

    private double FindCapacity()
    {
        var samples = new Samples();
        Server.Run(double.PositiveInfinity, int.MaxValue, _longRun / 2, LongRunSpeed, new Draws(Seed + 1), samples);
        return Server is QueueModel queue ? queue.Capacity * (_interference?.SpeedLeft ?? 1) : samples.Count / samples.Duration;
    }

    private ResultDocument LongRunAt(double load, int prompts, ServerSpeed speed)
    {
        var samples = new Samples();
        Server.Run(
            Variable.IsWhole ? double.PositiveInfinity : load,
            Variable.IsWhole ? (int)load : int.MaxValue,
            prompts,
            speed,
            new Draws(Seed + 2),
            samples
        );
        samples.DropFirst(prompts / 20);
        return SimulatedBenchmark.Describe(samples, double.PositiveInfinity);
    }

    /// <summary>Bisects over long runs with the same randomness, so that noise does not move the edge.</summary>
    private double FindTruth(ServiceLevel level) => _cache.Find($"{TruthKey} {level.Text}", () => MeasureTruth(level));

    private double MeasureTruth(ServiceLevel level)
    {
        double low = 0;
        var high = Variable.IsWhole ? 4096 : Capacity;
        if (!Variable.IsWhole && Meets(level, 0.999 * Capacity))
        {
            return Capacity;
        }

        while (Variable.IsWhole ? high - low > Math.Max(1, 0.004 * low) : high - low > 0.004 * high)
        {
            var middle =
                Variable.IsWhole ? Math.Floor(low < 1 ? high / 2 : Math.Sqrt(low * high))
                : low < 0.1 * high ? 0.4 * high
                : (low + high) / 2;
            middle = Variable.IsWhole ? Math.Clamp(middle, low + 1, high - 1) : middle;
            (low, high) = Meets(level, middle) ? (middle, high) : (low, middle);
        }

        return Variable.IsWhole ? low : (low + high) / 2;
    }

    private bool Meets(ServiceLevel level, double load)
    {
        var document = LongRunAt(load, _longRun, LongRunSpeed);
        return level.All(c => document.TryFindMetric(c.Metric, out var value) && c.IsMet(value));
    }
}
