using System.Runtime.InteropServices;

namespace ServeMulti.Cli;

/// <summary>Handles Ctrl-C and similar signals: the first stops in an orderly way, the second kills all child processes, the third exits at
/// once.</summary>
internal sealed class Interruption : IDisposable
{
    private static readonly PosixSignal[] Signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];

    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _kill = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly Action<string> _tell;
    private int _count;

    /// <param name="tell">Receives a line for each signal.</param>
    public Interruption(Action<string> tell)
    {
        _tell = tell;
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
    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        switch (Interlocked.Increment(ref _count))
        {
            case 1:
                Signal = context.Signal;
                Tell($"Stopping ({context.Signal}): ending the benchmark and the server. A second signal kills them at once.");
                _ = _stop.CancelAsync();
                break;
            case 2:
                Tell($"Killing ({context.Signal}).");
                _ = _kill.CancelAsync();
                break;
            default:
                // Do not wait any longer. Child processes are killed when this process exits.
                Environment.Exit(ExitCode);
                break;
        }
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
