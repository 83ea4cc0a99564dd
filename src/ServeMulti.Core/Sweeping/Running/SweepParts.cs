using Microsoft.Extensions.Logging;
using ServeMulti.Benchmarking;
using ServeMulti.Launching;
using ServeMulti.Results;

namespace ServeMulti.Sweeping;

/// <summary>The parts that a sweep is composed of, each behind its interface.</summary>
internal sealed record SweepParts(
    IServerLauncher Launcher,
    IBenchmarkRunner Runner,
    ICacheResetter CacheResetter,
    IResultStore Store,
    TimeProvider TimeProvider,
    ILogger Logger);
