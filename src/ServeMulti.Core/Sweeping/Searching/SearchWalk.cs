using System.Globalization;
using System.Runtime.CompilerServices;
using ServeMulti.Benchmarking;
using ServeMulti.Sla;

namespace ServeMulti.Sweeping;

/// <summary>Goes through the searches of one case, one per SLA, which share their runs. Where the results come from is the caller's
/// affair.</summary>
internal sealed class SearchWalk
{
    private readonly SweepDefinition _definition;
    private readonly SearchDefinition _search;
    private readonly BestLoads _bestLoads;
    private readonly TimeProvider? _timeProvider;

    public SearchWalk(SweepDefinition definition, SearchDefinition search, BestLoads bestLoads, TimeProvider? timeProvider = null)
    {
        _definition = definition;
        _search = search;
        _bestLoads = bestLoads;
        _timeProvider = timeProvider;
    }

    /// <summary>Searches for one SLA after the other, up to the first without an answer.</summary>
    public async IAsyncEnumerable<SlaSearchResult> RunAsync(
        PlannedCase planned,
        Func<SlaRunRequest, CancellationToken, ValueTask<ResultDocument?>> findStored,
        Func<SlaRunRequest, CancellationToken, Task<BenchmarkResult>> measure,
        IProgress<SlaSearchEvent>? progress,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var searcher = new SlaSearcher(_search.Variable, measure, SearchPlan.OptionsFor(_definition, _search, planned.Case), _timeProvider)
        {
            FindStoredRun = findStored,
        };
        for (var level = 0; level < _search.ServiceLevels.Count; level++)
        {
            var best = _search.PruneServers ? _bestLoads.Find(planned, level) : null;
            var searching = best is null
                ? searcher.SearchAsync(_search.ServiceLevels[level], progress, cancellationToken)
                : searcher.SearchToBeatAsync(_search.ServiceLevels[level], best.Load, progress, cancellationToken);
            var result = await searching.ConfigureAwait(false);
            _bestLoads.Note(planned, level, result);
            yield return result.Outcome == SlaSearchOutcome.Pruned ? result with { Problem = Explain(result, best!) } : result;
            if (!result.IsAnswered)
            {
                yield break;
            }
        }
    }

    private static string Explain(SlaSearchResult result, BestLoad best) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"pruned: misses {result.Binding} at {result.Failing:0.####}, the best of {NameOf(best)}"
        );

    private static string NameOf(BestLoad best) =>
        best.Case.Case.ServeParameters is { Count: > 0 } or { Name: not null } ? best.Case.Case.ServeParameters.ToString() : best.Case.Name;
}
