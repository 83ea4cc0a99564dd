using ServeMulti.Benchmarking;

namespace ServeMulti.Sla;

/// <summary>A search ends whatever the runs say.</summary>
public sealed class EndingLawTests
{
    private static readonly string[] Levels =
    [
        "p99_e2el_ms<=100",
        "p99_e2el_ms<100,request_goodput>=5",
        "request_throughput>=5",
        "good_share>0.5",
        "p99_e2el_ms<=100,p99_ttft_ms<=10,request_throughput>1",
    ];

    [Test]
    public void SearchAsync_RandomResults_Ends([Values] SlaSearchMethod method) =>
        Hold(method, (random, run) => Result(run, random.NextDouble() < 0.5, Any(random), Math.Pow(10, (6 * random.NextDouble()) - 3)));

    [Test]
    public void SearchAsync_VerdictsThatAlternate_Ends([Values] SlaSearchMethod method)
    {
        var runs = 0;
        Hold(method, (_, run) => Result(run, runs++ % 2 == 0, run.Load, run.Prompts / run.Load));
    }

    [Test]
    public void SearchAsync_VerdictsUpsideDown_Ends([Values] SlaSearchMethod method) =>
        Hold(method, (_, run) => Result(run, run.Load > 50, run.Load, run.Prompts / run.Load));

    /// <summary>The later runs of a load contradict the first one, so an answer is always lost when it is confirmed.</summary>
    [Test]
    public void SearchAsync_ConfirmationsThatContradict_Ends([Values] SlaSearchMethod method) =>
        Hold(method, (_, run) => Result(run, run.RunNumber == 0, Math.Min(run.Load, 500), run.Prompts / Math.Min(run.Load, 500)));

    /// <summary>Whatever is asked, the answer is the one that keeps the bracket as wide as it can be.</summary>
    [Test]
    public void SearchAsync_Adversary_Ends([Values] SlaSearchMethod method)
    {
        double low = 0;
        var high = double.PositiveInfinity;
        Hold(
            method,
            (_, run) =>
            {
                if (run.RunNumber == 0 && run.Load > low && run.Load < high)
                {
                    (low, high) =
                        run.Load - low > (double.IsFinite(high) ? high - run.Load : 1e9 - run.Load) ? (low, run.Load) : (run.Load, high);
                }

                return Result(run, run.Load <= low, run.Load, run.Prompts / run.Load);
            },
            restart: () => (low, high) = (0, double.PositiveInfinity)
        );
    }

    [TestCase(0, 0)]
    [TestCase(0, double.PositiveInfinity)]
    [TestCase(double.PositiveInfinity, 0)]
    [TestCase(1e-300, 1e300)]
    [TestCase(1e300, 1e-300)]
    [TestCase(double.NaN, double.NaN)]
    [TestCase(-5, -5)]
    public void SearchAsync_ThroughputAndDurationOfNoUse_Ends(double throughput, double duration)
    {
        foreach (var method in Enum.GetValues<SlaSearchMethod>())
        {
            Hold(method, (random, run) => Result(run, random.Next(2) == 0, throughput, duration));
        }
    }

    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    [TestCase(double.NegativeInfinity)]
    public void SearchAsync_MetricNotFinite_EndsWithoutAnAnswerAndSaysWhy(double value)
    {
        foreach (var method in Enum.GetValues<SlaSearchMethod>())
        {
            var runs = 0;
            var searcher = new SlaSearcher(
                LoadVariable.RequestRate,
                (run, _) =>
                {
                    runs++;
                    return Task.FromResult(
                        BenchmarkResult.Success(
                            SlaDocuments.Of(
                                ("num_prompts", run.Prompts),
                                ("completed", run.Prompts),
                                ("request_throughput", 5),
                                ("duration", 3),
                                ("p99_e2el_ms", value)
                            )
                        )
                    );
                },
                new() { Method = method }
            );
            var result = LawCase.Finish(searcher.SearchAsync(ServiceLevel.Parse(Levels[0])));

            Assert.That((result.Outcome, runs), Is.EqualTo((SlaSearchOutcome.NotMeasured, 1)));
            Assert.That(result.Problem, Does.Contain("p99_e2el_ms"));
        }
    }

    [TestCase(0)]
    [TestCase(-3)]
    [TestCase(1e-320)]
    [TestCase(1e308)]
    public void SearchAsync_MetricAtTheEndsOfItsRange_Ends(double value)
    {
        foreach (var method in Enum.GetValues<SlaSearchMethod>())
        {
            Hold(
                method,
                (_, run) =>
                    SlaDocuments.Of(
                        ("num_prompts", run.Prompts),
                        ("completed", run.Prompts),
                        ("request_throughput", run.Load),
                        ("duration", run.Prompts / run.Load),
                        ("mean_e2el_ms", value),
                        ("p99_e2el_ms", value),
                        ("p99_ttft_ms", value),
                        ("request_goodput", value),
                        ("good_share", value)
                    )
            );
        }
    }

    private static void Hold(SlaSearchMethod method, Func<Random, SlaRunRequest, ResultDocument> measure, Action? restart = null) =>
        LawCase.Hold(
            LawCase.All(method),
            c =>
            {
                restart?.Invoke();
                var random = new Random(c.Seed);
                var runs = 0;
                var searcher = new SlaSearcher(
                    c.Variable,
                    (run, _) =>
                    {
                        // Without this a search that never ends would hang instead of failing.
                        return ++runs > c.Options.MostRuns
                            ? throw new AssertionException($"More than {c.Options.MostRuns} runs; at {run.Load:R} now.\n{c}")
                            : Task.FromResult(
                                random.Next(30) == 0
                                    ? BenchmarkResult.Failed(new(BenchmarkFailureReason.NothingCompleted, "Nothing was completed."))
                                    : BenchmarkResult.Success(measure(random, run))
                            );
                    },
                    c.Options
                );
                var result = LawCase.Finish(searcher.SearchAsync(ServiceLevel.Parse(Levels[c.Seed % Levels.Length])));

                var isSound =
                    Enum.IsDefined(result.Outcome)
                    && !(result.Load <= 0)
                    && double.IsFinite(result.Load ?? 1)
                    && result.Runs == runs
                    && !(result.AtLeast > result.Load);
                return isSound
                    ? null
                    : $"unsound: {result.Outcome}, load {result.Load:R}, at least {result.AtLeast:R}, {result.Runs} of {runs} runs: {result}";
            }
        );

    private static ResultDocument Result(SlaRunRequest run, bool passes, double throughput, double duration)
    {
        double latency = passes ? 1 : 1000;
        var rate = passes ? 50 : 0.1;
        return SlaDocuments.Of(
            ("num_prompts", run.Prompts),
            ("completed", run.Prompts),
            ("failed", 0),
            ("request_throughput", throughput),
            ("duration", duration),
            ("mean_e2el_ms", latency),
            ("p99_e2el_ms", 2 * latency),
            ("p99_ttft_ms", latency),
            ("request_goodput", rate),
            ("good_share", passes ? 1 : 0)
        );
    }

    private static double Any(Random random) =>
        random.Next(12) switch
        {
            0 => 0,
            1 => double.PositiveInfinity,
            2 => 1e-300,
            3 => double.NaN,
            _ => Math.Pow(10, (8 * random.NextDouble()) - 3),
        };
}
