using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ServeMulti.Benchmarking;
using ServeMulti.Cli.Display;
using ServeMulti.Cli.Options;
using ServeMulti.Cli.Ports;
using ServeMulti.Launching;
using ServeMulti.Processes;
using ServeMulti.Results;
using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Running;

/// <summary>Creates the requested sweep.</summary>
internal static class SweepComposition
{
    /// <param name="request">What was asked for.</param>
    /// <param name="outputReceived">Gets each line of output of servers and commands; null: none.</param>
    /// <param name="warned">Gets each warning of the library.</param>
    /// <exception cref="InvalidInputException">The name of the experiment is not that of a folder.</exception>
    public static LocalSweep Create(SweepRequest request, Action<string>? outputReceived, Action<string> warned) =>
        new(request.Plan, OptionsOf(request, outputReceived), loggerFactory: Loggers(warned));

    /// <summary>Returns the settings of the requested sweep.</summary>
    public static LocalSweepOptions OptionsOf(SweepRequest request, Action<string>? outputReceived)
    {
        var options = new LocalSweepOptions
        {
            OutputFolder = request.Experiment.OutputFolder,
            ExperimentName = request.Experiment.Name,
            Mode =
                request.Experiment.BeginsOrResumes ? ExperimentMode.NewOrResume
                : request.Experiment.IsResumed ? ExperimentMode.Resume
                : ExperimentMode.New,
            OnChanged = request.Experiment.RerunsChanged ? ChangedResults.RunAgain : ChangedResults.Refuse,
            ConcludeAgain = request.Experiment.ConcludesAgain,
            VerifyRuns = request.Experiment.VerifiesRuns,
            QuotesFormulas = request.QuotesFormulas,
            Servers = new ProcessServerOptions { Access = request.Access },
            CacheResetter =
                request.KeepsCaches ? _ => new NoCacheReset()
                : request.AfterBenchCommand is { } command ? processes => new CommandCacheResetter(command, processes)
                : null,
            OutputReceived = outputReceived,
        };
        if (request.StopGrace is { } grace)
        {
            options = options with
            {
                Servers = options.Servers with { StopGrace = grace, ContainerStopGrace = grace },
                LeftoverGrace = grace,
            };
        }

        if (request.OwnPort is { } port && request.Plan.Definition.ServeCommand is not null)
        {
            var servers = options.Servers;
            options = options with
            {
                Launcher = processes => new OwnPortLauncher(
                    new ProcessServerLauncher(processes, servers, new HttpReadinessProbe(access: servers.Access)),
                    port
                ),
                Runner = processes => new OwnPortRunner(new CommandBenchmarkRunner(processes)),
            };
        }

        return options;
    }

    /// <summary>Makes the loggers of a sweep.</summary>
    public static ILoggerFactory Loggers(Action<string> warned) => new WarningLoggers(warned);

    /// <summary>Makes loggers for the warnings that no event of the sweep says.</summary>
    private sealed class WarningLoggers(Action<string> warned) : ILoggerFactory
    {
        private static readonly string[] Told =
        [
            .. new[] { typeof(FileResultStore), typeof(ProcessLedger), typeof(ProcessLauncher), typeof(ProcessServerLauncher) }.Select(
                type => type.FullName!
            ),
        ];

        public ILogger CreateLogger(string categoryName) =>
            Told.Contains(categoryName) ? new WarningLogger<LocalSweep>(warned) : NullLogger.Instance;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose() { }
    }
}
