using ServeMulti.Parameters;

namespace ServeMulti.Launching;

/// <summary>What is known of one kind of server, as data: how to recognise its command, its address, its readiness and its cache
/// resets.</summary>
/// <remarks>The shipped ones are <see cref="ServerProfiles.BuiltIn"/>; a host gives its own to the launcher and the cache resetter, or sets
/// <see cref="ServerSpec.Profile"/>.</remarks>
public sealed record ServerProfile
{
    private IReadOnlyList<ServerCommandPattern> _commands = [];
    private IReadOnlyList<string> _hostOptions = ["--host"];
    private IReadOnlyList<string> _portOptions = ["--port"];
    private IReadOnlyList<string> _readinessPaths = ["/health"];
    private IReadOnlyList<CacheResetCall>? _cacheResets;
    private IReadOnlyList<string> _unresettableOptions = [];
    private IReadOnlyList<string> _apiKeyOptions = ["--api-key"];
    private IReadOnlyList<string> _adminApiKeyOptions = [];
    private IReadOnlyList<string> _apiKeyVariables = [];
    private IReadOnlyList<string> _tlsOptions = [];
    private IReadOnlyDictionary<string, string?> _environment = new Dictionary<string, string?>();
    private IReadOnlyList<ServerFailureCause> _failureCauses = ServerFailureCauses.Common;
    private IReadOnlyList<GpuOption> _gpuOptions = [];
    private IReadOnlyList<string> _unknownGpuOptions = [];
    private int _defaultPort = 8000;

    /// <summary>Gets the name used in messages, such as <c>vLLM</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the commands that start such a server; empty (the default): it is never recognised, only named.</summary>
    public IReadOnlyList<ServerCommandPattern> Commands
    {
        get => _commands;
        init => _commands = [.. value];
    }

    /// <summary>Gets the host a client uses where the command names none; default <c>localhost</c>.</summary>
    public string DefaultHost { get; init; } = "localhost";

    /// <summary>Gets the port where the command names none, 1 to 65535; default 8000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is no port.</exception>
    public int DefaultPort
    {
        get => _defaultPort;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 65535);
            _defaultPort = value;
        }
    }

    /// <summary>Gets the spellings of the option that names the host; default <c>--host</c>.</summary>
    public IReadOnlyList<string> HostOptions
    {
        get => _hostOptions;
        init => _hostOptions = [.. value];
    }

    /// <summary>Gets the spellings of the option that names the port; default <c>--port</c>.</summary>
    public IReadOnlyList<string> PortOptions
    {
        get => _portOptions;
        init => _portOptions = [.. value];
    }

    /// <summary>Gets which of its options take several values, and which are plain switches; default: none that is known.</summary>
    public OptionForms OptionForms { get; init; } = OptionForms.None;

    /// <summary>Gets the paths that answer 200 when the server is ready; default <c>/health</c>. A later one is asked only where those
    /// before it do not exist (404).</summary>
    public IReadOnlyList<string> ReadinessPaths
    {
        get => _readinessPaths;
        init => _readinessPaths = [.. value];
    }

    /// <summary>Gets the requests that empty the caches; empty: there are no caches between requests; null (the default): how to empty them
    /// is not known.</summary>
    public IReadOnlyList<CacheResetCall>? CacheResets
    {
        get => _cacheResets;
        init => _cacheResets = value is null ? null : [.. value];
    }

    /// <summary>Gets options that switch on a cache which no request empties; default none.</summary>
    public IReadOnlyList<string> UnresettableOptions
    {
        get => _unresettableOptions;
        init => _unresettableOptions = [.. value];
    }

    /// <summary>Gets the spellings of the option that gives the server the key which it asks of its clients; default <c>--api-key</c>.
    /// Readiness and cache resets carry it.</summary>
    public IReadOnlyList<string> ApiKeyOptions
    {
        get => _apiKeyOptions;
        init => _apiKeyOptions = [.. value];
    }

    /// <summary>Gets the spellings of the option that gives the server a key of its own for administration, which cache resets then carry;
    /// default none.</summary>
    public IReadOnlyList<string> AdminApiKeyOptions
    {
        get => _adminApiKeyOptions;
        init => _adminApiKeyOptions = [.. value];
    }

    /// <summary>Gets the environment variables from which such a server takes its key where its command names none; default none.</summary>
    public IReadOnlyList<string> ApiKeyVariables
    {
        get => _apiKeyVariables;
        init => _apiKeyVariables = [.. value];
    }

    /// <summary>Gets the options with which such a server answers by TLS, so that its address is <c>https</c>; default none.</summary>
    public IReadOnlyList<string> TlsOptions
    {
        get => _tlsOptions;
        init => _tlsOptions = [.. value];
    }

    /// <summary>Gets the paths at which such a server says what version it is and which model it serves; default none.</summary>
    internal IReadOnlyList<string> FactPaths { get; init; } = [];

    /// <summary>Gets the options that make such a server keep nothing between requests; null (the default): not known.</summary>
    internal CacheSwitch? CacheSwitch { get; init; }

    /// <summary>Gets whether the value of the key's option lists several keys, divided by commas.</summary>
    internal bool ListsApiKeys { get; init; }

    /// <summary>Gets environment variables that such a server is started with; default none.</summary>
    public IReadOnlyDictionary<string, string?> Environment
    {
        get => _environment;
        init => _environment = new Dictionary<string, string?>(value);
    }

    /// <summary>Gets the causes that are looked for when such a server has exited, the most telling first; default: out of GPU memory, out
    /// of host memory, no space on a disk, port taken.</summary>
    public IReadOnlyList<ServerFailureCause> FailureCauses
    {
        get => _failureCauses;
        init => _failureCauses = [.. value];
    }

    /// <summary>Gets the options whose values, multiplied, are the number of GPUs; empty (the default): the command does not say how many
    /// it takes.</summary>
    public IReadOnlyList<GpuOption> GpuOptions
    {
        get => _gpuOptions;
        init => _gpuOptions = [.. value];
    }

    /// <summary>Gets options with which the command alone does not say how many GPUs it takes, such as <c>--config</c>; default
    /// none.</summary>
    public IReadOnlyList<string> UnknownGpuOptions
    {
        get => _unknownGpuOptions;
        init => _unknownGpuOptions = [.. value];
    }

    /// <summary>Returns whether a command starts such a server.</summary>
    /// <param name="command">The command.</param>
    public bool Recognizes(CommandLine command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return Commands.Any(pattern => pattern.Matches(command.Program));
    }

    /// <summary>Finds the address for clients in a command: the last host and port it names, or the defaults.</summary>
    /// <param name="command">The server command with its parameters laid over it.</param>
    /// <param name="endpoint">The address, such as <c>http://localhost:8000</c>; null where the command names no valid one.</param>
    /// <param name="problem">One line that names the option and what is wrong with it; null where there is an address.</param>
    /// <returns>Whether there is an address.</returns>
    /// <remarks>A host that means every interface (<c>0.0.0.0</c>, <c>::</c>) is the loopback address for the client. What a configuration
    /// file of the server says is not seen.</remarks>
    public bool TryFindEndpoint(
        CommandLine command,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Uri? endpoint,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out string? problem
    )
    {
        ArgumentNullException.ThrowIfNull(command);
        return ServerAddress.TryFind(command, this, out endpoint, out problem);
    }

    /// <summary>Finds the number of GPUs that a command takes: the product of <see cref="GpuOptions"/>.</summary>
    /// <param name="command">The server command with its parameters laid over it.</param>
    /// <returns>The number, at least 1; null where it is not known.</returns>
    public int? FindGpuCount(CommandLine command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return GpuCount.Find(Recognizes(command) ? command.Program.Arguments : command.Arguments, this);
    }

    /// <summary>Merges the environment that a server is started with: the profile's, then the specification's, which wins.</summary>
    /// <param name="spec">The server.</param>
    /// <returns>The variables that are set in addition to the host's; null as a value removes one.</returns>
    public IReadOnlyDictionary<string, string?> EnvironmentFor(ServerSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var merged = new Dictionary<string, string?>(Environment);
        foreach ((var name, var value) in spec.Environment)
        {
            merged[name] = value;
        }

        return merged;
    }
}
