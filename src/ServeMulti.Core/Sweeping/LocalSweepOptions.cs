using ServeMulti.Benchmarking;
using ServeMulti.Launching;
using ServeMulti.Parameters;
using ServeMulti.Processes;
using ServeMulti.Results;

namespace ServeMulti.Sweeping;

/// <summary>Settings of a <see cref="LocalSweep"/>. Every default is a good start.</summary>
public sealed record LocalSweepOptions
{
    /// <summary>Gets the folder of all experiments; default <c>results</c>, in the current folder.</summary>
    public string OutputFolder { get; init; } = "results";

    /// <summary>Gets the name of the experiment, which is the name of its folder; null (the default): the local time, such as
    /// <c>20261124_061013</c>.</summary>
    public string? ExperimentName { get; init; }

    /// <summary>Gets whether the experiment is a new one or is resumed; default <see cref="ExperimentMode.NewOrResume"/>: an experiment of
    /// that name is resumed where it exists.</summary>
    public ExperimentMode Mode { get; init; } = ExperimentMode.NewOrResume;

    /// <summary>Gets what happens to results of other commands, parameters or environment when an experiment is resumed; default
    /// <see cref="ChangedResults.Refuse"/>.</summary>
    public ChangedResults OnChanged { get; init; }

    /// <summary>Gets whether answers of searches that were found under other rules are found again when an experiment is resumed; default
    /// false: it is not resumed, and every difference is listed.</summary>
    public bool ConcludeAgain { get; init; }

    /// <summary>Gets whether the file of every finished run is compared with what was stored when an experiment is resumed; default false: only files whose size or time has changed. A run that is
    /// no longer what was stored is run again.</summary>
    public bool VerifyRuns { get; init; }

    /// <summary>Gets whether text in <c>summary.csv</c> that a spreadsheet would run as a formula gets a <c>'</c> in front of it; default
    /// false,
    /// because it changes the data.</summary>
    public bool QuotesFormulas { get; init; }

    /// <summary>Gets how to wait for servers and to stop them, and how requests get in.</summary>
    public ProcessServerOptions Servers { get; init; } = new();

    /// <summary>Gets what executes the benchmarks, made from what starts the processes of the sweep; null (the default): a
    /// <see cref="CommandBenchmarkRunner"/>.</summary>
    /// <remarks>A part that starts processes does it by the launcher that it is given: only what that has started is recorded, and ended
    /// with the sweep.</remarks>
    /// <example><code>Runner = _ => new OpenAiBenchmarkRunner(new OpenAiBenchmarkOptions { NumPrompts = 200 })</code></example>
    public Func<IProcessLauncher, IBenchmarkRunner>? Runner { get; init; }

    /// <summary>
    /// Gets what starts the servers, made from what starts the processes of the sweep; null (the default): a
    /// <see cref="ProcessServerLauncher"/>, or, where the definition has no server command, a
    /// <see cref="RunningServerLauncher"/>.
    /// </summary>
    public Func<IProcessLauncher, IServerLauncher>? Launcher { get; init; }

    /// <summary>Gets what empties the servers' caches between runs, made from what starts the processes of the sweep; null (the default):
    /// an <see cref="HttpCacheResetter"/>.</summary>
    /// <example><code>CacheResetter = processes => new CommandCacheResetter(CommandLine.Parse("./drop-caches.sh"),
    /// processes)</code></example>
    public Func<IProcessLauncher, ICacheResetter>? CacheResetter { get; init; }

    /// <summary>Gets what holds the results, which the host disposes; null (the default): files in the experiment's folder, as the
    /// properties above say.</summary>
    /// <remarks>With a store of the host's own nothing records the processes: what a killed host leaves running is not found by the
    /// next.</remarks>
    public IResultStore? Store { get; init; }

    /// <summary>Gets what starts the processes; null (the default): a <see cref="ProcessLauncher"/> that records them in the experiment's
    /// folder.</summary>
    /// <remarks>With one of the host's own nothing records the processes: what a killed host leaves running is not found by the
    /// next.</remarks>
    public IProcessLauncher? Processes { get; init; }

    /// <summary>Gets how to ask whether a server is ready; null (the default): an <see cref="HttpReadinessProbe"/>. Without effect on a
    /// launcher of the host's own.</summary>
    public IReadinessProbe? ReadinessProbe { get; init; }

    /// <summary>Gets a receiver of each line of output of servers and benchmarks as it comes; optional. It may be called from several
    /// threads at a time.</summary>
    public Action<string>? OutputReceived { get; init; }

    /// <summary>Gets how long a server that a killed host left running may take to end when the experiment is resumed, before it is killed;
    /// default 5 s, zero kills at once.</summary>
    public TimeSpan LeftoverGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Finds values that are out of range, one line each.</summary>
    internal IReadOnlyList<string> FindProblems() =>
        [
            .. new SettingCheck("sweep")
                .Require(LeftoverGrace >= TimeSpan.Zero, "the grace of leftover servers", LeftoverGrace, "must not be below zero")
                .Problems,
            .. Servers.FindProblems(),
        ];
}
