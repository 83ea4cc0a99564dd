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

    /// <summary>Gets the definition that the plan was made from.</summary>
    internal SweepDefinition Definition { get; init; } = new();

    /// <summary>Makes what an <see cref="IServerLauncher"/> starts: the command, address, profile, environment and limits of the
    /// definition.</summary>
    /// <param name="logFolder">The folder for the server's log, <c>server-1.log</c> of the first server of the plan; optional, without it
    /// there is none.</param>
    public ServerSpec ToServerSpec(string? logFolder = null) => ToServerSpec(Definition, logFolder);

    /// <summary>Makes what a launcher starts by a definition that was changed after the plan was made.</summary>
    internal ServerSpec ToServerSpec(SweepDefinition definition, string? logFolder) =>
        new()
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

    /// <summary>Returns the members, commands without their keys and environments as names.</summary>
    public override string ToString() =>
        RecordText.Of(
            nameof(PlannedServer),
            (nameof(Index), Index),
            (nameof(Parameters), Parameters),
            (nameof(Command), Command),
            (nameof(Cases), Cases)
        );
}
