using System.Text.Json;
using ServeMulti.Cases;
using ServeMulti.Launching;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Sla;
using ServeMulti.Sweeping;

namespace ServeMulti.Plotting.Reports;

/// <summary>The commands of a case as they were executed, without secrets: with the parameters laid over them.</summary>
internal sealed record CaseCommands
{
    /// <summary>Gets the command that starts the server; null if none was started, or it is not known.</summary>
    public CommandLine? Serve { get; private init; }

    /// <summary>Gets the command of the benchmark, without the load of a search; null if it is not known.</summary>
    public CommandLine? Bench { get; private init; }

    /// <summary>Gets the address of a server that was already running; null if the sweep started it.</summary>
    public string? Endpoint { get; private init; }

    /// <summary>Gets the names of the environment variables that the sweep set for the server; their values are not stored.</summary>
    public IReadOnlyList<string> Variables { get; private init; } = [];

    /// <summary>Returns the value of a parameter; empty if there is none.</summary>
    public ResultCell ValueOf(string key)
    {
        if (!Parameters.TryGetValue(key, out var value))
        {
            return default;
        }

        using var document = JsonDocument.Parse(value.ToJson());
        return ResultCell.From(document.RootElement);
    }

    private Dictionary<string, ParameterValue> Parameters { get; init; } = [];

    private OptionForms BenchForms { get; init; } = OptionForms.None;

    /// <summary>Returns the commands of a stored case; null if the case does not state any.</summary>
    /// <param name="experiment">The experiment, whose definition states how options are written.</param>
    /// <param name="one">The case.</param>
    public static CaseCommands? Of(StoredExperiment experiment, BenchmarkCase one)
    {
        if (one is { ServeCommand: null, BenchCommand: null, Endpoint: null })
        {
            return null;
        }

        var definition = experiment.Definition;
        var forms = new SweepDefinition
        {
            ServeCommand = one.ServeCommand,
            BenchCommand = one.BenchCommand,
            ServerProfile = Texts(definition, "serverProfile") is [var profile]
                ? ServerProfiles.BuiltIn.FirstOrDefault(known => known.Name == profile)
                : null,
            OptionForms = new OptionForms
            {
                MultiValueOptions = Texts(definition, "multiValueOptions"),
                PlainSwitches = Texts(definition, "plainSwitches"),
            },
        };
        return new CaseCommands
        {
            Serve = one.ServeCommand?.With(one.ServeParameters, forms.ServeForms).Redact(),
            Bench = one.BenchCommand?.With(one.BenchParameters, forms.BenchForms).Redact(),
            Endpoint = one.Endpoint is { } endpoint ? new SecretRedactor().Redact(endpoint.OriginalString) : null,
            Variables = Texts(definition, "serverEnvironment"),
            BenchForms = forms.BenchForms,
            Parameters = one
                .ServeParameters.Concat(one.BenchParameters)
                .GroupBy(pair => pair.Key)
                .ToDictionary(group => group.Key, group => group.First().Value),
        };
    }

    /// <summary>Returns the command of the benchmark at a load.</summary>
    public CommandLine? BenchAt(LoadVariable variable, double? load) =>
        load is not { } value ? Bench
        : variable.IsWhole && value < long.MaxValue ? Bench?.With(new ParameterSet { { variable.Name, (long)value } }, BenchForms)
        : Bench?.With(new ParameterSet { { variable.Name, value } }, BenchForms);

    private static IReadOnlyList<string> Texts(JsonElement definition, string name) =>
        definition.ValueKind != JsonValueKind.Object || !definition.TryGetProperty(name, out var found) ? []
        : found.ValueKind == JsonValueKind.Array
            ? [.. found.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
        : found.ValueKind == JsonValueKind.String ? [found.GetString()!]
        : [];
}
