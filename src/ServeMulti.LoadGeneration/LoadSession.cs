using ServeMulti.LoadGeneration.Arrivals;
using ServeMulti.LoadGeneration.Pacing;
using ServeMulti.LoadGeneration.Prompts;
using ServeMulti.LoadGeneration.Requests;
using ServeMulti.Statistics;

namespace ServeMulti.LoadGeneration;

/// <summary>
/// Sends requests to one server and can be steered while it does: rate, users, pauses and bursts change within milliseconds, and never
/// touch what is in flight. A run is one fixed schedule on a session.
/// </summary>
/// <remarks>Safe for several threads at once. Disposing it abandons what is in flight; nothing of it runs afterwards.</remarks>
internal sealed class LoadSession : IAsyncDisposable
{
    private readonly object _gate = new();
    private readonly IRequestSender _sender;
    private readonly IPromptSource _prompts;
    private readonly LoadSessionOptions _options;
    private readonly SessionClock _clock;
    private readonly Pacer _pacer;
    private readonly RandomArrivals _random;
    private readonly SessionTally _tally;
    private readonly ArrivalQueue _arrivals = new();
    private readonly CancellationTokenSource _abandon = new();
    private readonly TaskCompletionSource _fault = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _idle;
    private TimeSpan _roomSince;
    private int? _limit;
    private bool _isPaused;

    public LoadSession(IRequestSender sender, IPromptSource prompts, LoadSessionOptions options, TimeProvider time)
    {
        _sender = sender;
        _prompts = prompts;
        _options = options;
        _clock = new(time);
        _pacer = Pacer.For(time);
        _random = new(options.Seed);
        _tally = new(options.FirstIndex, options.KeepsRecords);
    }

    /// <summary>Gets when the first request had to be sent.</summary>
    public TimeSpan FirstIntended => Read(() => _tally.FirstIntended);

    /// <summary>Gets when the last request was closed.</summary>
    public TimeSpan LastClosed => Read(() => _tally.LastClosed);

    /// <summary>Gets the number of requests in flight.</summary>
    public int InFlight => Read(() => _tally.Open);

    /// <summary>Gets the largest number of requests in flight so far.</summary>
    public int PeakInFlight => Read(() => _tally.PeakOpen);

    /// <summary>Starts to send: from here offsets count.</summary>
    public void Start()
    {
        _clock.Restart();
        _pacer.Start(Step);
    }

    /// <summary>Sends at other instants from now on. What was due before and found no room is still sent.</summary>
    /// <param name="arrivals">The instants, as offsets from the start.</param>
    /// <param name="limit">How many requests may be in flight at once; null: any number.</param>
    public void Follow(IArrivals arrivals, int? limit = null) =>
        Change(() =>
        {
            _arrivals.Follow(arrivals, _clock.Now);
            _limit = limit;
        });

    /// <summary>Sends at a rate from now on, whatever is in flight.</summary>
    /// <param name="requestsPerSecond">The rate, above 0 and finite.</param>
    /// <param name="burstiness">The shape of the gaps: 1 is a Poisson process, infinite a constant gap.</param>
    public void SetRate(double requestsPerSecond, double burstiness = 1) =>
        Follow(new SteadyArrivals(_clock.Now, () => _random.NextGap(requestsPerSecond, burstiness)));

    /// <summary>Keeps a number of requests in flight from now on.</summary>
    /// <param name="count">How many, 1 or more.</param>
    /// <param name="until">After which time since the start no more are sent; null: never.</param>
    public void SetUsers(int count, TimeSpan? until = null) => Follow(new UserArrivals(_clock.Now, _clock, until), count);

    /// <summary>Sends nothing until <see cref="Resume"/>; what is in flight goes on.</summary>
    public void Pause() => Change(() => _isPaused = true);

    /// <summary>Sends again. What a rate would have sent during the pause is not made up for.</summary>
    public void Resume() =>
        Change(() =>
        {
            _isPaused = false;
            _arrivals.Resume(_clock.Now);
        });

    /// <summary>Sends a number of requests now, besides what arrives otherwise.</summary>
    public void Burst(int count) => Change(() => _arrivals.AddBurst(count, _clock.Now));

    /// <summary>Reads the current state.</summary>
    public LoadProgress ReadProgress() => Read(() => _tally.ToProgress(_clock.Now));

    /// <summary>Reads every record as it is now: the closed ones that are kept, then the open ones.</summary>
    public IReadOnlyList<RequestRecord> ReadRecords() => Read(_tally.ToRecords);

    /// <summary>Waits until nothing is in flight and nothing is to be sent any more.</summary>
    public async Task WhenIdleAsync(CancellationToken cancellationToken = default)
    {
        var first = await Task.WhenAny(IdleAsync(), _fault.Task).WaitAsync(cancellationToken).ConfigureAwait(false);
        await first.ConfigureAwait(false);
        if (_fault.Task.IsCompleted)
        {
            await _fault.Task.ConfigureAwait(false);
        }
    }

    /// <summary>Sends nothing more, and waits until nothing is in flight.</summary>
    /// <param name="drain">Whether what is in flight is answered in full; else it is abandoned.</param>
    public async Task StopAsync(bool drain)
    {
        Change(_arrivals.Clear);
        if (!drain)
        {
            await _abandon.CancelAsync().ConfigureAwait(false);
        }

        await IdleAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _pacer.DisposeAsync().ConfigureAwait(false);
        await StopAsync(drain: false).ConfigureAwait(false);
        _abandon.Dispose();
    }

    private Task IdleAsync()
    {
        lock (_gate)
        {
            _idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            var idle = _idle.Task;
            SignalIdle();
            return idle;
        }
    }

    private T Read<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }

    private void Change(Action change)
    {
        lock (_gate)
        {
            var hadRoom = HasRoom();
            change();
            NoteRoom(hadRoom);
            SignalIdle();
        }

        _pacer.Wake();
    }

    private bool HasRoom() => !_isPaused && (_limit is null || _tally.Open < _limit);

    private void NoteRoom(bool hadRoom)
    {
        if (!hadRoom && HasRoom())
        {
            _roomSince = _clock.Now;
        }
    }

    private void SignalIdle()
    {
        if (_tally.Open == 0 && _arrivals.Next is null)
        {
            _idle?.TrySetResult();
            _idle = null;
        }
    }

    private TimeSpan? Step()
    {
        while (true)
        {
            RequestTrace? trace;
            TimeSpan? wait;
            lock (_gate)
            {
                trace = TryTake(out wait);
            }

            if (trace is null)
            {
                return wait;
            }

            _ = SendAllAsync(trace);
        }
    }

    private RequestTrace? TryTake(out TimeSpan? wait)
    {
        wait = null;
        if (!HasRoom() || _arrivals.Next is not { } next)
        {
            return null;
        }

        var now = _clock.Now;
        if (next <= now)
        {
            return Take();
        }

        wait = next - now;
        return null;
    }

    private RequestTrace Take()
    {
        var scheduled = _arrivals.Take(_roomSince);
        var intended = scheduled > _roomSince ? scheduled : _roomSince;
        var trace = new RequestTrace(_tally.NextIndex, scheduled, intended, _clock, _options.KeepsText, _options.Memory);
        _tally.Add(trace, intended);
        return trace;
    }

    // Each answer makes room for one request: it is sent from here, without a detour over the pacer.
    private async Task SendAllAsync(RequestTrace first)
    {
        for (var trace = first; trace is not null; trace = CloseAndTakeNext(trace))
        {
            await SendAsync(trace).ConfigureAwait(false);
        }
    }

    private async Task SendAsync(RequestTrace trace)
    {
        try
        {
            await _sender.SendAsync(_prompts.Create(trace.Index), trace, _abandon.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            trace.Fail(new(RequestFailureReason.Abandoned, exception.Message));
            _fault.TrySetException(exception);
        }
    }

    private void Report(RequestRecord record)
    {
        try
        {
            _options.OnClosed?.Invoke(this, record);
        }
        catch (Exception exception)
        {
            _fault.TrySetException(exception);
        }
    }

    private RequestTrace? CloseAndTakeNext(RequestTrace trace)
    {
        var record = trace.ToRecord();
        Report(record);
        trace.ReturnMemory();
        RequestTrace? next;
        bool mustWake;
        lock (_gate)
        {
            var hadRoom = HasRoom();
            _tally.Close(record, _clock.Now);
            NoteRoom(hadRoom);
            next = TryTake(out var wait);
            mustWake = !hadRoom && wait is not null;
            SignalIdle();
        }

        if (mustWake)
        {
            _pacer.Wake();
        }

        return next;
    }
}
