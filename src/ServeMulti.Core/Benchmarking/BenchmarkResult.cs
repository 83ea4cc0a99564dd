using System.Diagnostics.CodeAnalysis;
using ServeMulti.Parameters;

namespace ServeMulti.Benchmarking;

/// <summary>What one execution of a benchmark gave: the metrics it measured, or why there are none. Immutable; compared by value.</summary>
public sealed record BenchmarkResult
{
    private BenchmarkResult(ResultDocument? document, BenchmarkFailure? failure)
    {
        Document = document;
        Failure = failure;
    }

    /// <summary>Gets what the benchmark measured; null if the run failed.</summary>
    public ResultDocument? Document { get; }

    /// <summary>Gets why there is no result; null if the run succeeded.</summary>
    public BenchmarkFailure? Failure { get; }

    /// <summary>Gets whether there is a result.</summary>
    [MemberNotNullWhen(true, nameof(Document))]
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool IsSuccess => Document is not null;

    /// <summary>Creates the result of a run that measured something.</summary>
    /// <param name="document">What was measured.</param>
    public static BenchmarkResult Success(ResultDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return new(document, null);
    }

    /// <summary>Creates the result of a run that measured something, from its metrics.</summary>
    /// <param name="metrics">Names and values, in order; values may be NaN or infinite. A name that comes twice counts with its last
    /// value.</param>
    /// <example><code>BenchmarkResult.Success(("completed", 100), ("request_throughput", 8.2), ("p99_e2el_ms", 310))</code></example>
    public static BenchmarkResult Success(params (string Name, double Value)[] metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return Success(ResultDocument.FromMetrics(metrics.Select(metric => KeyValuePair.Create(metric.Name, metric.Value))));
    }

    /// <summary>Creates the result of a run that failed, from the reason and a message.</summary>
    /// <param name="reason">The kind of failure.</param>
    /// <param name="message">One line: what happened, the facts, what to do next.</param>
    public static BenchmarkResult Failed(BenchmarkFailureReason reason, string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Failed(new BenchmarkFailure(reason, message));
    }

    /// <summary>Creates the result of a run that failed.</summary>
    /// <param name="failure">Why there is no result.</param>
    public static BenchmarkResult Failed(BenchmarkFailure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return new(null, failure);
    }

    /// <summary>Returns the result without secrets; this one where it has none.</summary>
    internal BenchmarkResult Redact(SecretRedactor secrets)
    {
        var (document, failure) = (Document is null ? null : ResultSecrets.Redact(Document, secrets), Failure?.Redact(secrets));
        return ReferenceEquals(document, Document) && ReferenceEquals(failure, Failure) ? this : new(document, failure);
    }
}
