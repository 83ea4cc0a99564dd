using ServeMulti.Launching;
using ServeMulti.Parameters;

namespace ServeMulti.Sweeping;

/// <summary>One server of a plan: its configuration and the cases that are run against it.</summary>
public sealed record PlannedServer
{
    /// <summary>Gets the number of the server in the whole plan, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Gets the server parameters.</summary>
    public required ParameterSet Parameters { get; init; }

    /// <summary>Gets the command with the parameters laid over it; null where the sweep starts none.</summary>
    public CommandLine? Command { get; init; }

    /// <summary>Gets the cases, in the order of the benchmark parameter sets; never empty.</summary>
    public required IReadOnlyList<PlannedCase> Cases { get; init; }

    /// <summary>Makes what a launcher needs to know.</summary>
    /// <param name="definition">The definition that the plan was made from.</param>
    /// <param name="logFolder">Where the server's log goes; null: nowhere.</param>
    internal ServerSpec ToSpec(SweepDefinition definition, string? logFolder) => new()
    {
        Command = Command,
        Parameters = Parameters,
        Endpoint = definition.Endpoint,
        Profile = definition.ServerProfile,
        Environment = definition.ServerEnvironment,
        ReadyTimeout = definition.ReadyTimeout,
        CheckReadiness = definition.CheckReadiness,
        LogPath = logFolder is null ? null : Path.Combine(logFolder, $"server-{Index + 1}.log"),
    };
}
