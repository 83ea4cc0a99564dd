using ServeMulti.Parameters;

namespace ServeMulti.Launching;

/// <summary>How <see cref="ProcessServerLauncher"/> waits for servers and stops them. Values are checked where they are used.</summary>
public sealed record ProcessServerOptions
{
    private IReadOnlyList<ServerProfile> _profiles = ServerProfiles.BuiltIn;

    /// <summary>Gets the pause between two questions whether a server is ready; default 0.25 s, more than zero.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Gets how long a server may take to end after it was asked (SIGTERM), before it is killed; default 10 s, zero kills at
    /// once.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets the same for a server that a client of a container engine runs (<c>docker</c>, <c>podman</c>, <c>nerdctl</c>): killing
    /// the client leaves the container running; default 60 s.</summary>
    public TimeSpan ContainerStopGrace { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Gets how long a server waits for a port that an earlier server of the same launcher had, and that somebody still holds:
    /// what it left to a daemon may still be stopping; default 60 s, zero does not wait.</summary>
    /// <remarks>A port that no server of this launcher had is refused at once.</remarks>
    public TimeSpan PortTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Gets the key and the certificates of the servers, for the default readiness probe; default: a key that is found, and
    /// trusted certificates alone.</summary>
    public ServerAccess Access { get; init; } = new();

    /// <summary>Gets how long a server in whose run something failed may take to answer that it is ready, before it counts as lost; default
    /// 30 s, more than zero.</summary>
    public TimeSpan HealthTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets the kinds of servers that are recognised; default <see cref="ServerProfiles.BuiltIn"/>.</summary>
    public IReadOnlyList<ServerProfile> Profiles
    {
        get => _profiles;
        init => _profiles = [.. value];
    }

    /// <summary>Finds values that are out of range, one line each.</summary>
    internal IReadOnlyList<string> FindProblems() =>
        new SettingCheck("servers")
            .Require(PollInterval > TimeSpan.Zero, "the poll interval", PollInterval, "must be above zero")
            .Require(StopGrace >= TimeSpan.Zero, "the grace of a stop", StopGrace, "must not be below zero")
            .Require(ContainerStopGrace >= TimeSpan.Zero, "the grace of a container's stop", ContainerStopGrace, "must not be below zero")
            .Require(PortTimeout >= TimeSpan.Zero, "the time to wait for a port", PortTimeout, "must not be below zero")
            .Require(HealthTimeout > TimeSpan.Zero, "the time to wait for a healthy answer", HealthTimeout, "must be above zero")
            .Problems;
}
