using System.Globalization;
using ServeMulti.Benchmarking;

namespace ServeMulti.Sla;

/// <summary>Judges the runs of one case: the means of each metric against the criteria, then failed requests, then the sustained
/// rule.</summary>
internal static class VerdictJudge
{
    /// <summary>Judges runs.</summary>
    /// <param name="level">The SLA.</param>
    /// <param name="runs">The runs.</param>
    /// <param name="rules">The rules in addition to the criteria.</param>
    /// <param name="rate">The offered rate in req/s; null: the sustained rule does not apply.</param>
    /// <param name="keepMargin">By how much a run fell behind its rate, where other runs are known to compare it with; null: by its own
    /// mean latency.</param>
    public static SlaVerdict Judge(
        ServiceLevel level,
        IReadOnlyCollection<RunFigures> runs,
        SlaRules rules,
        double? rate,
        Func<RunFigures, double>? keepMargin = null
    )
    {
        if (runs.Count == 0)
        {
            return SlaVerdict.Invalid("There is no result.");
        }

        // A run that cannot judge its server has no verdict, whether its criteria are met or missed.
        RunFigures[] judging = [.. runs.Where(r => UnjudgedRun.FindReason(r.Document) is null)];
        if (judging.Length == 0)
        {
            return SlaVerdict.Invalid(UnjudgedRun.FindReason(runs.First().Document)!);
        }

        runs = judging;
        if (runs.All(r => r.Completed <= 0))
        {
            return new() { Kind = SlaVerdictKind.Missed, Binding = SlaBinding.NothingCompleted };
        }

        // The metrics of a run without answers are zeros that would pass any latency limit.
        RunFigures[] answered = [.. runs.Where(r => r.Completed > 0)];
        if (FindMissingMetric(level, answered) is { } problem)
        {
            return SlaVerdict.Invalid(problem);
        }

        CriterionCheck[] checks =
        [
            .. level.Select(c => CriterionCheck.Of(c, answered.Average(r => RunFigures.Find(r.Document, c.Metric)))),
        ];
        keepMargin =
            rate is { } x && rules.SustainedShare > 0 ? keepMargin ?? (r => SustainedRule.KeepMargin(r, x, rules.SustainedShare)) : null;
        var binding = FindBinding(checks, runs, rules, keepMargin);
        if (keepMargin is not null && IsUndecided(binding, answered, keepMargin) && SustainedRule.FindProblem(answered) is { } unknown)
        {
            return SlaVerdict.Invalid(unknown) with { Checks = checks };
        }

        return new()
        {
            Kind = binding is null ? SlaVerdictKind.Met : SlaVerdictKind.Missed,
            Checks = checks,
            Binding = binding,
        };
    }

    /// <summary>Returns an error that names a missing metric and the existing ones; null if all are present and finite.</summary>
    public static string? FindMissingMetric(ServiceLevel level, IEnumerable<RunFigures> runs)
    {
        foreach (var run in runs)
        {
            foreach (var criterion in level)
            {
                if (!run.Document.TryFindMetric(criterion.Metric, out var value))
                {
                    return $"The result has no metric \"{criterion.Metric}\" that the SLA \"{level}\" needs; it has {ListMetrics(run.Document)}.";
                }

                if (!double.IsFinite(value))
                {
                    return string.Create(
                        CultureInfo.InvariantCulture,
                        $"The metric \"{criterion.Metric}\" that the SLA \"{level}\" needs is {value}, not a finite number."
                    );
                }
            }
        }

        return null;
    }

    /// <summary>Returns whether the sustained rule decides and may be wrong: without a latency a throughput that is high enough proves the
    /// rate, one that is lower proves nothing.</summary>
    private static bool IsUndecided(SlaBinding? binding, RunFigures[] answered, Func<RunFigures, double> keepMargin) =>
        binding?.Kind == SlaBindingKind.NotSustained || (binding is null && double.IsNaN(Mean(answered, keepMargin)));

    private static SlaBinding? FindBinding(
        CriterionCheck[] checks,
        IReadOnlyCollection<RunFigures> runs,
        SlaRules rules,
        Func<RunFigures, double>? keepMargin
    )
    {
        var worst = checks.MaxBy(c => c.IsMet ? double.NegativeInfinity : c.Margin)!;
        if (!worst.IsMet)
        {
            return SlaBinding.Of(worst.Criterion);
        }

        if (runs.Sum(r => r.Failed) > rules.FailedShareLimit * runs.Sum(r => r.Prompts))
        {
            return SlaBinding.FailedRequests;
        }

        return keepMargin is not null && Mean(runs, keepMargin) > 0 ? SlaBinding.NotSustained : null;
    }

    private static double Mean(IReadOnlyCollection<RunFigures> runs, Func<RunFigures, double> margin) =>
        runs.Sum(r => r.Prompts * margin(r)) / runs.Sum(r => r.Prompts);

    private static string ListMetrics(ResultDocument document)
    {
        const int Shown = 12;
        string[] names =
        [
            .. document
                .RawFields.Select(f => f.Name)
                .Where(k =>
                    k.EndsWith("_ms", StringComparison.Ordinal)
                    || k.Contains("throughput", StringComparison.Ordinal)
                    || k.Contains("goodput", StringComparison.Ordinal)
                ),
        ];
        return names.Length == 0
            ? "no latency or throughput"
            : string.Join(", ", names.Take(Shown)) + (names.Length > Shown ? $" and {names.Length - Shown} more" : "");
    }
}
