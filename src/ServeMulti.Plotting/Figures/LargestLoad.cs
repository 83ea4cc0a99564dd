using ServeMulti.Benchmarking;
using ServeMulti.Plotting.Runs;
using ServeMulti.Sla;

namespace ServeMulti.Plotting.Figures;

/// <summary>The largest load of a curve that meets an SLA, and where it is marked. Loads that do not vary, bursts, and probes that do not
/// count are never marked.</summary>
/// <param name="Point">The measured point at this load, or below it.</param>
/// <param name="Variable">The load that varies along the curve.</param>
/// <param name="Load">The load.</param>
/// <param name="Label">The label of the mark.</param>
internal sealed record LargestLoad(CasePoint Point, LoadVariable Variable, double Load, string Label)
{
    /// <summary>Gets the next measured point, if the load lies between the two: the mark is then on the line that joins them, at this
    /// share of it.</summary>
    public (CasePoint Point, double Share)? Next { get; private init; }

    // The fields that a verdict uses in addition to the criteria.
    private static readonly string[] Judged =
    [
        "completed",
        "failed",
        "num_prompts",
        "duration",
        "request_throughput",
        "mean_e2el_ms",
        "request_rate",
    ];

    /// <summary>Finds the largest load; null if there is none, or the curve has fewer than two loads.</summary>
    public static LargestLoad? Find(
        IReadOnlyList<CasePoint> points,
        ServiceLevel level,
        IReadOnlyDictionary<string, SlaSearchResult> answers
    )
    {
        var answer = points.Select(point => FindAnswer(point, answers)).FirstOrDefault(found => found is not null);
        if (answer is not null)
        {
            return OfAnswer(points, answer);
        }

        if (RunIdentity.FindLoad(points.SelectMany(point => point.Runs)) is not { } key)
        {
            return null;
        }

        var variable = LoadVariable.Parse(key);
        var burst =
            variable == LoadVariable.RequestRate ? Burst.FindStart(points.Select(point => LoadOf(point, key))) : double.PositiveInfinity;
        var best = points.Where(point => LoadOf(point, key) < burst && IsMet(point, level, variable)).MaxBy(point => LoadOf(point, key));
        return best is null
            ? null
            : new LargestLoad(best, variable, LoadOf(best, key), $"largest tried: {Spell(LoadOf(best, key), variable)}");
    }

    /// <summary>After a search, its answer is used. Between two measured loads it is marked on the line that joins them; beyond all of
    /// them, at the nearest that the search counts as met, whose load is then in the label.</summary>
    private static LargestLoad? OfAnswer(IReadOnlyList<CasePoint> points, SlaSearchResult answer)
    {
        if (answer.Load is not { } load)
        {
            return null;
        }

        // The same digits as in the verdict: only those that the interval supports.
        var found = $"found by the search: {answer.FormatLoad(load)}";
        (CasePoint Point, double Load)[] measured =
        [
            .. points
                .Select(point => (Point: point, Load: LoadOf(point, answer.Variable.Name)))
                .Where(pair => double.IsFinite(pair.Load))
                .OrderBy(pair => pair.Load),
        ];
        var above = Array.FindIndex(measured, pair => pair.Load > load * (1 + 1e-9));
        if (above > 0 && measured[above - 1] is var below && below.Load < load * (1 - 1e-9))
        {
            return new(below.Point, answer.Variable, load, found)
            {
                Next = (measured[above].Point, (load - below.Load) / (measured[above].Load - below.Load)),
            };
        }

        var met = answer
            .Probes.Where(probe => probe.Verdict.Kind == SlaVerdictKind.Met && probe.Runs.Any(run => run.Counts))
            .Select(probe => probe.Load)
            .ToHashSet();
        var candidates = measured.Where(pair => met.Contains(pair.Load)).ToArray();
        var (marked, here) = Array.FindLast(candidates, pair => pair.Load <= load * (1 + 1e-9)) is { Point: not null } last
            ? last
            : candidates.FirstOrDefault();
        return marked is null
            ? null
            : new(
                marked,
                answer.Variable,
                load,
                Math.Abs(here - load) <= 1e-9 * load ? found : $"{found} (here: {Spell(here, answer.Variable)})"
            );
    }

    private static SlaSearchResult? FindAnswer(CasePoint point, IReadOnlyDictionary<string, SlaSearchResult> answers)
    {
        var end = point.Case.LastIndexOf('/');
        return answers.GetValueOrDefault(point.Case) ?? (end > 0 ? answers.GetValueOrDefault(point.Case[..end]) : null);
    }

    private static double LoadOf(CasePoint point, string key) => point.Runs[0].TryFindNumber(key, out var load) ? load : double.NaN;

    private static string Spell(double load, LoadVariable variable) =>
        $"{NumberText.Short(load)} {(variable.IsWhole ? "in flight" : variable.Unit)}";

    private static bool IsMet(CasePoint point, ServiceLevel level, LoadVariable variable)
    {
        string[] keys = [.. level.Select(criterion => criterion.Metric), .. Judged];
        double? rate =
            variable == LoadVariable.RequestRate && LoadOf(point, variable.Name) is var load && double.IsFinite(load) ? load : null;
        return level
                .Judge(
                    point.Runs.Select(run => ToDocument(run, keys)),
                    new SlaRules { FailedShareLimit = point.Runs[0].FailedShareLimit },
                    rate
                )
                .Kind == SlaVerdictKind.Met;
    }

    private static ResultDocument ToDocument(RunValues run, string[] keys)
    {
        var values = keys.Distinct()
            .Select(key => KeyValuePair.Create(key, run.TryFindNumber(key, out var value) ? value : double.NaN))
            .Where(pair => !double.IsNaN(pair.Value))
            .ToList();
        if (!run.Has("mean_e2el_ms") && FindLatency(run) is { } latency)
        {
            values.Add(new("mean_e2el_ms", latency));
        }

        return ResultDocument.FromMetrics(values);
    }

    /// <summary>Derives the end-to-end latency from its parts for clients that do not write it by default: it is needed to check whether a
    /// rate was sustained.</summary>
    private static double? FindLatency(RunValues run) =>
        run.TryFindNumber("mean_ttft_ms", out var first)
        && run.TryFindNumber("mean_tpot_ms", out var next)
        && run.TryFindNumber("total_output_tokens", out var tokens)
        && run.TryFindNumber("completed", out var completed)
        && completed > 0
            ? first + (next * Math.Max(0, (tokens / completed) - 1))
            : null;
}
