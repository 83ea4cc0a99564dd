using System.Diagnostics.CodeAnalysis;

namespace ServeMulti.Benchmarking;

/// <summary>What one execution of a benchmark gave: the metrics it measured, or why there are none. Immutable.</summary>
public sealed class BenchmarkResult
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

    /// <summary>Creates the result of a run that failed.</summary>
    /// <param name="failure">Why there is no result.</param>
    public static BenchmarkResult Failed(BenchmarkFailure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return new(null, failure);
    }
}
