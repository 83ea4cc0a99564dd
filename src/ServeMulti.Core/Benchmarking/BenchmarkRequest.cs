using ServeMulti.Parameters;

namespace ServeMulti.Benchmarking;

/// <summary>One execution of a benchmark: what to run, against which server, and where it may write.</summary>
public sealed record BenchmarkRequest
{
    /// <summary>Gets the benchmark command with its parameters already laid over it; null where the sweep has none (a runner of the host's own).</summary>
    public CommandLine? Command { get; init; }

    /// <summary>Gets the benchmark parameters of the case, the load included where there is one.</summary>
    public ParameterSet Parameters { get; init; } = ParameterSet.Empty;

    /// <summary>Gets the server parameters of the case, for runners that want to know them.</summary>
    public ParameterSet ServeParameters { get; init; } = ParameterSet.Empty;

    /// <summary>Gets the address of the server; null where it is not known.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Gets the number of the run within its case, from 0; -1 for a warm-up, whose result is thrown away.</summary>
    public int RunNumber { get; init; }

    /// <summary>Gets how long the run may take; null (the default): without limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Gets a folder of the experiment in which the benchmark may write its raw result; null (the default): a temporary folder.</summary>
    public string? ScratchFolder { get; init; }

    /// <summary>Gets the file the benchmark's output goes to; null (the default): none.</summary>
    public string? LogPath { get; init; }
}
