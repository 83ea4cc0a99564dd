using ServeMulti.Parameters;

namespace ServeMulti.Results;

/// <summary>The thing that is measured: one server configuration x one benchmark configuration (x one load, in a search). Immutable.</summary>
/// <remarks>Its identity is <see cref="Key"/>: commands, endpoint and typed parameters, in any order; never its name.</remarks>
public sealed record BenchmarkCase
{
    /// <summary>Gets the server command before parameters are laid over it; null for a server that is already running, or one without a command.</summary>
    public CommandLine? ServeCommand { get; init; }

    /// <summary>Gets the address of a server that is already running; null where one is started.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Gets the benchmark command before parameters are laid over it; null for a runner of the host's own.</summary>
    public CommandLine? BenchCommand { get; init; }

    /// <summary>Gets the server parameters.</summary>
    public ParameterSet ServeParameters { get; init; } = ParameterSet.Empty;

    /// <summary>Gets the benchmark parameters, without the load.</summary>
    public ParameterSet BenchParameters { get; init; } = ParameterSet.Empty;

    /// <summary>Gets the load of a search or a load scan; null in a plain sweep.</summary>
    public CaseLoad? Load { get; init; }

    /// <summary>Gets the identity: 64 lower-case hex digits (SHA-256) of the commands, the endpoint, the typed parameters and the load.</summary>
    public string Key => throw new NotImplementedException();
}
