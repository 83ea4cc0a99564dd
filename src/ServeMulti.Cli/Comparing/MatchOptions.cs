using System.CommandLine;
using ServeMulti.Parameters;
using ServeMulti.Results;

namespace ServeMulti.Cli.Comparing;

/// <summary>The options that say which configurations of two experiments are compared with each other.</summary>
internal sealed class MatchOptions
{
    private readonly Option<string[]> _match = new("--match")
    {
        Description =
            "Compares the configuration CURRENT with BASELINE, each a name or parameters as the comparison shows them (max_num_seqs=16). Can be repeated. [default: those with the same name or parameters]",
        HelpName = "CURRENT=BASELINE",
    };

    private readonly Option<string[]> _ignore = new("--ignore")
    {
        Description =
            "Matches cases as if they did not have this parameter, such as a flag that only one build sets, or a label of the build. Can be repeated.",
        HelpName = "KEY",
    };

    public IEnumerable<Option> All => [_match, _ignore];

    public IReadOnlyList<string> ReadIgnored(ParseResult parsed) => parsed.GetValue(_ignore) ?? [];

    /// <summary>Reads which configuration of the baseline a current one is compared with; null where nothing is said.</summary>
    /// <exception cref="InvalidInputException">A text names no pair, or no configuration.</exception>
    public Func<ParameterSet, ParameterSet>? ReadMapping(ParseResult parsed, StoredExperiment baseline, StoredExperiment current)
    {
        if (parsed.GetValue(_match) is not { Length: > 0 } texts)
        {
            return null;
        }

        var (before, now) = (ConfigurationsOf(baseline), ConfigurationsOf(current));
        var problems = new List<string>();
        var pairs = new Dictionary<string, ParameterSet>();
        foreach (var text in texts)
        {
            if (FindSplit(text, now) is not (var name, var other))
            {
                problems.Add(
                    $"--match {text}: it names no configuration of the current build. Write CURRENT=BASELINE.{Suggest(text, now)}"
                );
            }
            else if (!before.TryGetValue(other, out var set))
            {
                problems.Add($"--match {text}: the baseline has no configuration {other}.{Suggest(other, before)}");
            }
            else if (!pairs.TryAdd(name, set))
            {
                problems.Add($"--match {text}: {name} is matched already.");
            }
        }

        return problems.Count > 0 ? throw new InvalidInputException(problems) : set => pairs.GetValueOrDefault(set.ToString(), set);
    }

    /// <summary>Splits a pair at the equals sign behind the name of a configuration, which may have some of its own.</summary>
    private static (string Current, string Baseline)? FindSplit(string text, Dictionary<string, ParameterSet> configurations) =>
        Enumerable
            .Range(0, text.Length)
            .Where(place => text[place] == '=' && configurations.ContainsKey(text[..place]))
            .Select(place => ((string, string)?)(text[..place], text[(place + 1)..]))
            .LastOrDefault();

    private static string Suggest(string name, Dictionary<string, ParameterSet> configurations) =>
        NearestName.Suggest(name, configurations.Keys) is { Length: > 0 } suggestion
            ? suggestion
            : $" Its configurations are {string.Join(", ", configurations.Keys.Take(4))}{(configurations.Count > 4 ? ", ..." : "")}.";

    private static Dictionary<string, ParameterSet> ConfigurationsOf(StoredExperiment experiment) =>
        experiment.Cases.Select(one => one.Case.ServeParameters).DistinctBy(set => set.ToString()).ToDictionary(set => set.ToString());
}
