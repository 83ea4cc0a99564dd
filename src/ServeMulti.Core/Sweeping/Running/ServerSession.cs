using ServeMulti.Benchmarking;
using ServeMulti.Launching;

namespace ServeMulti.Sweeping;

/// <summary>One planned server while its cases are run: starts it when it is needed, notices when it ends, restarts it once, resets its
/// caches between two runs.</summary>
internal sealed class ServerSession : IAsyncDisposable
{
    private readonly SweepParts _parts;
    private readonly PlannedServer _planned;
    private readonly ServerSpec _spec;
    private readonly ProgressTracker _tracker;
    private readonly GuardedRunner _runner;
    private readonly ServerDiagnosis _diagnosis;
    private IRunningServer? _server;
    private Task<ServerExit> _exited = PartAnswer.OrNever<ServerExit>(null);
    private bool _wasStarted;
    private bool _wasLost;
    private bool _needsReset;
    private bool _staysWarm;
    private bool _resetFailed;
    private TimeSpan _startTime;

    public ServerSession(SweepParts parts, PlannedServer planned, ServerSpec spec, ProgressTracker tracker)
    {
        _parts = parts;
        _planned = planned;
        _spec = spec;
        _tracker = tracker;
        _diagnosis = new ServerDiagnosis(parts, spec);
        _runner = new GuardedRunner(parts.Runner, parts.TimeProvider, parts.Logger);
    }

    /// <summary>Gets why no further run of this server is executed; null while runs are.</summary>
    public BenchmarkFailure? GivenUp { get; private set; }

    /// <summary>Gets whether the server is started anew before the next run, in place of a reset of its caches.</summary>
    public bool RestartsBetweenRuns { get; init; }

    /// <summary>Makes the server fit for the next run: starts it where it is not running, and empties the caches that the run before has
    /// filled. So nothing is reset after the last run of a server.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (_server is { } ended && _exited.IsCompleted)
        {
            await LoseExitedAsync(ended).ConfigureAwait(false);
        }

        if (_server is { } server && _needsReset)
        {
            await EmptyCachesAsync(server, cancellationToken).ConfigureAwait(false);
        }

        if (_server is null && GivenUp is null)
        {
            await StartAsync(cancellationToken).ConfigureAwait(false);
            if (_server is { } returned && _needsReset)
            {
                await EmptyCachesAsync(returned, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Stops the server until it is needed again. One that is not ours to stop keeps what it has cached, so that its caches are
    /// reset before its next run.</summary>
    /// <param name="isLast">Whether the server is not needed again.</param>
    public async Task EndTurnAsync(bool isLast)
    {
        _staysWarm = !isLast && _needsReset && _server is { CanRestart: false };
        await StopAsync().ConfigureAwait(false);
    }

    /// <summary>Executes a benchmark against the server that was prepared.</summary>
    public async Task<BenchmarkResult> RunAsync(BenchmarkRequest request, CancellationToken cancellationToken)
    {
        if (_server is not { } server)
        {
            return BenchmarkResult.Failed(GivenUp!);
        }

        _needsReset = true;
        var result = await RunWhileAliveAsync(server, request with { Endpoint = server.Endpoint }, cancellationToken).ConfigureAwait(false);
        return result.Redact(_parts.Secrets);
    }

    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    private Task EmptyCachesAsync(IRunningServer server, CancellationToken cancellationToken) =>
        RestartsBetweenRuns ? StopForRestartAsync(server) : ResetCachesAsync(server, cancellationToken);

    private async Task StopForRestartAsync(IRunningServer server)
    {
        await StopAsync().ConfigureAwait(false);
        if (GivenUp is null && !server.CanRestart)
        {
            GiveUp(
                new BenchmarkFailure(
                    BenchmarkFailureReason.ServerNotReady,
                    "The server is to be started anew before each run (--restart-between-runs), and it is not ours to restart. Leave the option out, or let the sweep start the server."
                )
            );
        }
    }

    private async Task ResetCachesAsync(IRunningServer server, CancellationToken cancellationToken)
    {
        try
        {
            await PartAnswer.OrDone(_parts.CacheResetter.ResetAsync(server, cancellationToken)).ConfigureAwait(false);
            _needsReset = false;
        }
        catch (CacheResetException exception)
        {
            Log.CacheResetFailed(_parts.Logger, exception);
            await GoOnWithoutResetAsync(server, exception.Message, BenchmarkFailureReason.ServerNotReady).ConfigureAwait(false);
        }
        catch (Exception exception) when (HostFault.IsData(exception, cancellationToken))
        {
            var problem = _diagnosis.Describe(_parts.CacheResetter, "cache resetter", exception);
            await GoOnWithoutResetAsync(server, $"{problem.Message.TrimEnd('.')}.", problem.Reason).ConfigureAwait(false);
        }
    }

    /// <summary>A server whose caches cannot be emptied is started anew; where it is not ours to restart, no further run of it would be a
    /// measurement of cold caches.</summary>
    private async Task GoOnWithoutResetAsync(IRunningServer server, string problem, BenchmarkFailureReason reason)
    {
        problem = _parts.Secrets.Redact(problem);
        if (!server.CanRestart)
        {
            var message =
                $"Its caches could not be reset, and it is not ours to restart: the next runs would be answered from them. {problem} Cure that, give a command that empties them (--after-bench-cmd), or measure with warm caches (--cache-reset none).";
            await StopAsync().ConfigureAwait(false);
            GiveUp(new BenchmarkFailure(reason, message));
            return;
        }

        var (isRepeated, startTime) = (_resetFailed, _startTime);
        _resetFailed = true;
        _tracker.Report(progress => new CacheResetFailed(progress, _planned, problem) { IsRepeated = isRepeated, StartTime = startTime });
        await StopAsync().ConfigureAwait(false);
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        _tracker.Report(progress => new ServerStarting(progress, _planned, _wasStarted));
        var start = _parts.TimeProvider.GetTimestamp();
        try
        {
            var launching = _parts.Launcher.LaunchAsync(_spec, cancellationToken);
            _server = launching is null ? null : await launching.ConfigureAwait(false);
            _exited = PartAnswer.OrNever(_server?.Exited);
        }
        catch (ServerStartException exception)
        {
            Log.ServerNotStarted(_parts.Logger, exception);
            GiveUp(
                new BenchmarkFailure(BenchmarkFailureReason.ServerNotReady, exception.Message)
                {
                    ExitCode = exception.ExitCode,
                    Cause = exception.Cause?.Name,
                    RecentOutput = exception.RecentOutput,
                    LogPath = _spec.LogPath,
                }
            );
            return;
        }
        catch (Exception exception) when (HostFault.IsData(exception, cancellationToken))
        {
            GiveUp(_diagnosis.Describe(_parts.Launcher, "server launcher", exception));
            return;
        }

        if (_server is null)
        {
            GiveUp(
                new BenchmarkFailure(
                    BenchmarkFailureReason.Exception,
                    $"The server launcher {_parts.Launcher.GetType().Name} returned null from LaunchAsync: it must return a ready server, or throw a ServerStartException."
                )
            );
            return;
        }

        var isFirst = !_wasStarted;
        _wasStarted = true;
        _needsReset = _staysWarm;
        _staysWarm = false;
        _startTime = _parts.TimeProvider.GetElapsedTime(start);
        _tracker.Report(progress => new ServerReady(progress, _planned, _startTime));
        if (isFirst)
        {
            await FactRecorder.RecordAsync(_parts, _server, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<BenchmarkResult> RunWhileAliveAsync(
        IRunningServer server,
        BenchmarkRequest request,
        CancellationToken cancellationToken
    )
    {
        var result = await _runner.RunAsync(request, _exited, cancellationToken).ConfigureAwait(false);
        if (result is { IsSuccess: true } && !SomeFailed(result.Document))
        {
            return result;
        }

        if (result is null || await _diagnosis.HasEndedAsync(_exited, cancellationToken).ConfigureAwait(false))
        {
            return result is { IsSuccess: true }
                ? result
                : BenchmarkResult.Failed(await _diagnosis.ExplainExitAsync(server, _exited).ConfigureAwait(false));
        }

        return await _diagnosis.FindProblemAsync(server, cancellationToken).ConfigureAwait(false) is { } problem
            ? await LoseUnhealthyAsync(server, result, problem).ConfigureAwait(false)
            : result;
    }

    private static bool SomeFailed(ResultDocument document) => document.TryFindMetric(ResultKeys.Failed, out var failed) && failed > 0;

    /// <summary>A server whose engine has died can answer on, with errors: every later run would fail, or measure nothing but
    /// them.</summary>
    private async Task<BenchmarkResult> LoseUnhealthyAsync(IRunningServer server, BenchmarkResult result, string problem)
    {
        var failure = new BenchmarkFailure(BenchmarkFailureReason.ServerUnhealthy, problem)
        {
            RecentOutput = server.RecentOutput ?? [],
            LogPath = _spec.LogPath,
        };
        await LoseAsync(failure).ConfigureAwait(false);
        return result.IsSuccess
            ? result
            : BenchmarkResult.Failed(failure with { Message = $"{problem} The run had failed: {result.Failure.Message}" });
    }

    private async Task LoseExitedAsync(IRunningServer server) =>
        await LoseAsync(await _diagnosis.ExplainExitAsync(server, _exited).ConfigureAwait(false)).ConfigureAwait(false);

    /// <summary>A server that ended on its own, or no longer answers, is started once more; the second time its cases are given
    /// up.</summary>
    private async Task LoseAsync(BenchmarkFailure failure)
    {
        failure = failure.Redact(_parts.Secrets);
        Log.ServerLost(_parts.Logger, failure.Message);
        await StopAsync().ConfigureAwait(false);
        if (GivenUp is not null)
        {
            return;
        }

        if (_wasLost)
        {
            GiveUp(failure);
            return;
        }

        _wasLost = true;
        _tracker.Report(progress => new ServerLost(progress, _planned, failure.Message, IsGivenUp: false));
    }

    private void GiveUp(BenchmarkFailure failure)
    {
        failure = failure.Redact(_parts.Secrets);
        GivenUp =
            failure.Reason == BenchmarkFailureReason.Exception ? failure : failure with { Reason = BenchmarkFailureReason.ServerNotReady };
        _tracker.Report(progress => new ServerLost(progress, _planned, failure.Message, IsGivenUp: true));
    }

    private async Task StopAsync()
    {
        if (_server is not { } server)
        {
            return;
        }

        _server = null;
        try
        {
            await server.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (HostFault.IsData(exception, CancellationToken.None))
        {
            // It may still run: another one beside it would not be measured alone.
            GiveUp(_diagnosis.Describe(server, "server could not be stopped:", exception));
            return;
        }

        _tracker.Report(progress => new ServerStopped(progress, _planned));
    }
}
