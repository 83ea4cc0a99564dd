using Microsoft.Extensions.Logging;

namespace ServeMulti.Sweeping;

/// <summary>Makes sweeps for a host with services, as many as it wants, each an experiment of its own: <c>services.AddServeMulti()</c>
/// registers it.</summary>
/// <remarks>Safe for use from several threads. The host disposes the sweeps that it makes.</remarks>
/// <example>
/// <code>
/// public sealed class NightlyBenchmark(LocalSweepFactory sweeps) : BackgroundService
/// {
///     protected override async Task ExecuteAsync(CancellationToken stoppingToken)
///     {
///         await using var sweep = sweeps.Create(definition, "nightly");
///         await sweep.RunAsync(cancellationToken: stoppingToken);
///     }
/// }
/// </code>
/// </example>
public sealed class LocalSweepFactory
{
    private readonly Func<LocalSweepOptions> _options;
    private readonly HttpMessageHandler? _httpHandler;
    private readonly TimeProvider? _timeProvider;
    private readonly ILoggerFactory? _loggerFactory;

    internal LocalSweepFactory(
        Func<LocalSweepOptions> options,
        HttpMessageHandler? httpHandler,
        TimeProvider? timeProvider,
        ILoggerFactory? loggerFactory
    )
    {
        _options = options;
        _httpHandler = httpHandler;
        _timeProvider = timeProvider;
        _loggerFactory = loggerFactory;
    }

    /// <summary>Makes a sweep.</summary>
    /// <param name="definition">What to sweep.</param>
    /// <param name="experimentName">The name of the experiment; optional, default that of the options.</param>
    /// <param name="configure">Changes the options for this sweep; optional.</param>
    /// <exception cref="InvalidInputException">The definition cannot be planned, or the name is not that of an experiment; all problems are
    /// listed.</exception>
    public LocalSweep Create(
        SweepDefinition definition,
        string? experimentName = null,
        Func<LocalSweepOptions, LocalSweepOptions>? configure = null
    ) => Create(SweepPlanner.Plan(definition), experimentName, configure);

    /// <summary>Makes a sweep for a plan, such as one part of a plan that several machines share.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="experimentName">The name of the experiment; optional, default that of the options.</param>
    /// <param name="configure">Changes the options for this sweep; optional.</param>
    /// <exception cref="InvalidInputException">The name is not that of an experiment.</exception>
    public LocalSweep Create(SweepPlan plan, string? experimentName = null, Func<LocalSweepOptions, LocalSweepOptions>? configure = null)
    {
        var options = _options();
        options = experimentName is null ? options : options with { ExperimentName = experimentName };
        return new LocalSweep(plan, configure?.Invoke(options) ?? options, _httpHandler, _timeProvider, _loggerFactory);
    }
}
