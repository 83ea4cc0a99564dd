using ServeMulti.Parameters;

namespace ServeMulti.Benchmarking;

/// <summary>Why a run has no result: the reason, one line for people, and the facts. Compared by value.</summary>
/// <param name="Reason">The kind of failure.</param>
/// <param name="Message">One line: what happened, the facts, what to do next.</param>
public sealed record BenchmarkFailure(BenchmarkFailureReason Reason, string Message)
{
    /// <summary>Gets the benchmark's exit code; null if there is none.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Gets why the server ended, where that is what failed the run and its output shows it, such as <c>out of GPU memory</c>;
    /// null otherwise.</summary>
    public string? Cause { get; init; }

    /// <summary>Gets the last lines of output, oldest first.</summary>
    public IReadOnlyList<string> RecentOutput
    {
        get;
        init => field = new ValueList<string>(value);
    } = new ValueList<string>([]);

    /// <summary>Gets the file that holds the whole output; null if there is none.</summary>
    public string? LogPath { get; init; }

    /// <summary>Returns the failure without secrets; this one where it has none.</summary>
    internal BenchmarkFailure Redact(SecretRedactor secrets)
    {
        var redacted = this with { Message = secrets.Redact(Message ?? ""), RecentOutput = secrets.Redact(RecentOutput) };
        return redacted == this ? this : redacted;
    }
}
