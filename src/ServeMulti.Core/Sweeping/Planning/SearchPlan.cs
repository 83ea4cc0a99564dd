using System.Globalization;
using ServeMulti.Cases;
using ServeMulti.Sla;

namespace ServeMulti.Sweeping;

/// <summary>What a search definition means for one case: the options with their numbers filled in. Pure.</summary>
internal static class SearchPlan
{
    /// <summary>Returns the options of a case's searches.</summary>
    public static SlaSearchOptions OptionsFor(SweepDefinition definition, SearchDefinition search, BenchmarkCase benchmarkCase) =>
        search.Options with
        {
            RunsPerLoad = definition.RunsPerCase,
            BasePrompts = search.BasePrompts ?? CasePrompts.Find(benchmarkCase) ?? search.Options.BasePrompts,
        };

    /// <summary>Returns the most runs that the searches of one case may take.</summary>
    public static long MostRuns(SweepDefinition definition, SearchDefinition search)
    {
        var options = (search.Options with { RunsPerLoad = Math.Max(1, definition.RunsPerCase) }).For(search.Variable);
        return search.ServiceLevels.Count * ((long)options.MostRuns + (search.PruneServers ? LoadToBeat.MostRuns : 0));
    }

    /// <summary>Finds runs that last longer than requested because of their prompts.</summary>
    public static IEnumerable<string> FindNotes(SweepDefinition definition, IEnumerable<PlannedServer> servers)
    {
        if (
            definition.Search is not { Options: { FixedPrompts: false, Method: SlaSearchMethod.Adaptive } given } search
            || !search.Variable.IsRate
            || given.RunTime >= new SlaSearchOptions().RunTime
        )
        {
            return [];
        }

        var seconds = given.RunTime.TotalSeconds;
        return servers
            .SelectMany(server => server.Cases)
            .Select(planned => OptionsFor(definition, search, planned.Case).BasePrompts)
            .Distinct()
            .Order()
            .Select(prompts =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"A run of the search has at least {prompts} prompts (num_prompts): below {prompts / seconds:0.###} req/s it lasts longer than the {seconds:0.###} s that were requested (--sla-run-seconds)."
                )
            );
    }

    /// <summary>Returns the case of one load.</summary>
    public static BenchmarkCase AtLoad(BenchmarkCase benchmarkCase, SlaRunRequest run) =>
        benchmarkCase with
        {
            Load = new CaseLoad(run.Variable.Name, run.LoadValue),
        };
}
