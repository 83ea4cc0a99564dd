using ServeMulti.Parameters;

namespace ServeMulti.Benchmarking;

/// <summary>One execution of a benchmark: what to run, against which server, and where it may write. Compared by value.</summary>
public sealed record BenchmarkRequest
{
    private readonly TimeSpan? _timeout;
    private readonly IReadOnlyList<string> _requiredMetrics = new ValueList<string>([]);

    /// <summary>Gets the benchmark command with its parameters already laid over it; null if the sweep has none (a runner of the host's
    /// own).</summary>
    public CommandLine? Command { get; init; }

    /// <summary>Gets the benchmark parameters of the case, the load included where there is one.</summary>
    public ParameterSet Parameters { get; init; } = ParameterSet.Empty;

    /// <summary>Gets the server parameters of the case, for runners that want to know them.</summary>
    public ParameterSet ServeParameters { get; init; } = ParameterSet.Empty;

    /// <summary>Gets the address of the server; null if it is not known.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Gets whether the benchmark may ask another address than <see cref="Endpoint"/>, that of a proxy or a router; default false:
    /// it is refused.</summary>
    public bool AllowsOtherAddress { get; init; }

    /// <summary>Gets the number of the run within its case, from 0; -1 for a warm-up, whose result is thrown away.</summary>
    public int RunNumber { get; init; }

    /// <summary>Gets how long the run may take, more than zero; null (the default): without limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative.</exception>
    public TimeSpan? Timeout
    {
        get => _timeout;
        init
        {
            if (value is { } timeout)
            {
                ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
            }

            _timeout = value;
        }
    }

    /// <summary>Gets the names of metrics that the result is needed for, such as <c>p95_ttft_ms</c>; default none. Where the command is one
    /// that is known, the options that make it write them are added.</summary>
    public IReadOnlyList<string> RequiredMetrics
    {
        get => _requiredMetrics;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            _requiredMetrics = value as ValueList<string> ?? new ValueList<string>(value);
        }
    }

    /// <summary>Gets a folder of the experiment in which the benchmark may write its raw result; null (the default): a temporary
    /// folder.</summary>
    public string? ScratchFolder { get; init; }

    /// <summary>Gets the file the benchmark's output goes to; null (the default): none.</summary>
    public string? LogPath { get; init; }

    /// <summary>Returns the members, commands without their keys and environments as names.</summary>
    public override string ToString() =>
        RecordText.Of(
            nameof(BenchmarkRequest),
            (nameof(Command), Command),
            (nameof(Parameters), Parameters),
            (nameof(ServeParameters), ServeParameters),
            (nameof(Endpoint), Endpoint),
            (nameof(AllowsOtherAddress), AllowsOtherAddress),
            (nameof(RunNumber), RunNumber),
            (nameof(Timeout), Timeout),
            (nameof(RequiredMetrics), RequiredMetrics),
            (nameof(ScratchFolder), ScratchFolder),
            (nameof(LogPath), LogPath)
        );
}
