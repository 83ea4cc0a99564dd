using ServeMulti.Benchmarking;

namespace ServeMulti.Sla;

/// <summary>Answer, bracket, interval and the verdicts of all loads agree with each other, whatever the server, the method, the variable
/// and the outcome.</summary>
public sealed class AgreementLawTests
{
    private const double Noise = 0.3;
    private const int Seeds = 40;

    private static readonly string[] Levels =
    [
        "p99_e2el_ms<=400",
        "p99_e2el_ms<400, request_throughput>=60",
        "request_throughput>=60",
        "request_goodput>=20",
        "good_share>=0.9, p99_e2el_ms<=2000",
        "p99_e2el_ms<=150",
    ];

    [Test]
    public void SearchAsync_MonotoneServer_AgreesWithItself([Values] SlaSearchMethod method) =>
        LawCase.Hold(LawCase.All(method, Noise), c => Breach.Find(c.Search(), c.Options));

    [Test]
    public void SearchAsync_AnyServerAndManyServiceLevels_AgreesWithItself(
        [Values] SlaSearchMethod method,
        [Values("request_rate", "max_concurrency")] string variable
    )
    {
        var seen = new HashSet<SlaSearchOutcome>();
        for (var seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            var options = OptionsOf(random, method);
            var searcher = new SlaSearcher(LoadVariable.Parse(variable), OddServer.Draw(random).MeasureAsync, options);
            foreach (var level in Levels.OrderBy(_ => random.Next()).Take(3))
            {
                var result = LawCase.Finish(
                    random.Next(5) == 0
                        ? searcher.SearchToBeatAsync(ServiceLevel.Parse(level), 200)
                        : searcher.SearchAsync(ServiceLevel.Parse(level))
                );
                seen.Add(result.Outcome);
                if (Breach.Find(result, options) is { } breach)
                {
                    Assert.Fail($"{breach}\nseed {seed}, {level}, {options}");
                }
            }
        }

        Assert.That(seen, Has.Count.GreaterThan(method == SlaSearchMethod.Bisection ? 3 : 5), "the outcomes that the servers lead to");
    }

    private static SlaSearchOptions OptionsOf(Random random, SlaSearchMethod method) =>
        new()
        {
            Method = method,
            MaxLoad = random.Next(3) switch
            {
                0 => 65536,
                1 => 108,
                _ => 20,
            },
            RunsPerLoad = random.Next(1, 4),
            Budget = random.Next(3) == 0 ? random.Next(3, 40) : null,
            FixedPrompts = random.Next(6) == 0,
            Rules = new() { SustainedShare = random.Next(3) == 0 ? 0 : 0.95 },
        };

    /// <summary>A server with one of many faults: noisy, slower when idle, failing requests, results without fields, a load generator that
    /// is too slow.</summary>
    private sealed class OddServer(Random random, AnalyticServer server)
    {
        private readonly double _idlePenalty = random.Next(4) == 0 ? 5 : 0;
        private readonly double _failedShare = random.Next(6) == 0 ? 0.02 : 0;
        private readonly double _limitedAbove = random.Next(6) == 0 ? 70 : double.PositiveInfinity;
        private readonly bool _lacksLatency = random.Next(8) == 0;
        private readonly double _deadShare = random.Next(8) == 0 ? 0.2 : 0;

        public static OddServer Draw(Random random) =>
            new(random, new AnalyticServer { Knee = 1 + (5 * random.NextDouble()), Noise = Noise * random.NextDouble() });

        public async Task<BenchmarkResult> MeasureAsync(SlaRunRequest request, CancellationToken cancellationToken)
        {
            if (random.NextDouble() < _deadShare)
            {
                return BenchmarkResult.Failed(new(BenchmarkFailureReason.NothingCompleted, "Nothing was completed."));
            }

            var measured = (await server.MeasureAsync(request, cancellationToken)).Document!;
            var p99 = Read(measured, "p99_e2el_ms") * (1 + (_idlePenalty / request.Load));
            var throughput = Read(measured, "request_throughput");
            var metrics = new Dictionary<string, double>
            {
                ["num_prompts"] = request.Prompts,
                ["completed"] = request.Prompts * (1 - _failedShare),
                ["duration"] = Read(measured, "duration"),
                ["request_throughput"] = throughput * (1 - _failedShare),
                ["mean_e2el_ms"] = Read(measured, "mean_e2el_ms"),
                ["p99_e2el_ms"] = p99,
                ["request_goodput"] = throughput * Math.Min(1, 300 / p99),
                ["good_share"] = Math.Min(1, 600 / p99),
                ["client_was_bottleneck"] = request.Load > _limitedAbove && request.Load < 60000 ? 1 : 0,
            };
            if (_lacksLatency)
            {
                metrics.Remove("mean_e2el_ms");
            }

            return BenchmarkResult.Success(ResultDocument.FromMetrics(metrics));
        }

        private static double Read(ResultDocument document, string name) =>
            document.TryFindMetric(name, out var value) ? value : double.NaN;
    }

    private static class Breach
    {
        public static string? Find(SlaSearchResult result, SlaSearchOptions options) =>
            (FindInNumbers(result, options) ?? FindInVerdicts(result)) is { } breach
                ? FormattableString.Invariant(
                    $"{breach}: {result.Outcome} {result}; load {result.Load:R}, at least {result.AtLeast:R}, {result.Interval}, passing {result.Passing:R}, failing {result.Failing:R}, non-monotone {result.IsNonMonotone}\n{string.Join('\n', result.Probes.Select(p => $"{p.Load:R} {p.Verdict.Kind} {p.Verdict.Binding} {p.IsOverruled} {string.Join(", ", p.Runs.Select(r => r.Counts))} {string.Join(", ", p.Verdict.Checks)}"))}"
                )
                : null;

        private static string? FindInNumbers(SlaSearchResult result, SlaSearchOptions options) =>
            result.AtLeast > result.Load ? "at least is above the load"
            : result.Load > result.Passing || (result.Load is not null && result.Passing is null) ? "the load is above what passes"
            : result.Passing >= result.Failing ? "what passes is not below what fails"
            : result.Interval is { } interval
            && !(
                interval.Low <= result.Load
                && interval.High >= result.Passing
                && !(interval.Low >= result.Failing)
                && !(result.AtLeast > interval.Low)
            )
                ? "the interval does not hold the answer"
            : result.Interval is { High: var high } && double.IsInfinity(high) != result.Failing is null
                ? "the interval is open without reason"
            : result.Outcome == SlaSearchOutcome.AboveRange && (result.Load != options.MaxLoad || result.Failing is not null)
                ? "the end of the range is not the answer"
            : !result.IsAnswered && (result.Load ?? result.AtLeast ?? result.Interval?.Low) is not null ? "a number without an answer"
            : !result.IsAnswered && result.Problem is null ? "no word on why there is no answer"
            : null;

        private static string? FindInVerdicts(SlaSearchResult result)
        {
            var failing = result.Probes.SingleOrDefault(p => p.Load == result.Failing)?.Verdict;
            return result.Probes.Any(p => p.Verdict.Kind != SlaVerdictKind.Invalid && !p.Runs.Any(r => r.Counts))
                    ? "a verdict without evidence"
                : result.Passing is { } passing
                && result.Probes.Single(p => p.Load == passing).Verdict.Kind != SlaVerdictKind.Met
                && !result.IsNonMonotone
                    ? "what passes is not met"
                : result.Failing is not null && failing?.Kind != SlaVerdictKind.Missed ? "what fails is not missed"
                : result.Outcome is SlaSearchOutcome.Bounded or SlaSearchOutcome.Capacity or SlaSearchOutcome.TooShort
                && failing?.Binding != result.Binding
                    ? $"the answer is limited by {result.Binding}, the load that fails by {failing?.Binding}"
                : result.IsNonMonotone ? null
                : result.Probes.FirstOrDefault(p => p.Verdict.Kind == SlaVerdictKind.Met && p.Load >= result.Failing) is { } met
                    ? $"{met.Load} is met at or above what fails"
                : result.Probes.FirstOrDefault(p =>
                    p.Verdict.Kind == SlaVerdictKind.Missed
                    && p.Load <= result.Passing
                    && p.Verdict.Binding?.Criterion?.IsLowerLimit != true
                )
                    is { } missed
                    ? $"{missed.Load} is missed at or below what passes"
                : null;
        }
    }
}
