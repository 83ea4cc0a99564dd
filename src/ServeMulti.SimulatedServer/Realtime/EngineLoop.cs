using System.Diagnostics;
using ServeMulti.Simulation.Engine;

namespace ServeMulti.Simulation.Realtime;

/// <summary>Runs the engine in real time on a dedicated thread.</summary>
/// <remarks>
/// The loop keeps a virtual clock: a step begins where the one before it ended, not when the thread woke up, and takes in only what had
/// arrived by then. A late wake-up therefore delays the tokens of that step a little, but never the steps after it: throughput is the
/// model's.
/// </remarks>
internal sealed class EngineLoop : IDisposable
{
    private readonly BatchingEngine _engine;
    private readonly Thread _thread;
    private readonly object _gate = new();
    private readonly Queue<Command> _inbox = new();
    private readonly HashSet<LiveSequence> _live = [];
    private EngineCounters _counters;
    private TimeSpan _lag;
    private bool _isStopped;

    public EngineLoop(EngineOptions options)
    {
        _engine = new BatchingEngine(options);
        _thread = new Thread(Run) { IsBackground = true, Name = "engine" };
        _thread.Start();
    }

    private enum Kind
    {
        Add,
        Abort,
        Reset,
    }

    /// <summary>Gets the counters as of the end of the last step, and how many sequences run and wait now.</summary>
    public EngineCounters Counters
    {
        get
        {
            lock (_gate)
            {
                return _counters with { Waiting = _counters.Waiting + _inbox.Count(static command => command.Kind == Kind.Add) };
            }
        }
    }

    /// <summary>Gets how much later than planned the tokens of the last step were delivered.</summary>
    public TimeSpan Lag
    {
        get
        {
            lock (_gate)
            {
                return _lag;
            }
        }
    }

    /// <summary>Returns whether a sequence of this length could ever be admitted.</summary>
    public bool Fits(EngineSequence sequence) => _engine.Fits(sequence);

    /// <summary>Puts the sequence into the queue. On a stopped loop it is cut off at once.</summary>
    public void Add(LiveSequence sequence) => Post(new Command(Kind.Add, sequence, Stopwatch.GetTimestamp()));

    /// <summary>Cuts the sequence off now, and frees its slot at the end of the current step.</summary>
    public void Abort(LiveSequence sequence)
    {
        sequence.Cut();
        Post(new Command(Kind.Abort, sequence, Stopwatch.GetTimestamp()));
    }

    /// <summary>Empties the prefix cache at the end of the current step.</summary>
    public void ResetPrefixCache() => Post(new Command(Kind.Reset, null, Stopwatch.GetTimestamp()));

    /// <summary>Stops the engine and cuts off every sequence.</summary>
    public void Dispose()
    {
        LiveSequence[] live;
        lock (_gate)
        {
            _isStopped = true;
            live = [.. _live];
            Monitor.Pulse(_gate);
        }

        foreach (var sequence in live)
        {
            sequence.Cut();
        }
    }

    private void Post(Command command)
    {
        lock (_gate)
        {
            if (!_isStopped)
            {
                if (command.Kind == Kind.Add)
                {
                    _live.Add(command.Sequence!);
                }

                _inbox.Enqueue(command);
                Monitor.Pulse(_gate);
                return;
            }
        }

        command.Sequence?.Cut();
    }

    private void Run()
    {
        long stepEnd = 0;
        while (TakeCommands(ref stepEnd))
        {
            if (_engine.HasWork)
            {
                stepEnd = RunStep(stepEnd);
            }
        }
    }

    /// <summary>Waits for work, and passes to the engine what had arrived by <paramref name="stepStart"/>.</summary>
    private bool TakeCommands(ref long stepStart)
    {
        lock (_gate)
        {
            while (!_isStopped && !_engine.HasWork && _inbox.Count == 0)
            {
                Monitor.Wait(_gate);
            }

            if (!_engine.HasWork && _inbox.TryPeek(out var first))
            {
                stepStart = Math.Max(stepStart, first.Timestamp);
            }

            while (_inbox.TryPeek(out var command) && command.Timestamp <= stepStart)
            {
                _inbox.Dequeue();
                Apply(command);
            }

            _counters = _engine.Counters;
            return !_isStopped;
        }
    }

    private void Apply(Command command)
    {
        switch (command.Kind)
        {
            case Kind.Add:
                _engine.Add(command.Sequence!);
                break;
            case Kind.Abort:
                _engine.Abort(command.Sequence!);
                _live.Remove(command.Sequence!);
                break;
            default:
                _engine.ResetPrefixCache();
                break;
        }
    }

    private long RunStep(long start)
    {
        var before = _engine.Counters;
        var step = _engine.Advance();
        var after = _engine.Counters;
        var finished = (int)(after.Finished - before.Finished);
        var end = start + (long)(step.Cost.TotalSeconds * Stopwatch.Frequency);
        lock (_gate)
        {
            // While the step lasts, the sequences that finish with it still run.
            _counters = before with
            {
                Running = after.Running + finished,
                Waiting = after.Waiting,
            };
        }

        PreciseSleep.Until(end);
        lock (_gate)
        {
            _counters = after;
            _lag = Stopwatch.GetElapsedTime(end);
            foreach (var sequence in step.Emitted)
            {
                if (sequence.State == SequenceState.Finished)
                {
                    _live.Remove((LiveSequence)sequence);
                }
            }
        }

        foreach (var sequence in step.Emitted)
        {
            ((LiveSequence)sequence).Deliver();
        }

        return end;
    }

    private readonly record struct Command(Kind Kind, LiveSequence? Sequence, long Timestamp);
}
