using System.Globalization;
using ServeMulti.Results;
using ServeMulti.Sla;

namespace ServeMulti.Sweeping;

/// <summary>What a search definition means for one case: the options with their numbers filled in. Pure.</summary>
internal static class SearchPlan
{
    private const string PromptsKey = "num_prompts";
    private const int CommandPrompts = 1000;

    /// <summary>Returns the options of a case's searches.</summary>
    public static SlaSearchOptions OptionsFor(SweepDefinition definition, SearchDefinition search, BenchmarkCase benchmarkCase) => search.Options with
    {
        RunsPerLoad = definition.RunsPerCase,
        BasePrompts = search.BasePrompts ?? FindPrompts(benchmarkCase) ?? (benchmarkCase.BenchCommand is null ? search.Options.BasePrompts : CommandPrompts),
    };

    /// <summary>Returns the most runs that the searches of one case may take.</summary>
    public static int MostRuns(SweepDefinition definition, SearchDefinition search)
    {
        var options = search.Options with { RunsPerLoad = Math.Max(1, definition.RunsPerCase) };
        return search.ServiceLevels.Count * options.MostRuns;
    }

    /// <summary>Returns the case of one load.</summary>
    public static BenchmarkCase AtLoad(BenchmarkCase benchmarkCase, SlaRunRequest run) =>
        benchmarkCase with { Load = new CaseLoad(run.Variable.Name, run.LoadValue) };

    private static int? FindPrompts(BenchmarkCase benchmarkCase)
    {
        if (benchmarkCase.BenchParameters.TryFind(PromptsKey, out var value))
        {
            return ParsePrompts(value.Text);
        }

        return benchmarkCase.BenchCommand is { } command && command.TryFindOption(PromptsKey, out var text) ? ParsePrompts(text) : null;
    }

    private static int? ParsePrompts(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var prompts) && prompts > 0 ? prompts : null;
}
