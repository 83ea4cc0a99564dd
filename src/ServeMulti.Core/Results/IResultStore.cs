using System.Text.Json;
using ServeMulti.Cases;

namespace ServeMulti.Results;

/// <summary>Holds the results of one experiment.</summary>
/// <remarks>
/// Order of use: <see cref="InspectAsync"/> any number of times (it changes nothing), <see cref="BeginAsync"/> once, then the others. One
/// caller at a time. A run that was saved is never lost and never replaced. Disposing releases the experiment for other hosts.
/// </remarks>
public interface IResultStore : IAsyncDisposable
{
    /// <summary>Gets a name for messages: the folder, for a store of files.</summary>
    string Location { get; }

    /// <summary>Gets the folder for logs of servers and benchmarks; null where the store keeps none.</summary>
    string? LogFolder { get; }

    /// <summary>Gets the folder for raw results that are not finished; null where the store has none.</summary>
    string? ScratchFolder { get; }

    /// <summary>Looks at what the store holds of an experiment. Changes nothing, not even a lock.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    Task<StoreInspection> InspectAsync(Experiment experiment, CancellationToken cancellationToken = default);

    /// <summary>Finds a finished run before the experiment is begun, as the last <see cref="InspectAsync"/> saw it; null where there is none. Changes nothing.</summary>
    /// <remarks>By it a preflight tells whether a search or a load scan is finished. A store that does not implement it knows of no run: nothing is taken for finished.</remarks>
    /// <param name="benchmarkCase">The case.</param>
    /// <param name="runNumber">The number of the run.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    Task<RunRecord?> PeekRunAsync(BenchmarkCase benchmarkCase, int runNumber, CancellationToken cancellationToken = default) =>
        Task.FromResult<RunRecord?>(null);

    /// <summary>Takes the experiment for this host and makes it ready to hold results.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="InvalidInputException">The experiment cannot be begun or resumed; the problems are those that <see cref="InspectAsync"/> lists.</exception>
    /// <exception cref="ResultStoreException">The store cannot be written.</exception>
    Task BeginAsync(Experiment experiment, CancellationToken cancellationToken = default);

    /// <summary>Finds a finished run; null where there is none.</summary>
    /// <param name="benchmarkCase">The case.</param>
    /// <param name="runNumber">The number of the run.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    Task<RunRecord?> FindRunAsync(BenchmarkCase benchmarkCase, int runNumber, CancellationToken cancellationToken = default);

    /// <summary>Saves a finished run. When the task completes, the run survives any crash.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Cancels the operation before anything is written.</param>
    /// <exception cref="ResultStoreException">The store cannot be written.</exception>
    Task SaveRunAsync(RunRecord run, CancellationToken cancellationToken = default);

    /// <summary>Saves that a run failed. A finished run of the same number is not touched.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Cancels the operation before anything is written.</param>
    /// <exception cref="ResultStoreException">The store cannot be written.</exception>
    Task SaveFailureAsync(FailedRun run, CancellationToken cancellationToken = default);

    /// <summary>Says that all wanted runs of a case are finished, so that its summary can be written.</summary>
    /// <param name="benchmarkCase">The case.</param>
    /// <param name="runs">The number of runs the summary holds: 0 to <paramref name="runs"/> - 1.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="ResultStoreException">The store cannot be written.</exception>
    Task CompleteCaseAsync(BenchmarkCase benchmarkCase, int runs, CancellationToken cancellationToken = default);

    /// <summary>Saves what was concluded from the runs of a case, such as the answer of a search; an earlier answer of the same name is replaced.</summary>
    /// <param name="benchmarkCase">The case.</param>
    /// <param name="name">The name of the answer, such as <c>SLA-p99_e2el_ms-le-500</c>.</param>
    /// <param name="answer">The answer, a JSON object.</param>
    /// <param name="cancellationToken">Cancels the operation before anything is written.</param>
    /// <exception cref="ResultStoreException">The store cannot be written.</exception>
    Task SaveAnswerAsync(BenchmarkCase benchmarkCase, string name, JsonElement answer, CancellationToken cancellationToken = default);

    /// <summary>Lists the finished runs of the experiment that was begun, in the order of the plan.</summary>
    /// <param name="cancellationToken">Cancels the operation.</param>
    IAsyncEnumerable<RunRecord> ListRunsAsync(CancellationToken cancellationToken = default);

    /// <summary>Renews what is derived from the runs: the table of all runs. Called at the end of a sweep, whatever way it ended.</summary>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="ResultStoreException">The store cannot be written.</exception>
    Task CompleteAsync(CancellationToken cancellationToken = default);
}
