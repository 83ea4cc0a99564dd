using System.Runtime.InteropServices;

namespace ServeMulti.Sweeping;

/// <summary>Turns Ctrl-C and the signals that end a process into a stop in good order, for programs without a host that does it.</summary>
/// <remarks>
/// The first SIGINT (Ctrl-C), SIGTERM or SIGQUIT cancels <see cref="Token"/>. A second one ends the process at once, with exit code 128 +
/// its number, and every child that it still has (<see cref="Environment.Exit"/>). After disposal the signals do what they did before.
/// Nothing escalates by itself: a host whose stop must not take longer than a time limit calls <see cref="LocalSweep.KillAllAsync"/> when
/// that time is over, which ends every child at once, and exits. A host with a lifetime of its own, such as the generic host, does not need
/// this class: it passes its stopping token, and its shutdown timeout is the limit.
/// </remarks>
/// <example>
/// <code>
/// using var stop = new StopSignals();
/// await sweep.RunAsync(cancellationToken: stop.Token);
/// </code>
/// </example>
public sealed class StopSignals : IDisposable
{
    private const int BySignal = 128;

    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _received;

    /// <summary>Initializes a new instance, which hears signals from now on.</summary>
    public StopSignals() =>
        _registrations = [
            .. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT }.Select(signal =>
                PosixSignalRegistration.Create(signal, Receive)
            ),
        ];

    /// <summary>Gets the token that the first signal cancels.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Gets the first signal; null while there was none.</summary>
    public PosixSignal? Signal { get; private set; }

    /// <summary>Gets the exit code that says which signal ended the program, such as 130 for Ctrl-C; 0 while there was none.</summary>
    public int ExitCode => Signal is { } signal ? BySignal + NumberOf(signal) : 0;

    /// <summary>Hears no further signal.</summary>
    /// <remarks>The source of the token is left to the collector: a signal may still be on its way to it.</remarks>
    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private void Receive(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _received) > 1)
        {
            Environment.Exit(BySignal + NumberOf(context.Signal));
        }

        Signal = context.Signal;
        _ = _stop.CancelAsync();
    }

    private static int NumberOf(PosixSignal signal) =>
        signal switch
        {
            PosixSignal.SIGINT => 2,
            PosixSignal.SIGQUIT => 3,
            _ => 15,
        };
}
