using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using ServeMulti.Cases;

namespace ServeMulti.Results.Folder;

/// <summary>An experiment in a folder, held by this host: the lock, and the work that is done while it is held.</summary>
internal sealed class FileSession : IExperimentSession
{
    private readonly StoreWork _work;
    private readonly IFileSystem _files;
    private readonly ExperimentLayout _layout;
    private readonly ILogger _logger;
    private readonly ExperimentSession _session;
    private readonly Action _released;
    private ExperimentLock? _lock;

    /// <param name="work">Does work on the disk.</param>
    /// <param name="files">The disk.</param>
    /// <param name="layout">Where everything is.</param>
    /// <param name="session">The experiment.</param>
    /// <param name="held">The lock; it is released with this object.</param>
    /// <param name="released">Is called when the experiment is released.</param>
    /// <param name="logger">Receives diagnostics.</param>
    public FileSession(
        StoreWork work,
        IFileSystem files,
        ExperimentLayout layout,
        ExperimentSession session,
        ExperimentLock held,
        Action released,
        ILogger logger
    )
    {
        _released = released;
        _work = work;
        _files = files;
        _layout = layout;
        _session = session;
        _lock = held;
        _logger = logger;
    }

    private ExperimentSession Session
    {
        get
        {
            ObjectDisposedException.ThrowIf(_lock is null, typeof(IExperimentSession));
            return _session;
        }
    }

    public Task<RunRecord?> FindRunAsync(BenchmarkCase benchmarkCase, int runNumber, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(benchmarkCase);
        return _work.RunAsync(() => Session.FindRun(benchmarkCase, runNumber), cancellationToken);
    }

    public Task SaveRunAsync(RunRecord run, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        return _work.RunAsync(() => Session.SaveRun(run), cancellationToken);
    }

    public Task SaveFailureAsync(FailedRun run, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        return _work.RunAsync(() => Session.SaveFailure(run), cancellationToken);
    }

    public Task SaveAnswerAsync(BenchmarkCase benchmarkCase, string name, JsonElement answer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(benchmarkCase);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return _work.RunAsync(() => Session.SaveAnswer(benchmarkCase, name, answer), cancellationToken);
    }

    public Task SaveFactsAsync(IReadOnlyDictionary<string, string> facts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return _work.RunAsync(() => Session.SaveFacts(StoredFacts.Of(facts)), cancellationToken);
    }

    public Task CompleteCaseAsync(BenchmarkCase benchmarkCase, int runs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(benchmarkCase);
        ArgumentOutOfRangeException.ThrowIfLessThan(runs, 1);
        return _work.RunAsync(() => Session.CompleteCase(benchmarkCase, runs), cancellationToken);
    }

    public async IAsyncEnumerable<RunRecord> ListRunsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var session = Session;
        foreach (var (found, run) in await _work.RunAsync(() => session.ListRuns().ToList(), cancellationToken).ConfigureAwait(false))
        {
            if (await _work.RunAsync(() => session.TryRead(found, run), cancellationToken).ConfigureAwait(false) is { } record)
            {
                yield return record;
            }
        }
    }

    public Task CompleteAsync(CancellationToken cancellationToken = default) => _work.RunAsync(() => Session.Complete(), cancellationToken);

    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _lock, null) is not { } held)
        {
            return ValueTask.CompletedTask;
        }

        _released();
        try
        {
            using (held)
            {
                if (_files.List(_layout.ScratchFolder).Count == 0)
                {
                    _files.DeleteFolder(_layout.ScratchFolder);
                }
            }
        }
        catch (Exception exception) when (StoreFault.IsMeantBy(exception))
        {
            // Everything that counts is stored; the lock ends with the process at the latest.
            Log.ExperimentNotReleased(_logger, _layout.Folder, exception);
        }

        return ValueTask.CompletedTask;
    }
}
