using System.Globalization;

namespace ServeMulti.Sla;

/// <summary>Puts an answer into one line for people.</summary>
internal static class SearchText
{
    public static string Describe(SlaSearchResult result)
    {
        string load = result.Load is { } value ? Spell(value, result) : "no load";
        string atLeast = result.AtLeast is { } least ? $", at least {Spell(least, result)}" : "";
        string answer = result.Outcome switch
        {
            SlaSearchOutcome.Bounded => $"{load}{atLeast}; bound by {result.Binding}",
            SlaSearchOutcome.Capacity => $"{load}{atLeast}; the server saturates before the SLA binds",
            SlaSearchOutcome.TooShort => string.Create(CultureInfo.InvariantCulture, $"{load}{atLeast}; more cannot be told with so few prompts, it needs {result.PromptsNeeded}"),
            SlaSearchOutcome.AboveRange => $"{load} or more; it is the largest load of the search",
            SlaSearchOutcome.BudgetSpent => $"{load}{atLeast}; the budget of runs was spent",
            SlaSearchOutcome.NothingPasses => $"no load passes; bound by {result.Binding}",
            SlaSearchOutcome.Infeasible => $"no load passes; {result.Binding} is not reached at the largest load that meets the rest",
            SlaSearchOutcome.Pruned => $"no load; {result.Problem ?? $"pruned: misses {result.Binding} at {Spell(result.Failing!.Value, result)}, the load to beat"}",
            _ => $"no answer; {result.Problem}",
        };
        return $"{result.ServiceLevel}: {answer}{(result.IsNonMonotone ? " (a lower load was worse than a higher one)" : "")}";
    }

    public static string Spell(double load, SlaSearchResult result) =>
        string.Create(CultureInfo.InvariantCulture, $"{load:0.####} {result.Variable.Unit}");
}
