using System.Globalization;
using Microsoft.Extensions.Logging;

namespace ServeMulti.Processes;

/// <summary>Ends a process family: asks, waits, kills, and verifies that none is left.</summary>
internal sealed class ProcessEnder
{
    /// <summary>How long killed processes may take to disappear: one that holds much GPU memory takes seconds.</summary>
    public static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;

    public ProcessEnder(TimeProvider timeProvider, ILogger logger)
    {
        _timeProvider = timeProvider;
        _logger = logger;
    }

    /// <summary>Ends every member of a family. A cancelled token or an elapsed grace kills at once.</summary>
    /// <exception cref="ProcessStopException">Processes were killed and still run after <see cref="KillLimit"/>.</exception>
    public async Task EndAsync(IProcessFamily family, TimeSpan grace, CancellationToken hurry)
    {
        if (family.FindLiving().Count == 0)
        {
            return;
        }

        if (grace > TimeSpan.Zero && !hurry.IsCancellationRequested)
        {
            var unwilling = await AskAsync(family, grace, hurry).ConfigureAwait(false);
            if (unwilling.Count == 0)
            {
                return;
            }

            Log.KillsProcesses(_logger, Describe(unwilling), grace.TotalSeconds);
        }

        var left = await KillAsync(family).ConfigureAwait(false);
        if (left.Count > 0)
        {
            throw new ProcessStopException(
                $"These processes of ours still run {KillLimit.TotalSeconds:0} s after they were killed: {Describe(left)}. End them by hand; a process that the kernel cannot end usually waits for a device."
            );
        }
    }

    private async Task<IReadOnlyList<ProcessIdentity>> AskAsync(IProcessFamily family, TimeSpan grace, CancellationToken hurry)
    {
        using var limit = new CancellationTokenSource(grace, _timeProvider);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, hurry);
        family.Ask();
        return await WaitUntilGoneAsync(family, kill: false, over.Token).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<ProcessIdentity>> KillAsync(IProcessFamily family)
    {
        using var limit = new CancellationTokenSource(KillLimit, _timeProvider);
        return await WaitUntilGoneAsync(family, kill: true, limit.Token).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<ProcessIdentity>> WaitUntilGoneAsync(IProcessFamily family, bool kill, CancellationToken over)
    {
        var pause = ShortestPause;
        while (true)
        {
            if (kill)
            {
                family.Kill();
            }

            var living = family.FindLiving();
            if (living.Count == 0 || over.IsCancellationRequested)
            {
                return living;
            }

            // How often we look is no deadline: it goes by the system's clock, so that a host's own clock cannot hold an end back.
            await Task.Delay(pause, TimeProvider.System, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>Names processes by their ids and, where the system shows them, names.</summary>
    public static string Describe(IReadOnlyList<ProcessIdentity> processes) =>
        string.Join(
            ", ",
            processes.Select(process =>
                process.Id.ToString(CultureInfo.InvariantCulture)
                + (ProcFs.IsAvailable && ProcFs.TryReadName(process.Id) is { } name ? $" ({name})" : "")
            )
        );
}
