using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using ServeMulti.Benchmarking;
using ServeMulti.Launching;
using ServeMulti.Processes;
using ServeMulti.Results;
using ServeMulti.Sweeping;

namespace ServeMulti;

/// <summary>Registers ServeMulti with a host's services.</summary>
public static class ServeMultiServiceCollectionExtensions
{
    /// <summary>Registers what makes sweeps, and the default parts for an orchestration of the host's own.</summary>
    /// <remarks>
    /// <para>
    /// <see cref="LocalSweepFactory"/> makes any number of sweeps. They use what the host has registered, before or after this call:
    /// <see cref="IServerLauncher"/>, <see cref="IBenchmarkRunner"/>,
    /// <see cref="ICacheResetter"/>, <see cref="IReadinessProbe"/>, <see cref="IProcessLauncher"/>, <see cref="IResultStore"/> (one
    /// experiment each: register it as transient), <see cref="LocalSweepOptions"/>,
    /// <see cref="ProcessServerOptions"/>, <see cref="HttpMessageHandler"/>, <see cref="TimeProvider"/> and <see cref="ILoggerFactory"/>.
    /// Nothing of it is needed.
    /// </para>
    /// <para>
    /// For an orchestration of the host's own the defaults of <see cref="IProcessLauncher"/>, <see cref="IServerLauncher"/> (processes),
    /// <see cref="ICacheResetter"/> (HTTP by server profile) and
    /// <see cref="IBenchmarkRunner"/> (commands) are registered as singletons, each only where the host has none.
    /// </para>
    /// </remarks>
    /// <param name="services">The services.</param>
    /// <param name="configure">Changes the options of all sweeps and default parts, after what is registered; optional. Several calls add
    /// up.</param>
    /// <returns>The same services.</returns>
    /// <example><code>services.AddServeMulti(options => options with { OutputFolder = "/data/experiments" });</code></example>
    public static IServiceCollection AddServeMulti(
        this IServiceCollection services,
        Func<LocalSweepOptions, LocalSweepOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(services);
        if (configure is not null)
        {
            services.AddSingleton(new OptionsStep(configure));
        }

        services.TryAddSingleton(provider => new DefaultParts(provider));
        services.TryAddSingleton(provider => provider.GetRequiredService<DefaultParts>().Processes);
        services.TryAddSingleton(provider => provider.GetRequiredService<DefaultParts>().Launcher);
        services.TryAddSingleton(provider => provider.GetRequiredService<DefaultParts>().CacheResetter);
        services.TryAddSingleton(provider => provider.GetRequiredService<DefaultParts>().Runner);
        services.TryAddSingleton(provider => new LocalSweepFactory(
            () => OptionsOf(provider),
            provider.GetService<HttpMessageHandler>(),
            provider.GetService<TimeProvider>(),
            provider.GetService<ILoggerFactory>()
        ));
        return services;
    }

    /// <summary>Returns the options of the next sweep: what the host has registered, then what it has configured.</summary>
    private static LocalSweepOptions OptionsOf(IServiceProvider provider)
    {
        var defaults = provider.GetRequiredService<DefaultParts>();
        var processes = provider.GetRequiredService<IProcessLauncher>();
        var options = defaults.Options with
        {
            Launcher = FindOwn(provider, defaults.Launcher) ?? defaults.Options.Launcher,
            Runner = FindOwn(provider, defaults.Runner) ?? defaults.Options.Runner,
            CacheResetter = FindOwn(provider, defaults.CacheResetter) ?? defaults.Options.CacheResetter,
            Processes = ReferenceEquals(processes, defaults.Processes) ? defaults.Options.Processes : processes,
            ReadinessProbe = provider.GetService<IReadinessProbe>() ?? defaults.Options.ReadinessProbe,
            Store = provider.GetService<IResultStore>() ?? defaults.Options.Store,
        };
        return Configure(provider, options);
    }

    private static LocalSweepOptions Configure(IServiceProvider provider, LocalSweepOptions options) =>
        provider.GetServices<OptionsStep>().Aggregate(options, (changed, step) => step.Configure(changed));

    /// <summary>Finds a part of the host's own; null where the default is registered, which a sweep makes anew for its own
    /// processes.</summary>
    private static Func<IProcessLauncher, T>? FindOwn<T>(IServiceProvider provider, T defaultPart)
        where T : class
    {
        var part = provider.GetRequiredService<T>();
        return ReferenceEquals(part, defaultPart) ? null : _ => part;
    }

    /// <summary>One change of the options.</summary>
    private sealed record OptionsStep(Func<LocalSweepOptions, LocalSweepOptions> Configure);

    /// <summary>The parts that are registered where the host has none of its own.</summary>
    private sealed class DefaultParts
    {
        private readonly Lazy<IServerLauncher> _launcher;
        private readonly Lazy<IBenchmarkRunner> _runner;

        public DefaultParts(IServiceProvider provider)
        {
            var clock = provider.GetService<TimeProvider>();
            var client = provider.GetService<HttpMessageHandler>() is { } handler
                ? new HttpClient(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan }
                : null;
            Options = provider.GetService<LocalSweepOptions>() ?? new LocalSweepOptions();
            Options = Options with { Servers = provider.GetService<ProcessServerOptions>() ?? Options.Servers };
            var servers = Configure(provider, Options).Servers;
            Processes = new ProcessLauncher(timeProvider: clock, logger: provider.GetService<ILogger<ProcessLauncher>>());

            // Only once it is asked for: the host may have a process launcher of its own.
            IProcessLauncher UsedProcesses() => provider.GetRequiredService<IProcessLauncher>();
            _launcher = new(() =>
                new ProcessServerLauncher(
                    UsedProcesses(),
                    servers,
                    provider.GetService<IReadinessProbe>()
                        ?? new HttpReadinessProbe(httpClient: client, timeProvider: clock, access: servers.Access),
                    clock,
                    provider.GetService<ILogger<ProcessServerLauncher>>()
                )
            );
            _runner = new(() => new CommandBenchmarkRunner(UsedProcesses(), clock, provider.GetService<ILogger<CommandBenchmarkRunner>>()));
            CacheResetter = new HttpCacheResetter(servers.Profiles, httpClient: client, timeProvider: clock, access: servers.Access);
        }

        public LocalSweepOptions Options { get; }

        public IProcessLauncher Processes { get; }

        public IServerLauncher Launcher => _launcher.Value;

        public IBenchmarkRunner Runner => _runner.Value;

        public ICacheResetter CacheResetter { get; }
    }
}
