using System.Runtime.InteropServices;

namespace ServeMulti.Cli;

/// <summary>Ctrl-C and its kin: the first signal stops in good order, the second kills what was started, the third ends the host at once.</summary>
internal sealed class Interruption : IDisposable
{
    private static readonly PosixSignal[] Signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];

    private static readonly TimeSpan LongestTelling = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _kill = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly Action<string> _tell;
    private int _count;

    /// <param name="tell">Gets a line for each signal.</param>
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

    /// <summary>Gets the token of the first signal.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Gets the token of the second signal.</summary>
    public CancellationToken Kill => _kill.Token;

    /// <summary>Gets the first signal; null where none came.</summary>
    public PosixSignal? Signal { get; private set; }

    /// <summary>Gets the exit code of the first signal: 128 + its number.</summary>
    public int ExitCode => 128 + NumberOf(Signal ?? PosixSignal.SIGINT);

    /// <remarks>The tokens' sources are left to the collector: a signal may still be on its way to them.</remarks>
    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        switch (Interlocked.Increment(ref _count))
        {
            case 1:
                Signal = context.Signal;
                Tell($"Stopping ({context.Signal}): the benchmark and the server are ended. A second signal kills them at once.");
                _ = _stop.CancelAsync();
                break;
            case 2:
                Tell($"Killing ({context.Signal}).");
                _ = _kill.CancelAsync();
                break;
            default:
                // Whatever keeps us busy by now is not worth more waiting. Children are killed as the process exits.
                Environment.Exit(ExitCode);
                break;
        }
    }

    /// <summary>Says a line, unless whoever should read it does not: a full pipe must not keep us from stopping.</summary>
    private void Tell(string line) => Task.Run(() => _tell(line)).Wait(LongestTelling);

    private static int NumberOf(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGHUP => 1,
        PosixSignal.SIGINT => 2,
        PosixSignal.SIGQUIT => 3,
        PosixSignal.SIGTERM => 15,
        _ => (int)signal,
    };
}
