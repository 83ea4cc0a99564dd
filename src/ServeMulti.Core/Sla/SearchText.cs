using System.Globalization;
using ServeMulti.Sla.Methods;

namespace ServeMulti.Sla;

/// <summary>Formats the result of a search for people, with the same text for terminal, report and log.</summary>
/// <remarks>Numbers have only the digits that the interval of the answer supports, and a load is rounded down.</remarks>
internal static class SearchText
{
    private const int DigitsWithoutInterval = 3;

    /// <summary>A search considers noise of up to 12 %: an estimate near that may mean more.</summary>
    private const double LargeNoise = 0.1;

    /// <summary>Returns how a search ended, such as <c>limited by p99_e2el_ms&lt;=500</c> or <c>the largest load of interest</c>.</summary>
    /// <param name="result">What the search found.</param>
    public static string Outcome(SlaSearchResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var words = result.Outcome switch
        {
            SlaSearchOutcome.Bounded => $"limited by {result.Binding}",
            SlaSearchOutcome.Capacity => "limited by the server's capacity",
            SlaSearchOutcome.TooShort => string.Create(
                CultureInfo.InvariantCulture,
                $"too few prompts per run to say more{(result.PromptsNeeded is { } needed ? $": runs of {needed} are needed" : "")}"
            ),
            SlaSearchOutcome.AboveRange => "the largest load of interest",
            SlaSearchOutcome.BudgetSpent => WhatTheBudgetLeft(result),
            SlaSearchOutcome.NothingPasses => result.Binding is { } binding ? $"no load meets the SLA: {binding}" : "no load meets the SLA",
            SlaSearchOutcome.Infeasible => $"no load meets the SLA: {result.Binding} is not reached where the rest is met",
            SlaSearchOutcome.Pruned => result.Problem
                ?? string.Create(
                    CultureInfo.InvariantCulture,
                    $"pruned: misses {result.Binding} at {result.Failing:0.####} {result.Variable.Unit}, the load to beat"
                ),
            SlaSearchOutcome.SustainedUnknown => "not judged",
            SlaSearchOutcome.Unjudged => "cut short by runs that cannot judge",
            _ => "not measured",
        };
        words = result.SteadyFailures is { } failures ? $"{words}; {failures}" : words;
        words = result.IsNonMonotone ? $"{words}; a lower load was worse than a higher one" : words;
        return result.Outliers is { Count: > 0 } outliers ? $"{words}; {Describe(outliers, result)}" : words;
    }

    private static string Describe(IReadOnlyList<OutlierRun> outliers, SlaSearchResult result)
    {
        var first = outliers[0];
        var what = string.Create(
            CultureInfo.InvariantCulture,
            $"{first.Check.Criterion.Metric} {first.Check.Value:G3} at {result.Variable.Name}={first.Load:0.####} (run {first.RunNumber}), {first.Usual:G3} in the runs beside it"
        );
        return outliers.Count == 1 ? $"one run is an outlier: {what}" : $"{outliers.Count} runs are outliers, the first: {what}";
    }

    /// <summary>Returns a load with its unit, such as <c>42 req/s</c>; a dash if there is none.</summary>
    /// <param name="load">The load: the answer, or another load of the same search.</param>
    /// <param name="result">What the search found.</param>
    public static string Load(double? load, SlaSearchResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return load is { } value && double.IsFinite(value) ? $"{Number(value, result)} {result.Variable.Unit}" : "-";
    }

    /// <summary>Returns a load without its unit, such as <c>42</c>; a dash if there is none.</summary>
    /// <param name="load">The load: the answer, or another load of the same search.</param>
    /// <param name="result">What the search found.</param>
    public static string Number(double? load, SlaSearchResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return load is not { } value || double.IsNaN(value) ? "-"
            : double.IsInfinity(value) ? "open"
            : value == result.Options?.MaxLoad ? value.ToString("0.####", CultureInfo.InvariantCulture)
            : Spell(value, UnitOf(result, value), Math.Floor);
    }

    /// <summary>Returns the interval, such as <c>38 to 45</c> or <c>38 or more</c>; a dash if there is none. It is rounded
    /// outwards.</summary>
    /// <param name="result">What the search found.</param>
    public static string Interval(SlaSearchResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Interval is not { } interval)
        {
            return "-";
        }

        var low = Number(interval.Low, result);
        return double.IsFinite(interval.High)
            ? $"{low} to {Spell(interval.High, UnitOf(result, interval.High), Math.Ceiling)}"
            : $"{low} or more";
    }

    /// <summary>Returns what a search found as one line.</summary>
    /// <param name="result">What the search found.</param>
    internal static string Describe(SlaSearchResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var atLeast = result.AtLeast is { } least ? $", at least {Load(least, result)}" : "";
        var answer = result.Load is { } load ? $"{Load(load, result)}{atLeast}; {Outcome(result)}" : Outcome(result);
        var why =
            result is { Problem: { } problem } && (!result.IsAnswered || result.Outcome == SlaSearchOutcome.Unjudged) ? $"; {problem}" : "";
        return $"{result.ServiceLevel}: {answer}{why}";
    }

    /// <summary>Describes which budget ended the search and what is still unknown.</summary>
    private static string WhatTheBudgetLeft(SlaSearchResult result)
    {
        var spent =
            result.Options is { TimeBudget: not null } options && result.Runs < options.BudgetOrDefault
                ? "the time budget was spent"
                : "the budget of runs was spent";
        return result.Load is null ? $"{spent} before a load was found that meets the SLA"
            : result.Binding is { } limit ? $"limited by {limit}; {spent}{HowWellKnown(result)}"
            : $"{spent} before a load was found that misses the SLA";
    }

    /// <summary>Describes the precision of the answer if it is worse than requested, with the reason and what would help.</summary>
    private static string HowWellKnown(SlaSearchResult result)
    {
        if (
            result is not { Options.Tolerance: { } wanted, Interval: { } interval }
            || !double.IsFinite(interval.High)
            || !(interval.Low > 0)
        )
        {
            return "";
        }

        var half = Math.Log(interval.High / interval.Low) / 2;
        var noise = result.RunNoise is { } share
            ? string.Create(
                CultureInfo.InvariantCulture,
                $" (its speed differs by about {100 * share:0} %{(share >= LargeNoise ? " or more" : "")} from run to run)"
            )
            : "";
        var cure =
            result.MoreRunsNeeded is { } more
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $": about {more} more {(more == 1 ? "run" : "runs")} would narrow it to ±{100 * wanted:0.#} %"
                )
            : wanted <= EdgePosterior.ModelError ? ", and more runs cannot narrow it that far"
            : "";
        // Rounded up: what is wider than requested must not look equal to it.
        return half > wanted
            ? string.Create(CultureInfo.InvariantCulture, $" with the answer known to ±{Math.Ceiling(1000 * half) / 10:0.#} %{noise}{cure}")
            : "";
    }

    /// <summary>Returns the largest decimal unit within a quarter of the interval: digits beyond it are noise. Loads that are whole numbers
    /// are not rounded further.</summary>
    private static double UnitOf(SlaSearchResult result, double load)
    {
        var half =
            result.Interval is { } interval && double.IsFinite(interval.High) ? (interval.High - interval.Low) / 2
            : result is { Passing: { } passing, Failing: { } failing } ? (failing - passing) / 2
            : 0;
        var least = load > 0 ? Math.Pow(10, Math.Floor(Math.Log10(load)) - (DigitsWithoutInterval - 1)) : 1;
        // One digit of the load stays, however wide the interval is.
        var most = load > 0 ? Math.Pow(10, Math.Floor(Math.Log10(load))) : 1;
        var unit = half > 0 ? Math.Clamp(Math.Pow(10, Math.Floor(Math.Log10(half / 2))), Math.Min(least, most), most) : least;
        return result.Variable.IsWhole ? 1 : unit;
    }

    private static string Spell(double load, double unit, Func<double, double> round)
    {
        // A load that was run at just this value may miss it by its last bit.
        var units = load / unit;
        var whole = Math.Abs(units - Math.Round(units)) < 1e-9 * Math.Max(1, Math.Abs(units)) ? Math.Round(units) : round(units);
        var decimals = (int)Math.Clamp(-Math.Floor(Math.Log10(unit) + 1e-9), 0, 15);
        return (whole * unit).ToString($"F{decimals}", CultureInfo.InvariantCulture);
    }
}
