using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ServeMulti.Processes;

/// <summary>Records which processes were started and which ended, in a file, so that a host that was killed leaves nothing running for
/// good.</summary>
/// <remarks>
/// The next host that uses the same file calls <see cref="EndLeftoversAsync"/> before it starts anything. The record alone never suffices
/// to end a process: it is ended if it runs on the same machine since the same boot, was not started before the host that recorded it, and
/// carries the recorded mark in its environment, or was started by a process that does. A process that the record names and that shows no
/// such mark is left running and named in a warning. So are all on Windows and macOS, where the environment of a process cannot be read.
/// One host at a time may use a file; safe for use from several threads.
/// </remarks>
public sealed class ProcessLedger
{
    private readonly object _gate = new();
    private readonly LedgerFile _file;
    private readonly Lazy<HostRecord> _current = new(HostRecord.ReadCurrent);
    private readonly ProcessEnder _ender;
    private readonly ILogger _logger;
    private bool _isHostRecorded;

    /// <summary>Initializes a new instance on a file, which is made with the first record; its folder must exist by then.</summary>
    /// <param name="path">The file; by convention <c>processes.jsonl</c> in the experiment's folder.</param>
    /// <param name="timeProvider">The clock of the grace; null (the default): the system's.</param>
    /// <param name="logger">Where to log; null (the default): nowhere.</param>
    public ProcessLedger(string path, TimeProvider? timeProvider = null, ILogger<ProcessLedger>? logger = null)
        : this(path, timeProvider, logger, write: null) { }

    internal ProcessLedger(
        string path,
        TimeProvider? timeProvider,
        ILogger<ProcessLedger>? logger,
        Action<Stream, ReadOnlyMemory<byte>>? write
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _file = new LedgerFile(path, write);
        _logger = logger ?? (ILogger)NullLogger.Instance;
        _ender = new ProcessEnder(timeProvider ?? TimeProvider.System, _logger);
    }

    /// <summary>Ends what earlier hosts started and left running. What a host that still runs has started is left alone.</summary>
    /// <param name="grace">How long the processes may take to end after they were asked; zero kills at once.</param>
    /// <param name="cancellationToken">Cuts the grace short: what still runs is killed at once.</param>
    /// <returns>The processes that were ended; empty if none was left.</returns>
    /// <exception cref="ProcessStopException">A process still runs although it was killed.</exception>
    /// <exception cref="ServeMultiException">The file cannot be read or written.</exception>
    public async Task<IReadOnlyList<ProcessIdentity>> EndLeftoversAsync(TimeSpan grace, CancellationToken cancellationToken = default)
    {
        try
        {
            return await EndAllAsync(grace, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Describe(exception);
        }
    }

    internal void RecordStarting(ProcessMark mark)
    {
        lock (_gate)
        {
            try
            {
                if (!_isHostRecorded)
                {
                    _file.AppendHost(_current.Value);
                    _isHostRecorded = true;
                }

                _file.AppendStarting(mark);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw Describe(exception);
            }
        }
    }

    internal void RecordStarted(ProcessMark mark, ProcessIdentity identity) => _file.AppendStarted(mark, identity);

    internal void RecordEnded(ProcessMark mark)
    {
        try
        {
            _file.AppendEnded(mark);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A later host then looks for a process that is not there, and finds none.
            Log.LedgerFailed(_logger, exception);
        }
    }

    private ServeMultiException Describe(Exception exception) =>
        new(
            $"{_file.Location}, the record of what was started, cannot be read or written: {exception.Message.ReplaceLineEndings(" ").TrimEnd('.')}. "
                + "Nothing was started. Free space there, allow this user to write it, or remove what is in its place, and resume.",
            exception
        );

    private async Task<List<ProcessIdentity>> EndAllAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        var ended = new List<ProcessIdentity>();
        foreach (var child in _file.ReadRunning())
        {
            if (IsHostAlive(child.StartedBy))
            {
                continue;
            }

            if (child.StartedBy.Machine != _current.Value.Machine)
            {
                Log.LeftoverElsewhere(_logger, child.StartedBy.Machine, child.Identity?.Id);
                continue;
            }

            var (living, isLeft) = await EndAsync(child, grace, cancellationToken).ConfigureAwait(false);
            ended.AddRange(living);
            if (!isLeft)
            {
                _file.AppendEnded(child.Mark);
            }
        }

        return ended;
    }

    private bool IsHostAlive(HostRecord host) => host == _current.Value || (host.SharesProcessIds(_current.Value) && IsAlive(host.Host));

    private static bool IsAlive(ProcessIdentity identity)
    {
        if (ProcFs.IsAvailable)
        {
            return ProcFs.TryRead(identity.Id) is { IsAlive: true } entry && entry.Identity == identity;
        }

        using var process = ProcessIdentities.TryFind(identity);
        return process is not null;
    }

    /// <returns>The processes that were ended, and whether one was left running because nothing but the record says that it is ours.</returns>
    private async Task<(IReadOnlyList<ProcessIdentity> Ended, bool IsLeft)> EndAsync(
        LedgerChild child,
        TimeSpan grace,
        CancellationToken cancellationToken
    )
    {
        var host = child.StartedBy;
        if (!host.IsSameBoot(_current.Value))
        {
            return ([], false);
        }

        var identity = host.CertainlySharesProcessIds(_current.Value) ? child.Identity ?? default : default;
        if (!ProcFs.IsAvailable)
        {
            using var process = ProcessIdentities.TryFind(identity);
            return ([], process is not null && Leave([identity], "the environment of a process cannot be read on this system"));
        }

        var family = LinuxProcessFamily.OfRecord(identity, host.Host.StartTime, child.Mark);
        var living = family.FindLiving();
        if (living.Count > 0)
        {
            Log.EndsLeftovers(_logger, string.Join(", ", living.Select(member => member.Id)));
            await _ender.EndAsync(family, grace, cancellationToken).ConfigureAwait(false);
        }

        return (living, Leave(family.FindUnmarked(), $"its environment does not hold the mark {child.Mark.Variable}"));
    }

    /// <summary>Names the processes that are left running; returns whether there are any.</summary>
    private bool Leave(IReadOnlyList<ProcessIdentity> processes, string reason)
    {
        foreach (var process in processes)
        {
            Log.LeftoverUnmarked(_logger, ProcessEnder.Describe([process]), _file.Location, reason);
        }

        return processes.Count > 0;
    }
}
