using ServeMulti.Benchmarking;

namespace ServeMulti.Sla;

/// <summary>The same runs lead to the same answer, wherever they come from and whatever their unit.</summary>
public sealed class ReplayLawTests
{
    private const double Noise = 0.3;

    [Test]
    public void SearchAsync_SameRuns_GiveTheSameAnswer([Values] SlaSearchMethod method) =>
        LawCase.Hold(LawCase.All(method, Noise), c => Difference(c.Search(), c.Search()));

    [Test]
    public void SearchAsync_InterruptedAnywhere_GoesOnToTheSameAnswer([Values] SlaSearchMethod method) =>
        LawCase.Hold(
            LawCase.All(method, Noise),
            c =>
            {
                var whole = c.Search();
                HashSet<(double, int)> stored =
                [
                    .. c.Server.Requests.Take(new Random(c.Seed).Next(whole.Runs + 1)).Select(r => (r.Load, r.RunNumber)),
                ];
                var measured = 0;
                var searcher = new SlaSearcher(
                    c.Variable,
                    (run, _) =>
                    {
                        measured++;
                        return Task.FromResult(BenchmarkResult.Success(c.Server.Measure(run)));
                    },
                    c.Options
                )
                {
                    FindStoredRun = (run, _) => new(stored.Contains((run.Load, run.RunNumber)) ? c.Server.Measure(run) : null),
                };
                var again = LawCase.Finish(searcher.SearchAsync(c.Server.Level));

                return Difference(whole, again)
                    ?? (
                        again.StoredRuns == stored.Count && measured == whole.Runs - stored.Count
                            ? null
                            : $"{again.StoredRuns} of {stored.Count} stored runs taken, {measured} made of {whole.Runs}"
                    );
            }
        );

    [Test]
    public void SearchAsync_SameServiceLevelAgain_MakesNoRun([Values] SlaSearchMethod method) =>
        LawCase.Hold(
            LawCase.All(method).Where(c => c.Options.Budget is null),
            c =>
            {
                var searcher = c.Searcher();
                var first = LawCase.Finish(searcher.SearchAsync(c.Server.Level));
                var second = LawCase.Finish(searcher.SearchAsync(c.Server.Level));

                return second.Runs > 0 && method == SlaSearchMethod.Bisection ? $"{second.Runs} runs more: {second}"
                    : second.Passing < first.Passing || second.Failing > first.Failing ? $"{first} became {second}"
                    : null;
            }
        );

    [Test]
    public void SearchAsync_MetricAndTargetInAnotherUnit_ChangesNothing([Values] SlaSearchMethod method) =>
        LawCase.Hold(
            LawCase.All(method, Noise),
            c =>
            {
                // A power of two, so that not even the last bit differs.
                var other = new CurveServer
                {
                    Edge = c.Server.Edge,
                    Target = c.Server.Target,
                    Steepness = c.Server.Steepness,
                    Capacity = c.Server.Capacity,
                    Noise = c.Server.Noise,
                    Seed = c.Server.Seed,
                    Unit = 1024,
                };
                var first = c.Search();
                var second = LawCase.Finish(c.Searcher(other).SearchAsync(other.Level));

                return Difference(first, second) ?? (c.Server.Requests.SequenceEqual(other.Requests) ? null : "other loads were run");
            }
        );

    /// <summary>Compares all that a search says of the load; the text of the SLA and times may differ.</summary>
    private static string? Difference(SlaSearchResult one, SlaSearchResult other)
    {
        var isSame =
            (
                one.Outcome,
                one.Load,
                one.AtLeast,
                one.Interval,
                one.Passing,
                one.Failing,
                one.Runs,
                one.IsNonMonotone,
                one.PromptsNeeded,
                one.Binding?.Kind
            )
                == (
                    other.Outcome,
                    other.Load,
                    other.AtLeast,
                    other.Interval,
                    other.Passing,
                    other.Failing,
                    other.Runs,
                    other.IsNonMonotone,
                    other.PromptsNeeded,
                    other.Binding?.Kind
                )
            && one.Probes.Select(p => (p.Load, p.Runs.Count)).SequenceEqual(other.Probes.Select(p => (p.Load, p.Runs.Count)));
        return isSame ? null : $"{one}\nis not\n{other}";
    }
}
