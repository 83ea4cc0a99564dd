using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Parameters;
using ServeMulti.Results;

namespace ServeMulti.SearchLab.Compare;

/// <summary>Builds whose true speed is known, on a machine that changes over time: three metrics, of which p99 latency is twice as noisy.</summary>
/// <param name="Noise">The deviation from run to run, as a share.</param>
internal sealed record BuildModel(double Noise)
{
    /// <summary>How much of the noise of a run its metrics share.</summary>
    private const double Shared = 0.7;

    /// <summary>Gets how much slower the current build is: 1.1 is 10 %.</summary>
    public double Slowdown { get; init; } = 1;

    /// <summary>Gets by how much the machine slows down from the first run of an experiment to its last, as a share.</summary>
    public double Drift { get; init; }

    /// <summary>Gets by how much the first run of each case is faster, as a share.</summary>
    public double FasterFirst { get; init; }

    /// <summary>Gets whether every case is run once, then again, as with the run order rounds; else case by case.</summary>
    public bool InRounds { get; init; }

    /// <summary>Measures both builds in an experiment each.</summary>
    public (RunRecord[] Baseline, RunRecord[] Current) MeasureApart(Random random, int cases, int runs) =>
        (Measure(random, cases, runs, 1), Measure(random, cases, runs, Slowdown));

    /// <summary>Measures one case of both builds in turn: A B B A ...</summary>
    public (RunRecord[] Baseline, RunRecord[] Current) MeasureInTurn(Random random, int places)
    {
        var (baseline, current) = (new List<RunRecord>(), new List<RunRecord>());
        for (var place = 0; place < places; place++)
        {
            var isCurrent = place % 4 is 1 or 2;
            var side = isCurrent ? current : baseline;
            var slower = (isCurrent ? Slowdown : 1) * (1 + (Drift * place / places)) / (side.Count == 0 ? 1 + FasterFirst : 1);
            side.Add(Run(random, 0, side.Count, slower));
        }

        return ([.. baseline], [.. current]);
    }

    private RunRecord[] Measure(Random random, int cases, int runs, double slowdown) =>
        [
            .. Enumerable
                .Range(0, cases)
                .SelectMany(
                    number => Enumerable.Range(0, runs),
                    (number, run) =>
                    {
                        var place = InRounds ? (run * cases) + number : (number * runs) + run;
                        return Run(
                            random,
                            number,
                            run,
                            slowdown * (1 + (Drift * place / (cases * runs))) / (run == 0 ? 1 + FasterFirst : 1)
                        );
                    }
                ),
        ];

    private RunRecord Run(Random random, int number, int run, double slower)
    {
        var common = Shared * Noise * Normal(random);
        var own = Shared * Noise;
        return new(
            new BenchmarkCase { ServeParameters = new ParameterSet { { "max_num_seqs", number + 1 } } },
            run,
            ResultDocument.FromMetrics([
                new("request_throughput", 20 / slower * Math.Exp(-common + (own * Normal(random)))),
                new("median_ttft_ms", 80 * slower * Math.Exp(common + (own * Normal(random)))),
                new("p99_e2el_ms", 900 * slower * Math.Exp((2 * common) + (2 * own * Normal(random)))),
                new("completed", 100),
            ])
        );
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
