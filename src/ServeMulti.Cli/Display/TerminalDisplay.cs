using ServeMulti.Benchmarking;
using ServeMulti.Sweeping;
using Spectre.Console;

namespace ServeMulti.Cli.Display;

/// <summary>Shows a sweep on a terminal: a progress display that is updated in place, below lines with problems.</summary>
internal sealed class TerminalDisplay : ISweepDisplay
{
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromMilliseconds(250);

    private readonly IAnsiConsole _console;
    private readonly TimeProvider _timeProvider;
    private readonly Lock _gate = new();
    private SweepStanding _standing = SweepStanding.Empty;
    private long _standingSince;

    public TerminalDisplay(IAnsiConsole console, TimeProvider timeProvider)
    {
        _console = console;
        _timeProvider = timeProvider;
        _standingSince = timeProvider.GetTimestamp();
    }

    public Task<T> ShowWhileAsync<T>(Func<Task<T>> work) =>
        _console
            .Live(Text.Empty)
            .AutoClear(true)
            .StartAsync(async live =>
            {
                using var ended = new CancellationTokenSource();
                var refreshing = RefreshAsync(live, ended.Token);
                try
                {
                    return await work();
                }
                finally
                {
                    await ended.CancelAsync();
                    await refreshing;
                }
            });

    public void Report(SweepEvent value)
    {
        lock (_gate)
        {
            _standing = _standing.After(value);
            _standingSince = _timeProvider.GetTimestamp();
        }

        // Successful events are only in the progress display. The start, failures and doubtful results stay on the screen.
        if (
            value is SweepStarted or ServerLost or RunFailed or CacheResetFailed
            || (value is RunFinished finished && RunRemark.Of(finished.Document).Count > 0)
        )
        {
            foreach (var line in EventText.Describe(value))
            {
                _console.WriteLine(line);
            }
        }
    }

    public void ShowChildOutput(string line) => _console.WriteLine(ShortText.OfChild(line));

    public void Tell(string line) => _console.WriteLine(ShortText.Printable(line));

    private async Task RefreshAsync(LiveDisplayContext live, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            live.UpdateTarget(Draw());
            await Task.Delay(RefreshInterval, _timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        live.UpdateTarget(Draw());
    }

    private Rows Draw()
    {
        lock (_gate)
        {
            return new Rows(
                _standing.Draw(_timeProvider.GetElapsedTime(_standingSince), _console.Profile.Width - 1).Select(line => new Text(line))
            );
        }
    }
}
