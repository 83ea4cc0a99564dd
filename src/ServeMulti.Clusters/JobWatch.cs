namespace ServeMulti.Clusters;

/// <summary>Asks a scheduler for one job until it has ended.</summary>
internal sealed class JobWatch : IAsyncDisposable
{
    private readonly IJobScheduler _scheduler;
    private readonly string _token;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _timeProvider;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<JobTask> _running = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<JobTask?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _watching;

    public JobWatch(IJobScheduler scheduler, string jobId, string token, TimeSpan interval, TimeProvider timeProvider)
    {
        (_scheduler, JobId, _token, _interval, _timeProvider) = (scheduler, jobId, token, interval, timeProvider);
        _watching = WatchAsync();
    }

    public string JobId { get; }

    /// <summary>Gets a task that completes when the job has begun; never if it ends before.</summary>
    public Task<JobTask> Running => _running.Task;

    /// <summary>Gets a task that completes when the job has ended: as the scheduler said, or null if it knows nothing of it any
    /// more.</summary>
    public Task<JobTask?> Ended => _ended.Task;

    /// <summary>Gets what the scheduler said last; null before its first answer.</summary>
    public JobTask? Last { get; private set; }

    /// <summary>Cancels the job, and waits until it has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_ended.Task.IsCompleted)
        {
            await _scheduler.CancelAsync([JobId], CancellationToken.None).ConfigureAwait(false);
            await _ended.Task.ConfigureAwait(false);
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task WatchAsync()
    {
        await Task.Yield();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var known = await _scheduler.ListAsync(_token, _stop.Token).ConfigureAwait(false);
                Last = known.FirstOrDefault(task => task.JobId == JobId);
                if (Last?.State == JobState.Running && Last.Nodes.Length > 0)
                {
                    _running.TrySetResult(Last);
                }

                if (Last is not { IsActive: true })
                {
                    _ended.TrySetResult(Last);
                    return;
                }
            }
            catch (JobSchedulerException)
            {
                // A controller that restarts says nothing of the job: it is asked again.
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(_interval, _timeProvider, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
