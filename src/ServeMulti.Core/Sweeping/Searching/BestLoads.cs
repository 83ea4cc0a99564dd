using ServeMulti.Sla;

namespace ServeMulti.Sweeping;

/// <summary>The best load that the searches of a sweep have found so far, for each benchmark and SLA: what a later server has to
/// beat.</summary>
internal sealed class BestLoads
{
    private readonly Dictionary<(string Benchmark, int Level), BestLoad> _best = [];

    public BestLoad? Find(PlannedCase planned, int level) => _best.GetValueOrDefault((planned.Case.BenchParameters.Canonical, level));

    /// <summary>Notes an answer. One that the budget cut short, or that rests on runs too short to tell, is nothing to measure others
    /// by.</summary>
    public void Note(PlannedCase planned, int level, SlaSearchResult result)
    {
        if (
            result
            is not {
                IsNonMonotone: false,
                Outcome: SlaSearchOutcome.Bounded or SlaSearchOutcome.Capacity or SlaSearchOutcome.AboveRange,
                Load: > 0 and { } load
            }
        )
        {
            return;
        }

        var key = (planned.Case.BenchParameters.Canonical, level);
        if (!_best.TryGetValue(key, out var best) || load > best.Load)
        {
            _best[key] = new BestLoad(load, planned);
        }
    }
}

/// <summary>The best load so far, and the case that sustains it.</summary>
internal sealed record BestLoad(double Load, PlannedCase Case);
