using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ServeMulti.Parameters;
using ServeMulti.Processes;

namespace ServeMulti.Launching;

/// <summary>Starts servers as processes of this machine.</summary>
/// <remarks>
/// The port must be free, or a stale server would be measured instead. The wait for readiness ends at once when the process exits.
/// Stopping ends the server with everything it started.
/// </remarks>
public sealed class ProcessServerLauncher : IServerLauncher
{
    private readonly IProcessLauncher _processLauncher;
    private readonly ProcessServerOptions _options;
    private readonly ReadinessWait _readiness;
    private readonly PortWait _portWait;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;

    /// <summary>Initializes a new instance.</summary>
    /// <param name="processLauncher">What starts the processes.</param>
    /// <param name="options">How to wait and to stop; null (the default): the defaults.</param>
    /// <param name="readinessProbe">How to ask whether a server is ready; null (the default): <see cref="HttpReadinessProbe"/>.</param>
    /// <param name="timeProvider">The clock; null (the default): the system's.</param>
    /// <param name="logger">Where to log; null (the default): nowhere.</param>
    /// <exception cref="InvalidInputException">Options are out of range; all of them are listed.</exception>
    public ProcessServerLauncher(
        IProcessLauncher processLauncher,
        ProcessServerOptions? options = null,
        IReadinessProbe? readinessProbe = null,
        TimeProvider? timeProvider = null,
        ILogger<ProcessServerLauncher>? logger = null
    )
    {
        ArgumentNullException.ThrowIfNull(processLauncher);
        _processLauncher = processLauncher;
        _options = options ?? new ProcessServerOptions();
        SettingCheck.ThrowIfAny(_options.FindProblems());
        _timeProvider = timeProvider ?? TimeProvider.System;
        _logger = logger ?? (ILogger)NullLogger.Instance;
        _readiness = new ReadinessWait(
            readinessProbe ?? new HttpReadinessProbe(timeProvider: _timeProvider, access: _options.Access),
            _options.PollInterval,
            _timeProvider
        );
        _portWait = new PortWait(_options.PortTimeout, _timeProvider, _logger);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> FindProblems(ServerSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var endpoint = spec.Command is null || spec.IsPortChecked ? null : FindEndpoint(spec, out _);
        return endpoint is not null && ServerPort.FindProblem(endpoint) is { } taken
            ? [.. FindProblemsBesidesPort(spec), taken]
            : FindProblemsBesidesPort(spec);
    }

    /// <summary>Returns the address at which a server would answer: the one of its specification, else the one that its profile finds in
    /// its command.</summary>
    /// <inheritdoc/>
    public Uri? FindEndpoint(ServerSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return FindEndpoint(spec, out _);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> FindMachineProblems(ServerSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (spec.Command is not { } command)
        {
            return [];
        }

        var endpoint = spec.IsPortChecked ? null : FindEndpoint(spec, out _);
        return
        [
            .. new[]
            {
                _processLauncher.FindProblem(ToProcess(spec, command)),
                endpoint is null ? null : ServerPort.FindProblem(endpoint),
            }.OfType<string>(),
        ];
    }

    /// <summary>Returns the environment variables that a server would get in addition to the host's: those of its profile, then those of
    /// its specification, which win.</summary>
    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string?> EnvironmentFor(ServerSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return FindProfile(spec)?.EnvironmentFor(spec) ?? spec.Environment;
    }

    /// <inheritdoc/>
    public async Task<IRunningServer> LaunchAsync(ServerSpec spec, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(spec);
        var problems = FindProblemsBesidesPort(spec);
        if (problems.Count > 0)
        {
            throw new ServerStartException(string.Join(Environment.NewLine, problems));
        }

        var endpoint = FindEndpoint(spec, out _);
        if (endpoint is not null)
        {
            await _portWait.WaitAsync(endpoint, cancellationToken).ConfigureAwait(false);
            _portWait.Use(endpoint);
        }

        var profile = FindProfile(spec) ?? ServerProfiles.Unknown;
        var witness = new FailureWitness(profile.FailureCauses);
        var process = Start(spec);
        try
        {
            await WaitUntilReadyAsync(spec, endpoint, profile, process, witness, cancellationToken).ConfigureAwait(false);
            return new ProcessServer(
                spec,
                endpoint,
                process,
                witness,
                new HealthCheck(_readiness, profile, _options.HealthTimeout),
                GraceOf(spec)
            );
        }
        catch
        {
            await PartAnswer.OrDone(process.StopAsync(GraceOf(spec), CancellationToken.None)).ConfigureAwait(false);
            await process.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private List<string> FindProblemsBesidesPort(ServerSpec spec)
    {
        if (spec.Command is not { } command)
        {
            return ["There is no server command to start."];
        }

        var endpoint = FindEndpoint(spec, out var addressProblem);
        return
        [
            .. new[]
            {
                _processLauncher.FindProblem(ToProcess(spec, command)),
                addressProblem ?? FindReadinessProblem(spec, endpoint),
                _options.Access.FindProblem(),
            }.OfType<string>(),
        ];
    }

    private TimeSpan GraceOf(ServerSpec spec) => ContainerClient.Is(spec.Command!) ? _options.ContainerStopGrace : _options.StopGrace;

    private ProcessSpec ToProcess(ServerSpec spec, CommandLine command) =>
        new(command) { Environment = EnvironmentFor(spec), LogPath = spec.LogPath };

    private IChildProcess Start(ServerSpec spec)
    {
        try
        {
            return PartAnswer.Require(
                _processLauncher.Start(ToProcess(spec, spec.Command!)),
                "process launcher",
                nameof(_processLauncher.Start)
            );
        }
        catch (ProcessStartException exception)
        {
            throw new ServerStartException(exception.Message, exception);
        }
    }

    private async Task WaitUntilReadyAsync(
        ServerSpec spec,
        Uri? endpoint,
        ServerProfile profile,
        IChildProcess process,
        FailureWitness witness,
        CancellationToken cancellationToken
    )
    {
        if (!spec.CheckReadiness)
        {
            return;
        }

        var start = _timeProvider.GetTimestamp();
        var address = endpoint is null ? null : SecretText.Redact(endpoint.ToString());
        Log.ServerStarting(_logger, process.Identity.Id, address);
        var exited = PartAnswer.OrNever(process.Exited);
        (var outcome, var lastAnswer) = await _readiness
            .WaitAsync(new ReadinessRequest(spec, endpoint!, profile), spec.ReadyTimeout, exited, cancellationToken)
            .ConfigureAwait(false);
        switch (outcome)
        {
            case ReadinessOutcome.Exited:
                throw Exited(spec, await exited.ConfigureAwait(false), witness, ChildOutput.Of(process, FailureWitness.LinesLookedBack));
            case ReadinessOutcome.TimedOut:
                throw TimedOut(spec, lastAnswer, ChildOutput.Of(process));
            case ReadinessOutcome.Refused:
                throw NotReady(
                    $"The server does not say whether it is ready: {lastAnswer} Its command: {spec.Command!.Redact()}.",
                    spec,
                    ChildOutput.Of(process)
                );
            default:
                ThrowIfAnotherAnswers(spec, endpoint!, process);
                Log.ServerReady(_logger, process.Identity.Id, _timeProvider.GetElapsedTime(start));
                break;
        }
    }

    /// <summary>A server that still loads its model says nothing when another process takes its port, which then answers that it is
    /// ready.</summary>
    /// <remarks>Asked only where the command itself is the server and says its address: behind a container or a proxy, somebody else
    /// answers rightly.</remarks>
    private static void ThrowIfAnotherAnswers(ServerSpec spec, Uri endpoint, IChildProcess process)
    {
        if (
            spec.Endpoint is null
            && spec.Profile?.Recognizes(spec.Command!) != false
            && ServerPort.FindStranger(endpoint, process.Identity) is { } problem
        )
        {
            throw new ServerStartException(
                $"{problem} Its command: {spec.Command!.Redact()}.{ServerOutput.DescribeOutput(ChildOutput.Of(process), spec.LogPath)}"
            )
            {
                Cause = ServerFailureCauses.PortTaken,
                RecentOutput = ChildOutput.Of(process),
            };
        }
    }

    private ServerProfile? FindProfile(ServerSpec spec) => ServerProfiles.TryFind(spec, _options.Profiles);

    private Uri? FindEndpoint(ServerSpec spec, out string? problem)
    {
        problem = null;
        var endpoint = spec.Endpoint;
        if (endpoint is null && spec.Command is { } command && FindProfile(spec) is { } profile)
        {
            profile.TryFindEndpoint(command, out endpoint, out problem);
        }

        return endpoint;
    }

    private string? FindReadinessProblem(ServerSpec spec, Uri? endpoint) =>
        !spec.CheckReadiness ? null
        : endpoint is null
            ? $"'{spec.Command!.Program.Name}' is not a known kind of server ({string.Join(", ", _options.Profiles.Select(profile => profile.Name))}), so its address is not known: give its endpoint (--endpoint) or its profile (--server-profile), or turn the readiness check off (--no-ready-check)."
        : FindProfile(spec) is { ReadinessPaths.Count: 0 } profile
            ? $"The profile '{profile.Name}' names no readiness path, so readiness cannot be checked: name a path, or turn the readiness check off."
        : null;

    private static ServerStartException Exited(ServerSpec spec, ProcessExit exit, FailureWitness witness, IReadOnlyList<string> output)
    {
        var explained = witness.Explain(exit.ExitCode, output);
        var why = witness.Describe(exit.ExitCode, output);
        var stop = why.EndsWith('.') ? "" : ".";
        return new(
            $"The server {ExitCodes.Describe(exit.ExitCode)} before it was ready{why}{stop} Its command: {spec.Command!.Redact()}.{ServerOutput.DescribeOutput(exit.RecentOutput, spec.LogPath)}"
        )
        {
            ExitCode = exit.ExitCode,
            Cause = explained?.Cause,
            RecentOutput = exit.RecentOutput,
        };
    }

    private static ServerStartException TimedOut(ServerSpec spec, string lastAnswer, IReadOnlyList<string> recentOutput) =>
        NotReady(
            string.Create(
                CultureInfo.InvariantCulture,
                $"The server was not ready within {spec.ReadyTimeout.TotalSeconds} s ({lastAnswer}): {spec.Command!.Redact()}. Allow it more time (--server-ready-timeout), or see why it takes so long."
            ),
            spec,
            recentOutput
        );

    private static ServerStartException NotReady(string message, ServerSpec spec, IReadOnlyList<string> recentOutput) =>
        new(SecretText.Redact(message) + ServerOutput.DescribeOutput(recentOutput, spec.LogPath)) { RecentOutput = recentOutput };
}
