using System.Globalization;
using System.Text;
using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Parameters;
using ServeMulti.Results;

namespace ServeMulti.Comparing;

/// <summary>Runs of a build whose true speed is known: three metrics in each case, with lognormal noise from run to run.</summary>
internal sealed class SimulatedBuild(int seed)
{
    private readonly Random _random = new(seed);

    public int Cases { get; init; } = 12;

    public int Runs { get; init; } = 5;

    /// <summary>Gets the deviation of a run, as a share; that of p99 latency is twice as large.</summary>
    public double Noise { get; init; } = 0.03;

    /// <summary>Gets how much slower the build is: 1.1 is 10 %.</summary>
    public double Slowdown { get; init; } = 1;

    /// <summary>Gets how many times noisier the last case is than the others.</summary>
    public double LastCaseNoise { get; init; } = 1;

    public IReadOnlyList<RunRecord> Measure() =>
        [
            .. Enumerable
                .Range(0, Cases)
                .SelectMany(
                    number => Enumerable.Range(0, Runs),
                    (number, run) => Run(Case(number), run, number == Cases - 1 ? LastCaseNoise : 1)
                ),
        ];

    public static BenchmarkCase Case(int number) =>
        new()
        {
            ServeParameters = new ParameterSet { { "max_num_seqs", 1 << number } },
            BenchParameters = new ParameterSet("chat"),
        };

    private RunRecord Run(BenchmarkCase one, int run, double noisier)
    {
        var noise = Noise * noisier;
        // What slows one metric of a run slows the others too, in part.
        var common = 0.7 * noise * Normal();
        var own = 0.7 * noise;
        return new(
            one,
            run,
            Document(
                ("request_throughput", 20 / Slowdown * Math.Exp(-common + (own * Normal()))),
                ("median_ttft_ms", 80 * Slowdown * Math.Exp(common + (own * Normal()))),
                ("p99_e2el_ms", 900 * Slowdown * Math.Exp((2 * common) + (2 * own * Normal())))
            )
        );
    }

    public static ResultDocument Document(params (string Name, double Value)[] fields) =>
        ResultDocument.Parse(
            Encoding.UTF8.GetBytes(
                $"{{{string.Join(", ", fields.Append(("completed", 100)).Select(field => string.Create(CultureInfo.InvariantCulture, $"\"{field.Item1}\": {field.Item2:R}")))}}}"
            )
        );

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
