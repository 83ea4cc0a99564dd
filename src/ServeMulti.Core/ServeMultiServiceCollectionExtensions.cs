using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using ServeMulti.Benchmarking;
using ServeMulti.Launching;
using ServeMulti.Processes;
using ServeMulti.Sweeping;

namespace ServeMulti;

/// <summary>Registers ServeMulti with a host's services.</summary>
public static class ServeMultiServiceCollectionExtensions
{
    /// <summary>Registers the default parts, each as a singleton and only where the host has not registered its own.</summary>
    /// <remarks>
    /// Registered are <see cref="IProcessLauncher"/>, <see cref="IServerLauncher"/> (processes), <see cref="ICacheResetter"/> (HTTP by server
    /// profile), <see cref="IBenchmarkRunner"/> (commands) and, as transient, <see cref="Preflight"/> and <see cref="SweepRunner"/>. An
    /// <see cref="Results.IResultStore"/> belongs to one experiment: the host registers it. <see cref="TimeProvider"/> and
    /// <see cref="ILoggerFactory"/> are used where they are registered.
    /// </remarks>
    /// <param name="services">The services.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddServeMulti(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<IProcessLauncher>(provider => new ProcessLauncher(
            timeProvider: provider.GetService<TimeProvider>(), logger: provider.GetService<ILogger<ProcessLauncher>>()));
        services.TryAddSingleton<IServerLauncher>(provider => new ProcessServerLauncher(
            provider.GetRequiredService<IProcessLauncher>(),
            readinessProbe: provider.GetService<IReadinessProbe>(),
            timeProvider: provider.GetService<TimeProvider>(),
            logger: provider.GetService<ILogger<ProcessServerLauncher>>()));
        services.TryAddSingleton<ICacheResetter>(provider => new HttpCacheResetter(timeProvider: provider.GetService<TimeProvider>()));
        services.TryAddSingleton<IBenchmarkRunner>(provider => new CommandBenchmarkRunner(
            provider.GetRequiredService<IProcessLauncher>(),
            provider.GetService<TimeProvider>(),
            provider.GetService<ILogger<CommandBenchmarkRunner>>()));
        services.TryAddTransient<Preflight>();
        services.TryAddTransient<SweepRunner>();
        return services;
    }
}
