using System.Globalization;
using System.Runtime.InteropServices;

namespace ServeMulti.Cli;

/// <summary>Handles Ctrl-C and similar signals: the first stops in an orderly way, the second kills all child processes, the third exits at
/// once. One is enough: where the first does not end this process within its time, it goes on as if further ones had come.</summary>
internal sealed class Interruption : IDisposable
{
    private static readonly PosixSignal[] Signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];

    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(1);

    /// <summary>How long this process may still take once all child processes are killed.</summary>
    public static readonly TimeSpan LastWait = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _kill = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly Action<string> _tell;
    private readonly TimeSpan _grace;
    private readonly TimeProvider _timeProvider;
    private readonly Action<int> _exit;
    private ITimer? _watch;
    private int _count;

    /// <param name="tell">Receives a line for each signal.</param>
    /// <param name="grace">How long an orderly stop may take.</param>
    /// <param name="timeProvider">The clock; null: the system's.</param>
    /// <param name="exit">Ends this process with an exit code; null: at once.</param>
    public Interruption(Action<string> tell, TimeSpan grace, TimeProvider? timeProvider = null, Action<int>? exit = null)
    {
        _tell = tell;
        _grace = grace;
        _timeProvider = timeProvider ?? TimeProvider.System;
        _exit = exit ?? Environment.Exit;
        foreach (var signal in Signals)
        {
            if (signal != PosixSignal.SIGHUP || !InheritedSignals.IgnoresHangUp)
            {
                _registrations.Add(PosixSignalRegistration.Create(signal, Handle));
            }
        }
    }

    /// <summary>Gets the token that the first signal cancels.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Gets the token that the second signal cancels.</summary>
    public CancellationToken Kill => _kill.Token;

    /// <summary>Gets the first signal; null before it.</summary>
    public PosixSignal? Signal { get; private set; }

    /// <summary>Gets the exit code of the first signal: 128 + its number.</summary>
    public int ExitCode => 128 + NumberOf(Signal ?? PosixSignal.SIGINT);

    /// <remarks>The token sources are not disposed, because a signal may still arrive.</remarks>
    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _watch?.Dispose();
    }

    /// <summary>Does what a signal asks for.</summary>
    internal void Receive(PosixSignal signal)
    {
        switch (Interlocked.Increment(ref _count))
        {
            case 1:
                Signal = signal;
                _watch = _timeProvider.CreateTimer(_ => KillLate(), null, _grace, Timeout.InfiniteTimeSpan);
                // Before anything is told: from then on nothing new is started.
                _ = _stop.CancelAsync();
                Tell($"Stopping ({signal}): ending the benchmark and the server. A second signal kills them at once.");
                break;
            case 2:
                _ = _kill.CancelAsync();
                Tell($"Killing ({signal}).");
                break;
            default:
                // Do not wait any longer. Child processes are killed when this process exits.
                _exit(ExitCode);
                break;
        }
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        Receive(context.Signal);
    }

    /// <summary>Something in this process waits for what does not come, such as a terminal that takes no more output.</summary>
    private void KillLate()
    {
        _watch = _timeProvider.CreateTimer(_ => _exit(ExitCode), null, LastWait, Timeout.InfiniteTimeSpan);
        _ = _kill.CancelAsync();
        Tell(string.Create(CultureInfo.InvariantCulture, $"Not stopped after {_grace.TotalSeconds:0.#} s: killing."));
    }

    /// <summary>Writes a line, but waits only briefly: a full pipe must not delay the stop.</summary>
    private void Tell(string line) => Task.Run(() => _tell(line)).Wait(WriteTimeout);

    private static int NumberOf(PosixSignal signal) =>
        signal switch
        {
            PosixSignal.SIGHUP => 1,
            PosixSignal.SIGINT => 2,
            PosixSignal.SIGQUIT => 3,
            PosixSignal.SIGTERM => 15,
            _ => (int)signal,
        };
}
