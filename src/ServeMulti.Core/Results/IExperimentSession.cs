using System.Text.Json;
using ServeMulti.Cases;

namespace ServeMulti.Results;

/// <summary>An experiment that this host holds: finds, saves and lists its runs. Opened by <see cref="IResultStore.OpenAsync"/>; disposing
/// it releases the experiment for other hosts.</summary>
/// <remarks>One caller at a time. A run that was saved is never lost and never replaced. After disposal every member throws
/// <see cref="ObjectDisposedException"/>.</remarks>
public interface IExperimentSession : IAsyncDisposable
{
    /// <summary>Finds a finished run; null where there is none.</summary>
    /// <param name="benchmarkCase">The case.</param>
    /// <param name="runNumber">The number of the run.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    Task<RunRecord?> FindRunAsync(BenchmarkCase benchmarkCase, int runNumber, CancellationToken cancellationToken = default);

    /// <summary>Saves a finished run. When the task completes, the run survives any crash.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Cancels the operation before anything is written.</param>
    /// <exception cref="InvalidOperationException">The run is finished already; a finished run is never replaced.</exception>
    /// <exception cref="ResultStoreException">The store cannot be written.</exception>
    Task SaveRunAsync(RunRecord run, CancellationToken cancellationToken = default);

    /// <summary>Saves that a run failed. A finished run of the same number is not touched.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Cancels the operation before anything is written.</param>
    /// <exception cref="ResultStoreException">The store cannot be written.</exception>
    Task SaveFailureAsync(FailedRun run, CancellationToken cancellationToken = default);

    /// <summary>Saves what was concluded from the runs of a case, such as the answer of a search; an earlier answer of the same name is
    /// replaced.</summary>
    /// <param name="benchmarkCase">The case.</param>
    /// <param name="name">The name of the answer, such as <c>SLA-p99_e2el_ms-le-500</c>.</param>
    /// <param name="answer">The answer, a JSON object.</param>
    /// <param name="cancellationToken">Cancels the operation before anything is written.</param>
    /// <exception cref="ResultStoreException">The store cannot be written.</exception>
    Task SaveAnswerAsync(BenchmarkCase benchmarkCase, string name, JsonElement answer, CancellationToken cancellationToken = default);

    /// <summary>Saves what is known of the machine or a server, such as <c>processor</c> and <c>server version</c>: what makes two
    /// experiments comparable. A name that has another value already keeps both.</summary>
    /// <param name="facts">The facts by name.</param>
    /// <param name="cancellationToken">Cancels the operation before anything is written.</param>
    /// <exception cref="ResultStoreException">The store cannot be written.</exception>
    /// <remarks>Where it is not implemented, facts are not kept.</remarks>
    Task SaveFactsAsync(IReadOnlyDictionary<string, string> facts, CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <summary>Writes the summary of a case of which all wanted runs are finished.</summary>
    /// <param name="benchmarkCase">The case.</param>
    /// <param name="runs">The number of runs the summary holds: 0 to <paramref name="runs"/> - 1.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="InvalidOperationException">One of the runs is not finished.</exception>
    /// <exception cref="ResultStoreException">The store cannot be written, or the file of one of the runs turned out to be damaged: it is not finished any more.</exception>
    Task CompleteCaseAsync(BenchmarkCase benchmarkCase, int runs, CancellationToken cancellationToken = default);

    /// <summary>Lists the finished runs, in the order of the plan.</summary>
    /// <param name="cancellationToken">Cancels the operation.</param>
    IAsyncEnumerable<RunRecord> ListRunsAsync(CancellationToken cancellationToken = default);

    /// <summary>Renews what is derived from the runs: the table of all runs. Called at the end of a sweep, however it ended.</summary>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="ResultStoreException">The store cannot be written. Or, if it names a case, files of finished runs turned out to be damaged or gone: the table is written without these runs.</exception>
    Task CompleteAsync(CancellationToken cancellationToken = default);
}
