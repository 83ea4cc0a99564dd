using ServeMulti.Benchmarking;

namespace ServeMulti.Sla;

/// <summary>What a search reports was measured.</summary>
public sealed class ReportLawTests
{
    private const double Noise = 0.3;

    /// <summary>Sums of floating-point numbers differ in their last bits.</summary>
    private const double Rounding = 1 + 1e-9;

    [Test]
    public void SearchAsync_SustainedRate_IsNoMoreThanTheThroughputAchieved([Values] SlaSearchMethod method) =>
        LawCase.Hold(
            LawCase.All(method, Noise).Where(c => !c.Variable.IsWhole && c.Options.Rules.SustainedShare > 0),
            c =>
            {
                var results = new List<(double Load, ResultDocument Document)>();
                var result = LawCase.Finish(new SlaSearcher(c.Variable, MeasureAsync, c.Options).SearchAsync(c.Server.Level));
                if (result.Load is not { } load || result.Outcome == SlaSearchOutcome.AboveRange)
                {
                    return null;
                }

                // The wait for the last answers, which a run ends with, is no longer than the slowest answer of the least crowded run.
                var wait = method == SlaSearchMethod.Bisection ? 0 : results.Min(r => Slowest(r.Document));
                SlaProbeRun[] runs = [.. result.Probes.Single(p => p.Load == result.Passing).Runs.Where(r => r.Counts)];
                var achieved = runs.Sum(r => r.Prompts) / runs.Sum(r => (r.Prompts / r.Throughput) - wait);
                return load > achieved * Rounding ? $"{load:R} reported, {achieved:R} achieved: {result}" : null;

                async Task<BenchmarkResult> MeasureAsync(SlaRunRequest run, CancellationToken cancellationToken)
                {
                    var measured = await c.Server.MeasureAsync(run, cancellationToken);
                    results.Add((run.Load, measured.Document!));
                    return measured;
                }
            }
        );

    [Test]
    public void SearchAsync_AnyServer_LoadIsNoMoreThanTheOneThatPasses([Values] SlaSearchMethod method) =>
        LawCase.Hold(
            LawCase.All(method, Noise),
            c =>
                c.Search() is var result && (result.Load is null) == (result.Passing is null) && !(result.Load > result.Passing)
                    ? null
                    : $"{result.Passing} passes: {result}"
        );

    [Test]
    public void SearchAsync_AnyServer_PassingLoadWasRunAndMeetsTheServiceLevel([Values] SlaSearchMethod method) =>
        LawCase.Hold(
            LawCase.All(method),
            c =>
            {
                var result = c.Search();

                return
                    result.Passing is not { } passing
                    || result.Probes.Single(p => p.Load == passing) is { Verdict.Kind: SlaVerdictKind.Met }
                    ? null
                    : $"{passing:R} was not met: {result}";
            }
        );

    [Test]
    public void SearchAsync_AnyServer_OrdersBoundIntervalAndBracket() =>
        LawCase.Hold(
            LawCase.All(SlaSearchMethod.Adaptive, Noise),
            c =>
            {
                var result = c.Search();

                var isOrdered =
                    !(result.AtLeast > result.Load)
                    && !(result.Passing >= result.Failing)
                    && (
                        result.Interval is not { } interval
                        || (
                            interval.Low <= result.Load
                            && result.Load <= interval.High
                            && interval.Low > 0
                            && double.IsInfinity(interval.High) == result.Failing is null
                        )
                    );
                return isOrdered
                    ? null
                    : $"at least {result.AtLeast:R}, {result.Interval}, {result.Passing:R} to {result.Failing:R}: {result}";
            }
        );

    [Test]
    public void SearchAsync_OutcomeWithoutALoad_IsOneOfThoseThatHaveNone([Values] SlaSearchMethod method) =>
        LawCase.Hold(
            LawCase.All(method, Noise),
            c =>
            {
                var result = c.Search();

                var hasNone =
                    result.Outcome is SlaSearchOutcome.NothingPasses or SlaSearchOutcome.Infeasible or SlaSearchOutcome.NotMeasured;
                return result.Outcome == SlaSearchOutcome.BudgetSpent || hasNone == (result.Load is null)
                    ? null
                    : $"{result.Outcome} with load {result.Load}: {result}";
            }
        );

    private static double Slowest(ResultDocument document) =>
        document.TryFindMetric("p99_e2el_ms", out var slowest) && document.TryFindMetric("num_prompts", out var prompts)
            ? slowest / 1000 * Math.Max(1, Math.Log(prompts) / Math.Log(100))
            : double.PositiveInfinity;
}
