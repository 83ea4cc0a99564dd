using ServeMulti.Sla;
using ServeMulti.Statistics;

namespace ServeMulti.Comparing;

/// <summary>Compares the answers of searches that two builds have in common: same configuration, workload, SLA and load variable.</summary>
/// <remarks>The interval of a ratio is that of <see cref="LoadLead"/>, an 80 % interval. The 90 % interval and the p-value are those of a
/// normal distribution of logarithms whose 80 % interval it is.</remarks>
internal static class LoadChanges
{
    // P(|Z| <= 1.2816) = 0.8, P(|Z| <= 1.6449) = 0.9.
    private static readonly double Eighty = Quantiles.Normal(0.9);
    private static readonly double Ninety = Quantiles.Normal(0.95);

    /// <summary>Pairs the answers, and names those of one build alone.</summary>
    public static IReadOnlyList<(LoadAnswer Baseline, LoadAnswer Current)> Pair(
        ComparedBuild baseline,
        ComparedBuild current,
        ConfigurationKeys keys,
        List<string> unmatched
    )
    {
        var known = baseline.Answers.ToLookup(answer => KeyOf(answer, keys.OfBaseline(answer.Case)));
        var found = current.Answers.Select(answer => (Answer: answer, Key: KeyOf(answer, keys.OfCurrent(answer.Case)))).ToArray();
        var shared = found.Select(pair => pair.Key).ToHashSet();
        foreach (var answer in found.Where(pair => !known.Contains(pair.Key)).Select(pair => pair.Answer))
        {
            unmatched.Add($"{answer}: not in the baseline");
        }

        foreach (var answer in known.Where(group => !shared.Contains(group.Key)).SelectMany(group => group))
        {
            unmatched.Add($"{answer}: in the baseline alone");
        }

        return [.. found.Where(pair => known.Contains(pair.Key)).Select(pair => (known[pair.Key].First(), pair.Answer))];
    }

    /// <summary>Compares two answers.</summary>
    /// <param name="baseline">The answer of the baseline.</param>
    /// <param name="current">That of the current build.</param>
    /// <param name="margin">The smallest relevant difference, as a share.</param>
    /// <param name="place">Receives the change.</param>
    public static PendingChange Compare(LoadAnswer baseline, LoadAnswer current, double margin, Action<LoadChange> place)
    {
        var change = new LoadChange
        {
            Configuration = current.Case.ServeParameters,
            Workload = current.Case.BenchParameters,
            Baseline = baseline.Result,
            Current = current.Result,
            Verdict = ChangeVerdict.Inconclusive,
            Ratio = current.Result.Load / baseline.Result.Load is { } loads && double.IsFinite(loads) ? loads : null,
            Margin = margin,
        };
        if (FindKnown(change) is { } known)
        {
            return new(1, 1, (_, _, _, _) => place(known));
        }

        var lead = LoadLead.Between(current.Result, baseline.Result)!.Value;
        var ratio = Math.Log(change.Ratio!.Value);
        var below = (ratio - Math.Log(lead.Low)) / Eighty;
        var above = (Math.Log(lead.High) - ratio) / Eighty;
        var (low, high) = (ratio - (below * Ninety), ratio + (above * Ninety));
        return new(
            Tail(-ratio, above),
            Tail(ratio, below),
            (worse, better, errorRate, _) =>
                place(
                    change with
                    {
                        Low = double.IsFinite(low) ? Math.Exp(low) : null,
                        High = double.IsFinite(high) ? Math.Exp(high) : null,
                        Verdict = ChangeRule.Judge(-ratio, -high, -low, Math.Log(1 + margin), worse, better, errorRate),
                    }
                )
        );
    }

    /// <summary>Returns the change where no interval is needed, or none is there.</summary>
    private static LoadChange? FindKnown(LoadChange change) =>
        (change.Baseline, change.Current) switch
        {
            var (before, now) when MeetsNothing(before) && MeetsNothing(now) => change with
            {
                Verdict = ChangeVerdict.NoRelevantDifference,
                Problem = "both builds meet the SLA at no load",
            },
            ({ Load: not null }, var now) when MeetsNothing(now) => change with
            {
                Verdict = ChangeVerdict.Regressed,
                Problem = "the current build meets the SLA at no load",
            },
            (var before, { Load: not null }) when MeetsNothing(before) => change with
            {
                Verdict = ChangeVerdict.Improved,
                Problem = "the baseline meets the SLA at no load",
            },
            var (before, now) => (FindProblem(before, "baseline") ?? FindProblem(now, "current build")) is { } problem
                ? change with
                {
                    Problem = problem,
                }
                : null,
        };

    private static string? FindProblem(SlaSearchResult result, string side) =>
        result.Load is not > 0 ? $"the search of the {side} has no answer: {result.DescribeOutcome()}"
        : result.IsCutShort ? $"the search of the {side} was cut short: {result.DescribeOutcome()}"
        : result.Interval is null ? $"the answer of the {side} has no interval; only an adaptive search has one"
        : null;

    private static bool MeetsNothing(SlaSearchResult result) =>
        result.Outcome is SlaSearchOutcome.NothingPasses or SlaSearchOutcome.Infeasible;

    /// <summary>Returns the one-sided p-value of a distance, in standard errors that may be 0 or infinite.</summary>
    private static double Tail(double distance, double error) =>
        double.IsInfinity(error) ? 1
        : error == 0
            ? distance > 0 ? 0
                : 1
        : 1 - Quantiles.NormalProbability(distance / error);

    private static (string, string, string, string) KeyOf(LoadAnswer answer, (string Configuration, string Workload) key) =>
        (key.Configuration, key.Workload, answer.Result.ServiceLevel.Text, answer.Result.Variable.Name);
}
