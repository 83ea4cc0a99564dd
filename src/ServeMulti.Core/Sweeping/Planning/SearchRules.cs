using System.Text.Json;
using ServeMulti.Results;
using ServeMulti.Results.Folder;
using ServeMulti.Sla;

namespace ServeMulti.Sweeping;

/// <summary>The rules under which the searches and scans of a sweep conclude.</summary>
internal static class SearchRules
{
    /// <summary>Returns the rules of a sweep by what they are for; empty where it neither searches nor scans.</summary>
    public static IReadOnlyDictionary<string, JsonElement> Of(SweepDefinition definition)
    {
        var rules = new Dictionary<string, JsonElement>();
        if (definition.Search is { } search)
        {
            var options = (search.Options with { RunsPerLoad = definition.RunsPerCase }).For(search.Variable);
            rules[ExperimentRules.ForSearch(search.Variable.Name)] = JsonText.ToElement(writer =>
                SearchRuleTable.WriteAsked(writer, options, search.BasePrompts, search.PruneServers)
            );
            rules[ExperimentRules.Levels] = JsonText.ToElement(writer => WriteLevels(writer, search.ServiceLevels));
        }

        if (definition.Scan is { } scan)
        {
            rules[ExperimentRules.ForScan(scan.Variable.Name)] = JsonText.ToElement(writer =>
            {
                writer.WriteStartObject();
                writer.WriteNumber(SearchRuleTable.Iterations, scan.Iterations);
                writer.WriteEndObject();
            });
        }

        return rules;
    }

    /// <summary>Writes the criteria of each SLA that has a name: one without is known by its criteria.</summary>
    private static void WriteLevels(Utf8JsonWriter writer, IEnumerable<ServiceLevel> levels)
    {
        writer.WriteStartObject();
        foreach (var level in levels.Where(level => level.Name is not null).DistinctBy(level => level.Name))
        {
            writer.WriteString(level.Name!, level.Text);
        }

        writer.WriteEndObject();
    }
}
