using ServeMulti.Benchmarking;

namespace ServeMulti.Testing;

/// <summary>Answers each benchmark from a script, and keeps all requests.</summary>
/// <remarks>Safe for use from several threads, as far as the script is.</remarks>
/// <example>
/// <code>
/// var runner = new ScriptedBenchmarkRunner(request => request.RunNumber == 1
///     ? BenchmarkResult.Failed(BenchmarkFailureReason.NonZeroExit, "connection refused")
///     : BenchmarkResult.Success(("request_throughput", 8), ("p99_e2el_ms", 310)));
/// </code>
/// </example>
public sealed class ScriptedBenchmarkRunner : IBenchmarkRunner
{
    private readonly object _gate = new();
    private readonly List<BenchmarkRequest> _requests = [];

    /// <summary>Initializes a new instance under which every run succeeds, with 100 requests completed at 10 requests per second.</summary>
    public ScriptedBenchmarkRunner()
        : this(BenchmarkResult.Success(("completed", 100), ("failed", 0), ("duration", 10), ("request_throughput", 10))) { }

    /// <summary>Initializes a new instance that returns results one after the other.</summary>
    /// <param name="results">The results of the runs, in order, at least one; the last one is returned for all further runs.</param>
    /// <exception cref="ArgumentException">There is no result.</exception>
    public ScriptedBenchmarkRunner(params BenchmarkResult[] results)
    {
        ArgumentNullException.ThrowIfNull(results);
        BenchmarkResult[] script = [.. results];
        if (script.Length == 0)
        {
            throw new ArgumentException("A script needs at least one result.", nameof(results));
        }

        Script = (_, _) => Task.FromResult(script[Math.Min(Requests.Count, script.Length) - 1]);
    }

    /// <summary>Initializes a new instance with a script.</summary>
    /// <param name="script">Returns the result of a run; what it throws is thrown by <see cref="RunAsync"/>.</param>
    public ScriptedBenchmarkRunner(Func<BenchmarkRequest, BenchmarkResult> script)
    {
        ArgumentNullException.ThrowIfNull(script);
        Script = (request, _) => Task.FromResult(script(request));
    }

    /// <summary>Initializes a new instance with a script that can wait, or be cancelled.</summary>
    /// <param name="script">Returns the result of a run; what it throws is thrown by <see cref="RunAsync"/>.</param>
    public ScriptedBenchmarkRunner(Func<BenchmarkRequest, CancellationToken, Task<BenchmarkResult>> script)
    {
        ArgumentNullException.ThrowIfNull(script);
        Script = script;
    }

    /// <summary>Gets or sets the script: what is called for each run.</summary>
    public Func<BenchmarkRequest, CancellationToken, Task<BenchmarkResult>> Script { get; set; }

    /// <summary>Gets the requests so far, the one in progress included, in order; a copy that does not change.</summary>
    public IReadOnlyList<BenchmarkRequest> Requests
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Gets or sets what <see cref="FindProblems"/> returns for any benchmark; default none.</summary>
    public IReadOnlyList<string> Problems { get; set; } = [];

    /// <summary>Forgets the requests so far; a script of several results begins anew.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _requests.Clear();
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> FindProblems(BenchmarkRequest request) => Problems;

    /// <inheritdoc/>
    public Task<BenchmarkResult> RunAsync(BenchmarkRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        lock (_gate)
        {
            _requests.Add(request);
        }

        return Script(request, cancellationToken);
    }
}
