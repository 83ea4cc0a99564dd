namespace ServeMulti.Launching;

/// <summary>How <see cref="ProcessServerLauncher"/> waits for servers and stops them.</summary>
public sealed record ProcessServerOptions
{
    private TimeSpan _pollInterval = TimeSpan.FromMilliseconds(250);
    private TimeSpan _stopGrace = TimeSpan.FromSeconds(10);
    private TimeSpan _healthTimeout = TimeSpan.FromSeconds(30);
    private TimeSpan _containerStopGrace = TimeSpan.FromSeconds(60);
    private TimeSpan _portTimeout = TimeSpan.FromSeconds(60);
    private IReadOnlyList<ServerProfile> _profiles = ServerProfiles.BuiltIn;

    /// <summary>Gets the pause between two questions whether a server is ready; default 0.25 s, more than zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan PollInterval
    {
        get => _pollInterval;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            _pollInterval = value;
        }
    }

    /// <summary>Gets how long a server may take to end after it was asked (SIGTERM), before it is killed; default 10 s, zero kills at
    /// once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan StopGrace
    {
        get => _stopGrace;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            _stopGrace = value;
        }
    }

    /// <summary>Gets the same for a server that a client of a container engine runs (<c>docker</c>, <c>podman</c>, <c>nerdctl</c>): killing
    /// the client leaves the container running; default 60 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan ContainerStopGrace
    {
        get => _containerStopGrace;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            _containerStopGrace = value;
        }
    }

    /// <summary>Gets how long a server waits for a port that an earlier server of the same launcher had, and that somebody still holds:
    /// what it left to a daemon may still be stopping; default 60 s, zero does not wait.</summary>
    /// <remarks>A port that no server of this launcher had is refused at once.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan PortTimeout
    {
        get => _portTimeout;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            _portTimeout = value;
        }
    }

    /// <summary>Gets the key and the certificates of the servers, for the default readiness probe; default: a key that is found, and
    /// trusted certificates alone.</summary>
    public ServerAccess Access { get; init; } = new();

    /// <summary>Gets how long a server in whose run something failed may take to answer that it is ready, before it counts as lost; default
    /// 30 s, more than zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan HealthTimeout
    {
        get => _healthTimeout;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            _healthTimeout = value;
        }
    }

    /// <summary>Gets the kinds of servers that are recognised; default <see cref="ServerProfiles.BuiltIn"/>.</summary>
    public IReadOnlyList<ServerProfile> Profiles
    {
        get => _profiles;
        init => _profiles = [.. value];
    }
}
