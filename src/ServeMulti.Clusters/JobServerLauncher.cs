using System.Globalization;
using System.Text;
using ServeMulti.Launching;
using ServeMulti.Parameters;
using ServeMulti.Results.Folder;

namespace ServeMulti.Clusters;

/// <summary>Starts each server as a job of a cluster's scheduler, and probes it from here: for servers that span nodes, and clients outside of
/// them.</summary>
/// <remarks>
/// The server must listen on an address that this machine reaches (<c>--host 0.0.0.0</c>), at the port that its command names; its address is
/// that of the first node of the job. Disposing a server cancels its job, by its id, and waits until the scheduler says that it has
/// ended. A job is never put back into the queue: a restarted server would not be the one that was measured.
/// </remarks>
/// <example>
/// <code>
/// var launcher = new JobServerLauncher(
///     new SlurmScheduler(new ProcessLauncher()),
///     new JobServerOptions { SharedFolder = "/shared/servers", SchedulerOptions = ["--gres=gpu:8"] });
/// </code>
/// </example>
public sealed class JobServerLauncher : IServerLauncher
{
    private static readonly TimeSpan HealthTimeout = TimeSpan.FromSeconds(30);

    private readonly IJobScheduler _scheduler;
    private readonly JobServerOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ReadinessWait _readiness;
    private readonly DiskFileSystem _files = new(isDurable: false);

    /// <summary>Initializes a new instance.</summary>
    /// <param name="scheduler">Runs the jobs.</param>
    /// <param name="options">The settings.</param>
    /// <param name="readinessProbe">How to ask whether a server is ready; null (the default): <see cref="HttpReadinessProbe"/>.</param>
    /// <param name="timeProvider">The clock; null (the default): the system's.</param>
    public JobServerLauncher(
        IJobScheduler scheduler,
        JobServerOptions options,
        IReadinessProbe? readinessProbe = null,
        TimeProvider? timeProvider = null
    )
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        ArgumentNullException.ThrowIfNull(options);
        _scheduler = scheduler;
        _options = options;
        _timeProvider = timeProvider ?? TimeProvider.System;
        _readiness = new ReadinessWait(
            readinessProbe ?? new HttpReadinessProbe(timeProvider: _timeProvider),
            TimeSpan.FromSeconds(0.5),
            _timeProvider
        );
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> FindProblems(ServerSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return FindProblem(spec, out _) is { } problem ? [problem] : [];
    }

    /// <summary>Returns null: the node is not known before the job runs.</summary>
    /// <param name="spec">The server that would be started.</param>
    public Uri? FindEndpoint(ServerSpec spec) => null;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string?> EnvironmentFor(ServerSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return ServerProfiles.TryFind(spec)?.EnvironmentFor(spec) ?? spec.Environment;
    }

    /// <inheritdoc/>
    public async Task<IRunningServer> LaunchAsync(ServerSpec spec, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(spec);
        if (FindProblem(spec, out var address) is { } problem)
        {
            throw new ServerStartException(problem);
        }

        var token = $"serve-multi-{Guid.NewGuid():N}";
        var log = spec.LogPath ?? Path.Combine(Path.GetFullPath(_options.SharedFolder), $"{token}.log");
        var job = await SubmitAsync(spec, token, log, cancellationToken).ConfigureAwait(false);
        var profile = ServerProfiles.TryFind(spec) ?? ServerProfiles.Unknown;
        var watch = new JobWatch(_scheduler, job, token, _options.PollInterval, _timeProvider);
        var server = new JobServer(spec, watch, log, new HealthCheck(_readiness, profile, HealthTimeout));
        try
        {
            var node = await WaitForNodeAsync(server, cancellationToken).ConfigureAwait(false);
            server.Endpoint =
                address is null || spec.Endpoint is not null ? address : new UriBuilder(address) { Host = _options.FindHost(node) }.Uri;
            await WaitUntilReadyAsync(server, profile, cancellationToken).ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static string? FindProblem(ServerSpec spec, out Uri? address)
    {
        address = spec.Endpoint;
        if (spec.Command is not { } command)
        {
            return "A server that runs as a job needs a command.";
        }

        if (
            address is null
            && ServerProfiles.TryFind(spec) is { } profile
            && !profile.TryFindEndpoint(command, out address, out var problem)
        )
        {
            return problem;
        }

        return address is null && spec.CheckReadiness
            ? $"'{command.Executable}' is not a known kind of server, so its port is not known: give its profile, or turn the readiness check off."
            : null;
    }

    private async Task<string> SubmitAsync(ServerSpec spec, string token, string log, CancellationToken cancellationToken)
    {
        var folder = Path.GetFullPath(_options.SharedFolder);
        var script = Path.Combine(folder, $"{token}.sh");
        _files.MakeFolder(folder);
        // The command may hold a key.
        _files.WriteWhole(script, Encoding.UTF8.GetBytes($"#!/bin/sh\nexec {spec.Command}\n"), isPrivate: true);
        try
        {
            return await _scheduler
                .SubmitAsync(
                    new JobSpec
                    {
                        Name = _options.JobName,
                        Token = token,
                        Script = new CommandLine(script),
                        WorkingDirectory = Directory.GetCurrentDirectory(),
                        OutputPath = log,
                        Options = _options.SchedulerOptions,
                        Environment = EnvironmentFor(spec),
                        IsRestartable = false,
                    },
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        catch (ServeMultiException exception)
        {
            throw new ServerStartException($"The server's job was not submitted: {exception.Message}", exception);
        }
        finally
        {
            // The scheduler has a copy.
            _files.Delete(script);
        }
    }

    private async Task<string> WaitForNodeAsync(JobServer server, CancellationToken cancellationToken)
    {
        var running = server.Watch.Running;
        var limit = Task.Delay(_options.QueueTimeout, _timeProvider, cancellationToken);
        await Task.WhenAny(running, server.Exited, limit).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (server.Exited.IsCompleted)
        {
            throw Ended(server, await server.Exited.ConfigureAwait(false));
        }

        return running.IsCompleted
            ? NodeList.First((await running.ConfigureAwait(false)).Nodes)
            : throw new ServerStartException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The server's job {server.Watch.JobId} did not begin within {_options.QueueTimeout.TotalSeconds} s: {server.Watch.Last?.Reason}. Allow it more time, or ask for what the cluster has free."
                )
            );
    }

    private async Task WaitUntilReadyAsync(JobServer server, ServerProfile profile, CancellationToken cancellationToken)
    {
        if (!server.Spec.CheckReadiness)
        {
            return;
        }

        var request = new ReadinessRequest(server.Spec, server.Endpoint!, profile);
        var (outcome, lastAnswer) = await _readiness
            .WaitAsync(request, server.Spec.ReadyTimeout, server.Exited, cancellationToken)
            .ConfigureAwait(false);
        switch (outcome)
        {
            case ReadinessOutcome.Ready:
                break;
            case ReadinessOutcome.Exited:
                throw Ended(server, await server.Exited.ConfigureAwait(false));
            default:
                throw new ServerStartException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The server of job {server.Watch.JobId} at {server.Endpoint} was not ready within {server.Spec.ReadyTimeout.TotalSeconds} s ({lastAnswer}). See whether it listens on an address that this machine reaches (--host 0.0.0.0), or allow it more time (--server-ready-timeout).{ServerOutput.DescribeOutput(server.RecentOutput, server.LogPath)}"
                    )
                )
                {
                    RecentOutput = server.RecentOutput,
                };
        }
    }

    private static ServerStartException Ended(JobServer server, ServerExit exit) =>
        new(
            $"The server ended before it was ready: {exit.Message}. Its command: {server.Spec.Command!.Redact()}.{ServerOutput.DescribeOutput(exit.RecentOutput, server.LogPath)}"
        )
        {
            ExitCode = exit.ExitCode,
            RecentOutput = exit.RecentOutput,
        };
}
