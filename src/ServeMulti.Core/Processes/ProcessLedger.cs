using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ServeMulti.Processes;

/// <summary>Records which processes were started and which ended, in a file, so that a host that was killed leaves nothing running for
/// good.</summary>
/// <remarks>
/// The next host that uses the same file calls <see cref="EndLeftoversAsync"/> before it starts anything. What is ended is known by its
/// recorded identity (machine, boot, pid namespace, process id, start time) and by the mark in its environment, never by its name. One host
/// at a time may use a file; safe for use from several threads.
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

            ended.AddRange(await EndAsync(child, grace, cancellationToken).ConfigureAwait(false));
            _file.AppendEnded(child.Mark);
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

    private async Task<IReadOnlyList<ProcessIdentity>> EndAsync(LedgerChild child, TimeSpan grace, CancellationToken cancellationToken)
    {
        if (!child.StartedBy.IsSameBoot(_current.Value))
        {
            return [];
        }

        var identity = child.StartedBy.CertainlySharesProcessIds(_current.Value) ? child.Identity ?? default : default;
        using var process = ProcFs.IsAvailable ? null : ProcessIdentities.TryFind(identity);
        IProcessFamily? family =
            ProcFs.IsAvailable ? new LinuxProcessFamily(identity, child.Mark, FamilyIdRange.All)
            : process is not null ? new TreeProcessFamily(process, identity)
            : null;
        if (family?.FindLiving() is not { Count: > 0 } living)
        {
            return [];
        }

        Log.EndsLeftovers(_logger, string.Join(", ", living.Select(member => member.Id)));
        await _ender.EndAsync(family, grace, cancellationToken).ConfigureAwait(false);
        return living;
    }
}
