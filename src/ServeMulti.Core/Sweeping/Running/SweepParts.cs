using Microsoft.Extensions.Logging;
using ServeMulti.Benchmarking;
using ServeMulti.Launching;
using ServeMulti.Parameters;
using ServeMulti.Results;

namespace ServeMulti.Sweeping;

/// <summary>The parts that a sweep is composed of, each behind its interface, and the experiment that it holds.</summary>
internal sealed record SweepParts(
    IServerLauncher Launcher,
    IBenchmarkRunner Runner,
    ICacheResetter CacheResetter,
    IResultStore Store,
    IExperimentSession Session,
    TimeProvider TimeProvider,
    ILogger Logger
)
{
    /// <summary>Gets what hides the secrets of the sweep in everything that is stored, reported and logged.</summary>
    public SecretRedactor Secrets { get; init; } = new();
}
