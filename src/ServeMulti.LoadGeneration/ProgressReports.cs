namespace ServeMulti.LoadGeneration;

/// <summary>Reports once a second how far a session is, and once more at its end.</summary>
internal sealed class ProgressReports : IAsyncDisposable
{
    private readonly LoadSession _session;
    private readonly IProgress<LoadProgress>? _progress;
    private readonly PeriodicTimer _timer;
    private readonly Task _running;

    private ProgressReports(LoadSession session, IProgress<LoadProgress>? progress, TimeProvider time)
    {
        _session = session;
        _progress = progress;
        _timer = new(TimeSpan.FromSeconds(1), time);
        _running = progress is null ? Task.CompletedTask : RunAsync(progress);
    }

    /// <summary>Starts to tell, where somebody listens.</summary>
    public static ProgressReports Start(LoadSession session, IProgress<LoadProgress>? progress, TimeProvider time) =>
        new(session, progress, time);

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _running.ConfigureAwait(false);
        _progress?.Report(_session.ReadProgress());
    }

    private async Task RunAsync(IProgress<LoadProgress> progress)
    {
        while (await _timer.WaitForNextTickAsync().ConfigureAwait(false))
        {
            progress.Report(_session.ReadProgress());
        }
    }
}
