using System.Text.Json;
using ServeMulti.Cases;
using ServeMulti.Parameters;

namespace ServeMulti.Results;

/// <summary>What a store needs to know of a sweep to hold its results.</summary>
public sealed record Experiment
{
    /// <summary>Gets every case of the sweep, in the order of the plan, without loads.</summary>
    public required IReadOnlyList<BenchmarkCase> Cases { get; init; }

    /// <summary>Gets the number of runs per case, at least 1.</summary>
    public required int RunsPerCase { get; init; }

    /// <summary>
    /// Gets one number per case that orders the cases of several experiments when they are merged: for a part of a plan, the number of the
    /// case's server in the whole plan. Null (the default): experiments are merged in the order in which they are given.
    /// </summary>
    public IReadOnlyList<int>? Ranks { get; init; }

    /// <summary>Gets the definition of the sweep as a JSON object, kept in <c>experiment.json</c> for people and tools; undefined:
    /// none.</summary>
    public JsonElement Definition { get; init; }

    /// <summary>
    /// Gets the environment that servers get in addition to the host's; null as a value removes the variable. Only
    /// names and keyed hashes are ever stored, so that a change is noticed and a value stays secret.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>
    /// Gets what else decides what is measured, by name, such as <c>cache reset</c>: kept as it is, and a change is reported, old -> new. A
    /// name that a stored experiment does not have is not compared. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, string> Conditions { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Gets the rules under which answers are concluded from what is measured, by what they are for, such as <c>search over
    /// request_rate</c>: an object of values each. They are kept as they are, and an experiment with answers of other rules is resumed only
    /// if it is asked to conclude again. What only one of the two has is not compared. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, JsonElement> Rules { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>Gets what people call the rules, by their names in <see cref="Rules"/>; one without is called by its name. Default:
    /// none.</summary>
    public IReadOnlyDictionary<string, string> RuleNames { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the identities of the experiments whose runs it holds copies of. Default: none.</summary>
    internal IReadOnlyList<string> CopiesOf { get; init; } = [];

    /// <summary>How the names of <see cref="Unstored"/> begin that are not those of variables.</summary>
    internal const string HiddenValues = "hidden values of ";

    /// <summary>Gets what decides what is measured and is not stored: the environment, and the secrets in commands and addresses.</summary>
    internal IReadOnlyDictionary<string, string?> Unstored
    {
        get
        {
            var values = new Dictionary<string, string?>(Environment, StringComparer.Ordinal);
            Add("the serve command", CommandsOf(one => one.ServeCommand).Select(command => command.HiddenText));
            Add("the bench command", CommandsOf(one => one.BenchCommand).Select(command => command.HiddenText));
            Add("the server address", Cases.Select(one => one.Endpoint).OfType<Uri>().Distinct().Select(FindHidden));
            return values;

            void Add(string place, IEnumerable<string?> texts)
            {
                string[] hidden = [.. texts.OfType<string>().Order(StringComparer.Ordinal)];
                if (hidden.Length > 0)
                {
                    values[HiddenValues + place] = string.Join('\n', hidden);
                }
            }
        }
    }

    private IEnumerable<CommandLine> CommandsOf(Func<BenchmarkCase, CommandLine?> find) =>
        Cases.Select(find).Distinct(ReferenceEqualityComparer.Instance).OfType<CommandLine>();

    private static string? FindHidden(Uri address) =>
        SecretText.Redact(address.OriginalString) == address.OriginalString ? null : address.OriginalString;
}
