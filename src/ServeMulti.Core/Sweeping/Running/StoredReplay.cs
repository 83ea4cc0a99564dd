using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Results;
using ServeMulti.Sla;

namespace ServeMulti.Sweeping;

/// <summary>Finds what is done of a search or a load scan by replaying it with the stored runs alone: it is done when it asks for no other
/// run. Starts and changes nothing.</summary>
internal sealed class StoredReplay
{
    private readonly StoreInspection _inspection;
    private readonly SweepDefinition _definition;
    private readonly BestLoads _bestLoads = new();
    private readonly HashSet<string> _unfinishedBenchmarks = new(StringComparer.Ordinal);

    public StoredReplay(StoreInspection inspection, SweepDefinition definition)
    {
        _inspection = inspection;
        _definition = definition;
    }

    /// <summary>Replays the next case of the plan; null in a plain sweep.</summary>
    public async Task<CaseWork?> TryReplayAsync(PlannedCase planned, CancellationToken cancellationToken) =>
        _definition switch
        {
            { Search: { } search } => await ReplayAsync(search, planned, cancellationToken).ConfigureAwait(false),
            { Scan: { } scan } => await ReplayAsync(scan, planned, cancellationToken).ConfigureAwait(false),
            _ => null,
        };

    private async Task<CaseWork> ReplayAsync(SearchDefinition search, PlannedCase planned, CancellationToken cancellationToken)
    {
        var found = new HashSet<(CaseLoad, int)>();
        var foreseen = new List<ReplayedRun>();
        var asksForMore = false;
        var walk = new SearchWalk(_definition, search, _bestLoads);
        var searching = walk.RunAsync(
            planned,
            async (run, token) =>
            {
                var measured = SearchPlan.AtLoad(planned.Case, run);
                var stored = await _inspection.FindRunAsync(measured, run.RunNumber, token).ConfigureAwait(false);
                if (stored is not null && found.Add((measured.Load!, run.RunNumber)))
                {
                    foreseen.Add(new ReplayedRun(measured, run.ApplyTo(planned.Case.BenchParameters), run.RunNumber, IsDone: true));
                }

                return stored?.Document;
            },
            (run, _) =>
            {
                if (!asksForMore)
                {
                    // What is run after it depends on what it measures.
                    foreseen.Add(
                        new ReplayedRun(
                            SearchPlan.AtLoad(planned.Case, run),
                            run.ApplyTo(planned.Case.BenchParameters),
                            run.RunNumber,
                            IsDone: false
                        )
                    );
                }

                asksForMore = true;
                return Task.FromResult(
                    BenchmarkResult.Failed(new BenchmarkFailure(BenchmarkFailureReason.MissingResult, "The run is not stored."))
                );
            },
            progress: null,
            cancellationToken
        );
        try
        {
            await foreach (var result in searching.ConfigureAwait(false))
            {
                asksForMore |= !result.IsAnswered;
            }
        }
        catch (SlaCriterionException)
        {
            // The sweep meets it again, and reports it as the failure of this case.
            asksForMore = true;
        }

        // What a search that comes later must beat is not known before this one has its answer.
        var benchmark = planned.Case.BenchParameters.Canonical;
        var isDone = !asksForMore && !(search.PruneServers && _unfinishedBenchmarks.Contains(benchmark));
        if (!isDone)
        {
            _unfinishedBenchmarks.Add(benchmark);
        }

        return CaseWork.Replayed(planned, found.Count, isDone, foreseen);
    }

    private async Task<CaseWork> ReplayAsync(ScanDefinition scan, PlannedCase planned, CancellationToken cancellationToken)
    {
        var foreseen = new List<ReplayedRun>();
        var walk = new ScanWalk(
            ScanPlan.ScanOf(scan, planned.Case),
            _definition.RunsPerCase,
            async (level, run) =>
            {
                var measured = ScanPlan.AtLevel(planned.Case, level);
                var stored = await _inspection.FindRunAsync(measured, run, cancellationToken).ConfigureAwait(false);
                foreseen.Add(new ReplayedRun(measured, ScanPlan.ParametersOf(scan, planned.Case, level), run, stored is not null));
                return stored?.Document;
            },
            mustStop: () => false
        );
        var scanned = await walk.RunAsync(planned).ConfigureAwait(false);
        return CaseWork.Replayed(planned, foreseen.Count(run => run.IsDone), scanned.IsComplete, foreseen);
    }
}
