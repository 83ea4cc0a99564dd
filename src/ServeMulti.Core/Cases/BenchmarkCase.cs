using ServeMulti.Parameters;

namespace ServeMulti.Cases;

/// <summary>The thing that is measured: one server configuration x one benchmark configuration (x one load, in a search).
/// Immutable.</summary>
/// <remarks>
/// Its identity is <see cref="Key"/>: commands, endpoint and typed parameters, in any order; never its name. Two cases are equal when their
/// keys are.
/// </remarks>
public sealed record BenchmarkCase
{
    private string? _key;

    /// <summary>Initializes a new instance without parameters.</summary>
    public BenchmarkCase() { }

    // The copy gets other values afterwards: a key that was computed before does not hold for it.
    private BenchmarkCase(BenchmarkCase original)
    {
        ServeCommand = original.ServeCommand;
        Endpoint = original.Endpoint;
        BenchCommand = original.BenchCommand;
        ServeParameters = original.ServeParameters;
        BenchParameters = original.BenchParameters;
        Load = original.Load;
    }

    /// <summary>Gets the server command before parameters are laid over it; null for a server that is already running, or one without a
    /// command.</summary>
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

    /// <summary>Gets the identity: 64 lower-case hex digits (SHA-256) of the commands, the endpoint, the typed parameters and the
    /// load.</summary>
    /// <remarks>
    /// Keys of parameters count with <c>-</c> as <c>_</c>, and in any order; names do not count. <c>16</c>, <c>16.0</c> and <c>"16"</c> are
    /// three cases.
    /// </remarks>
    public string Key => _key ??= CaseKey.Compute(this);

    /// <inheritdoc/>
    public bool Equals(BenchmarkCase? other) => ReferenceEquals(this, other) || (other is not null && Key == other.Key);

    /// <inheritdoc/>
    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);

    /// <summary>Returns the members, commands without their keys and environments as names.</summary>
    public override string ToString() =>
        RecordText.Of(
            nameof(BenchmarkCase),
            (nameof(ServeCommand), ServeCommand),
            (nameof(Endpoint), Endpoint),
            (nameof(BenchCommand), BenchCommand),
            (nameof(ServeParameters), ServeParameters),
            (nameof(BenchParameters), BenchParameters),
            (nameof(Load), Load)
        );
}
