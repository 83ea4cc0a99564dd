using System.Text.Json.Serialization;
using ServeMulti.Parameters;

namespace ServeMulti.Launching;

/// <summary>What server to start, and how to know that it is ready.</summary>
public sealed record ServerSpec
{
    /// <summary>Gets the command with its parameters already laid over it; null for a server that is already running at
    /// <see cref="Endpoint"/>, or for a launcher that needs none.</summary>
    public CommandLine? Command { get; init; }

    /// <summary>Gets the parameters that were laid over the command, for launchers that start something else than a command.</summary>
    public ParameterSet Parameters { get; init; } = ParameterSet.Empty;

    /// <summary>Gets the address for clients; null (the default): taken from the command by its profile.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Gets what is known of this kind of server; null (the default): recognised from the command.</summary>
    public ServerProfile? Profile { get; init; }

    /// <summary>Gets environment variables that are set in addition to the host's and the profile's. Values are never logged or stored, and
    /// no JSON serializer writes them.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Gets how long the server may take to become ready; default 300 s.</summary>
    public TimeSpan ReadyTimeout { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Gets whether readiness is checked; default true. Where it is not, a started process counts as ready.</summary>
    public bool CheckReadiness { get; init; } = true;

    /// <summary>Gets the file the server's output goes to; null (the default): none.</summary>
    public string? LogPath { get; init; }

    /// <summary>Gets whether the port was checked a moment ago, for another server at the same address: the list of a machine's ports takes milliseconds to read.</summary>
    internal bool IsPortChecked { get; init; }

    /// <summary>Returns the members, commands without their keys and environments as names.</summary>
    public override string ToString() =>
        RecordText.Of(
            nameof(ServerSpec),
            (nameof(Command), Command),
            (nameof(Parameters), Parameters),
            (nameof(Endpoint), Endpoint),
            (nameof(Profile), Profile),
            (nameof(Environment), Environment),
            (nameof(ReadyTimeout), ReadyTimeout),
            (nameof(CheckReadiness), CheckReadiness),
            (nameof(LogPath), LogPath)
        );
}
