using ServeMulti.Benchmarking;

namespace ServeMulti.Sla;

/// <summary>A load is never run twice by mistake, and a search never makes more runs than its budget holds.</summary>
public sealed class RunCountLawTests
{
    private const double Noise = 0.3;

    [Test]
    public void SearchAsync_AnyServer_NumbersTheRunsOfALoadFromZeroUpwards([Values] SlaSearchMethod method) =>
        LawCase.Hold(
            LawCase.All(method, Noise),
            c =>
            {
                c.Search();

                return
                    c
                        .Server.Requests.GroupBy(r => r.Load)
                        .FirstOrDefault(g => !g.Select(r => r.RunNumber).SequenceEqual(Enumerable.Range(0, g.Count())))
                        is { } load
                    ? $"runs {string.Join(", ", load.Select(r => r.RunNumber))} at {load.Key:R}"
                    : null;
            }
        );

    [Test]
    public void SearchAsync_Bisection_RunsALoadAsOftenAsAskedForAndNoMore() =>
        LawCase.Hold(
            LawCase.All(SlaSearchMethod.Bisection, Noise).Select(c => c with { Options = c.Options with { Budget = null } }),
            c =>
            {
                c.Search();

                return c.Server.Requests.GroupBy(r => r.Load).FirstOrDefault(g => g.Count() != c.Options.RunsPerLoad) is { } load
                    ? $"{load.Count()} runs at {load.Key:R}"
                    : null;
            }
        );

    [Test]
    public void SearchAsync_Adaptive_RunsALoadNoMoreOftenThanItMust() =>
        LawCase.Hold(
            LawCase.All(SlaSearchMethod.Adaptive, Noise),
            c =>
            {
                var result = c.Search();

                // A run that was too short to tell is repeated and no longer counts; nor does the burst. Runs beyond those asked for narrow the
                // interval, so they lie near it.
                var often = result.Probes.FirstOrDefault(p =>
                    (p.Runs.Count(r => r.Counts) > c.Options.RunsPerLoad && !IsNear(p.Load, result)) || p.Runs.Count(r => !r.Counts) > 1
                );
                return often is null ? null : $"{often.Runs.Count} runs at {often.Load:R}: {result}";
            }
        );

    private static bool IsNear(double load, SlaSearchResult result) =>
        load >= (result.Passing ?? 0) / 2 && load <= 2 * (result.Failing ?? double.PositiveInfinity);

    [Test]
    public void SearchAsync_AnyServer_StaysWithinTheRangeOfInterest([Values] SlaSearchMethod method) =>
        LawCase.Hold(
            LawCase.All(method, Noise),
            c =>
            {
                c.Search();

                var smallest = c.Options.MinLoad ?? 0;
                return
                    c.Server.Requests.FirstOrDefault(r =>
                        !(r.Load >= smallest && r.Load <= c.Options.MaxLoad && r.Load > 0 && r.Prompts >= 1)
                    )
                        is { } outside
                    ? $"{outside.Prompts} prompts at {outside.Load:R}"
                    : null;
            }
        );

    [Test]
    public void SearchAsync_MaxConcurrency_RunsWholeNumbers([Values] SlaSearchMethod method) =>
        LawCase.Hold(
            LawCase.All(method, Noise).Where(c => c.Variable.IsWhole),
            c =>
            {
                c.Search();

                return c.Server.Requests.FirstOrDefault(r => r.Load != Math.Floor(r.Load)) is { } broken ? $"load {broken.Load:R}" : null;
            }
        );

    [Test]
    public void SearchAsync_AnyServer_KeepsTheBudget([Values] SlaSearchMethod method) =>
        LawCase.Hold(
            LawCase.All(method, Noise),
            c =>
            {
                var result = c.Search();

                var most = Math.Min(c.Options.MostRuns, c.Options.Budget ?? int.MaxValue);
                return c.Server.Requests.Count > most ? $"{c.Server.Requests.Count} of {most} runs: {result}"
                    : result.Runs != c.Server.Requests.Count ? $"{result.Runs} runs said, {c.Server.Requests.Count} made"
                    : null;
            }
        );

    [Test]
    public void SearchAsync_ServerThatOftenAnswersNothing_KeepsTheBudget([Values] SlaSearchMethod method) =>
        LawCase.Hold(
            LawCase.All(method),
            c =>
            {
                var random = new Random(c.Seed);
                var runs = 0;
                var searcher = new SlaSearcher(
                    c.Variable,
                    (run, _) =>
                    {
                        runs++;
                        return Task.FromResult(
                            random.Next(3) == 0
                                ? BenchmarkResult.Failed(new(BenchmarkFailureReason.NothingCompleted, "Nothing was completed."))
                                : BenchmarkResult.Success(c.Server.Measure(run))
                        );
                    },
                    c.Options
                );
                var result = LawCase.Finish(searcher.SearchAsync(c.Server.Level));

                return runs > c.Options.MostRuns || result.Runs != runs
                    ? $"{runs} of {c.Options.MostRuns} runs, {result.Runs} said: {result}"
                    : null;
            }
        );
}
