using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ServeMulti.Benchmarking;
using ServeMulti.Parameters;
using ServeMulti.Sla.Methods;

namespace ServeMulti.Sla;

/// <summary>Finds the largest load that one server sustains within an SLA, for one benchmark.</summary>
/// <remarks>
/// Searches made with the same instance share all their runs: a second SLA costs only the runs that the first did not make. One search at
/// a time: a second one that begins before the first has ended is refused. The same measurements lead to the same answer, so a search that
/// was interrupted goes on where it stopped when its runs come back from <see cref="FindStoredRun"/>.
/// </remarks>
/// <example>
/// <code>
/// var searcher = new SlaSearcher(LoadVariable.RequestRate, async (run, cancellationToken) =>
///     BenchmarkResult.Success(await MeasureAsync(run.Load, run.Prompts, cancellationToken)));
/// SlaSearchResult result = await searcher.SearchAsync(ServiceLevel.Parse("p99_e2el_ms&lt;=500"));
/// Console.WriteLine(result);
/// </code>
/// </example>
public sealed class SlaSearcher
{
    private readonly Func<SlaRunRequest, CancellationToken, Task<BenchmarkResult>> _measure;
    private readonly SlaSearchOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly RunPool _pool = new();
    private int _isSearching;

    /// <summary>Initializes a new instance that measures by a delegate.</summary>
    /// <param name="variable">What is searched for.</param>
    /// <param name="measure">Runs the benchmark once; a run that fails is a result too, an exception ends the search.</param>
    /// <param name="options">How to search; null: the defaults.</param>
    /// <param name="timeProvider">The clock; null: the system's.</param>
    /// <param name="logger">Takes log messages; null: none.</param>
    /// <exception cref="InvalidInputException">An option is out of range.</exception>
    public SlaSearcher(
        LoadVariable variable,
        Func<SlaRunRequest, CancellationToken, Task<BenchmarkResult>> measure,
        SlaSearchOptions? options = null,
        TimeProvider? timeProvider = null,
        ILogger<SlaSearcher>? logger = null
    )
    {
        ArgumentNullException.ThrowIfNull(variable);
        ArgumentNullException.ThrowIfNull(measure);
        Variable = variable;
        _measure = async (run, cancellationToken) =>
            await (measure(run, cancellationToken) ?? throw ReturnedNull()).ConfigureAwait(false) ?? throw ReturnedNull();
        _options = (options ?? new()).For(variable);
        _timeProvider = timeProvider ?? TimeProvider.System;
        _logger = logger ?? NullLogger<SlaSearcher>.Instance;
        if (_options.FindProblems(variable) is { Count: > 0 } problems)
        {
            throw new InvalidInputException(problems);
        }
    }

    /// <summary>Initializes a new instance that measures by a benchmark runner.</summary>
    /// <param name="variable">What is searched for.</param>
    /// <param name="runner">Executes the benchmark.</param>
    /// <param name="benchmark">The benchmark without the load; load and <c>num_prompts</c> are laid over its command and parameters for
    /// each run.</param>
    /// <param name="options">How to search; null: the defaults.</param>
    /// <param name="timeProvider">The clock; null: the system's.</param>
    /// <param name="logger">Takes log messages; null: none.</param>
    /// <exception cref="InvalidInputException">An option is out of range, or the benchmark's parameters hold the load variable.</exception>
    public SlaSearcher(
        LoadVariable variable,
        IBenchmarkRunner runner,
        BenchmarkRequest benchmark,
        SlaSearchOptions? options = null,
        TimeProvider? timeProvider = null,
        ILogger<SlaSearcher>? logger = null
    )
        : this(variable, MeasureBy(runner, benchmark), options, timeProvider, logger)
    {
        if (benchmark.Parameters.TryFind(variable.Name, out _))
        {
            throw new InvalidInputException(
                $"The benchmark parameters hold {variable.Name}, which the search varies: take it out of them."
            );
        }
    }

    /// <summary>Gets what is searched for.</summary>
    public LoadVariable Variable { get; }

    /// <summary>Gets the function that looks up a stored run; it returns null if there is none. Optional; by default no runs are looked
    /// up.</summary>
    public Func<SlaRunRequest, CancellationToken, ValueTask<ResultDocument?>>? FindStoredRun { get; init; }

    /// <summary>Searches for the largest load.</summary>
    /// <param name="serviceLevel">The SLA.</param>
    /// <param name="progress">Receives progress; null for none.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The answer and what it rests on.</returns>
    /// <exception cref="InvalidInputException">The SLA cannot be searched for: a target is not finite.</exception>
    /// <exception cref="InvalidOperationException">A search of this instance has not ended yet.</exception>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public Task<SlaSearchResult> SearchAsync(
        ServiceLevel serviceLevel,
        IProgress<SlaSearchEvent>? progress = null,
        CancellationToken cancellationToken = default
    ) => RunSearchAsync(serviceLevel, loadToBeat: null, progress, cancellationToken);

    /// <summary>Searches for the largest load, unless the SLA is clearly missed at a load that is to be beaten: then the outcome is
    /// <see cref="SlaSearchOutcome.Pruned"/>.</summary>
    /// <remarks>
    /// After the burst, up to two runs probe the load to beat, the second <see cref="SlaSearchOptions.ConfirmFactor"/> times longer. The
    /// search ends there only where both miss the SLA far beyond noise: a limit from above by a quarter of its target, a request rate by a
    /// tenth of the throughput that a sustained one reaches (and latencies grow with the length of the run, as under overload), or not one
    /// request completed. Limits from below, and failed requests, never end it. In any other case the search goes on as
    /// <see cref="SearchAsync"/> does, the probes being part of what it knows; up to three runs are made beside its budget.
    /// </remarks>
    /// <param name="serviceLevel">The SLA.</param>
    /// <param name="load">The load to beat, above 0; probed with four digits, rounded down.</param>
    /// <param name="progress">Receives progress; null for none.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The answer and what it rests on.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="load"/> is not a number above 0.</exception>
    /// <exception cref="InvalidInputException">The SLA cannot be searched for: a target is not finite.</exception>
    /// <exception cref="InvalidOperationException">A search of this instance has not ended yet.</exception>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public Task<SlaSearchResult> SearchToBeatAsync(
        ServiceLevel serviceLevel,
        double load,
        IProgress<SlaSearchEvent>? progress = null,
        CancellationToken cancellationToken = default
    ) =>
        double.IsFinite(load) && load > 0
            ? RunSearchAsync(serviceLevel, load, progress, cancellationToken)
            : throw new ArgumentOutOfRangeException(nameof(load), load, "The load to beat must be a number above 0.");

    private async Task<SlaSearchResult> RunSearchAsync(
        ServiceLevel serviceLevel,
        double? loadToBeat,
        IProgress<SlaSearchEvent>? progress,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(serviceLevel);
        if (serviceLevel.FindProblems() is { Count: > 0 } problems)
        {
            throw new InvalidInputException(problems);
        }

        if (Interlocked.Exchange(ref _isSearching, 1) != 0)
        {
            throw new InvalidOperationException(
                "This SlaSearcher is searching already, and its searches share their runs: await one search before the next begins, or use one searcher for each server."
            );
        }

        try
        {
            var session = new SearchSession(
                serviceLevel,
                Variable,
                _options,
                _pool,
                FindStoredRun,
                _measure,
                progress,
                _timeProvider,
                loadToBeat
            );
            var result = await session.RunAsync(cancellationToken).ConfigureAwait(false);
            Log.SearchFinished(_logger, result, result.Runs);
            progress?.Report(new SlaSearchFinished(serviceLevel, result));
            return result;
        }
        finally
        {
            Volatile.Write(ref _isSearching, 0);
        }
    }

    private static InvalidOperationException ReturnedNull() =>
        new("The measure function returned null: return BenchmarkResult.Failed(...) for a run that failed.");

    private static Func<SlaRunRequest, CancellationToken, Task<BenchmarkResult>> MeasureBy(
        IBenchmarkRunner runner,
        BenchmarkRequest benchmark
    )
    {
        ArgumentNullException.ThrowIfNull(runner);
        ArgumentNullException.ThrowIfNull(benchmark);
        return (run, cancellationToken) =>
            PartAnswer.RequireAsync(
                runner.RunAsync(
                    benchmark with
                    {
                        Command = benchmark.Command?.With(run.ApplyTo(ParameterSet.Empty)),
                        Parameters = run.ApplyTo(benchmark.Parameters),
                        RunNumber = run.RunNumber,
                    },
                    cancellationToken
                ),
                "benchmark runner",
                nameof(runner.RunAsync)
            );
    }
}
