using ServeMulti.Launching;
using ServeMulti.Parameters;

namespace ServeMulti.Cli.Ports;

/// <summary>Starts servers at a port of this task's own, whatever port their commands name. Identity and records keep the command as it was
/// planned.</summary>
internal sealed class OwnPortLauncher : IServerLauncher
{
    private const string Port = "port";

    private readonly IServerLauncher _inner;
    private readonly OwnPort _port;

    public OwnPortLauncher(IServerLauncher inner, OwnPort port) => (_inner, _port) = (inner, port);

    public IReadOnlyList<string> FindProblems(ServerSpec spec) => _inner.FindProblems(Move(spec));

    public IReadOnlyList<string> FindMachineProblems(ServerSpec spec) => _inner.FindMachineProblems(Move(spec));

    public Uri? FindEndpoint(ServerSpec spec) => _inner.FindEndpoint(Move(spec));

    public IReadOnlyDictionary<string, string?> EnvironmentFor(ServerSpec spec) => _inner.EnvironmentFor(spec);

    public Task<IRunningServer> LaunchAsync(ServerSpec spec, CancellationToken cancellationToken = default)
    {
        _port.Renew();
        return _inner.LaunchAsync(Move(spec), cancellationToken);
    }

    /// <summary>A command that only starts the server, such as a container's client, has a port of another kind: it keeps what it
    /// names.</summary>
    private ServerSpec Move(ServerSpec spec) =>
        spec is { Command: { } command, Endpoint: null }
        && spec.Parameters.All(pair => pair.Key != Port)
        && ServerProfiles.TryFind(spec) is { } profile
        && profile.Recognizes(command)
            ? spec with
            {
                Command = command.With(ParameterSet.Empty.With(Port, _port.Find()), profile.OptionForms),
            }
            : spec;
}
