using System.Text.Json;

namespace ServeMulti.Results.Folder;

/// <summary>Says which runs of serve_multi.py's search do not count under the rules of this one, and which options go on with
/// them.</summary>
internal static class OriginalSearch
{
    private const int Shown = 6;

    public static IEnumerable<string> Describe(ExperimentMatch match, Experiment experiment)
    {
        foreach (var (group, rules) in experiment.Rules.Where(rules => !IsOriginal(rules.Value)))
        {
            foreach (var folder in match.Cases.Where(matched => !matched.IsVerified).Select(matched => matched.Folder).OfType<CaseFolder>())
            {
                CaseFolder[] loads =
                [
                    .. CaseFolder
                        .OrderLoads(folder.Loads, load => load.Name)
                        .Where(load => load.Runs.Count > 0 && group == ExperimentRules.ForSearch(Variable(load))),
                ];
                if (loads.Length > 0)
                {
                    yield return $"{folder.Name}: {loads.Sum(load => load.Runs.Count)} stored runs, at {Variable(loads[0])} {List(loads)}, are of a search at whole loads with the same number of prompts at each. "
                        + "They count here only where this search asks for the same load and for no more prompts. To go on with them: --sla-search bisection --fixed-prompts --sustained-share 0 "
                        + "(Method, FixedPrompts, Rules.SustainedShare).";
                }
            }
        }
    }

    private static bool IsOriginal(JsonElement rules) =>
        !rules.TryGetProperty("method", out var method)
        || (
            method.ValueEquals("bisection")
            && rules.GetProperty("fixedPrompts").GetBoolean()
            && rules.GetProperty("sustainedShare").GetDouble() == 0
        );

    private static string List(CaseFolder[] loads)
    {
        string[] values = [.. loads.Select(load => load.Name[(load.Name.LastIndexOf('=') + 1)..])];
        return values.Length <= Shown
            ? string.Join(", ", values)
            : $"{string.Join(", ", values.Take(Shown))} and {values.Length - Shown} more";
    }

    private static string Variable(CaseFolder load) => load.Name[(load.Name.LastIndexOf('/') + 1)..].Split('=')[0];
}
