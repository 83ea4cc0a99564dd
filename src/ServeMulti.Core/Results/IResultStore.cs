namespace ServeMulti.Results;

/// <summary>Keeps the results of one experiment.</summary>
/// <remarks>
/// <see cref="InspectAsync"/> changes nothing and can be called at any time. <see cref="OpenAsync"/> claims the experiment for this host;
/// disposing the session releases it. One caller at a time.
/// </remarks>
public interface IResultStore
{
    /// <summary>Gets a name for messages: the folder, for a store of files.</summary>
    string Location { get; }

    /// <summary>Gets the folder for logs of servers and benchmarks; null where the store keeps none.</summary>
    string? LogFolder { get; }

    /// <summary>Gets the folder for raw results that are not finished; null where the store has none.</summary>
    string? ScratchFolder { get; }

    /// <summary>Inspects what the store holds of an experiment. Changes nothing, not even a lock.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    Task<StoreInspection> InspectAsync(Experiment experiment, CancellationToken cancellationToken = default);

    /// <summary>Claims the experiment for this host and makes it ready to hold results.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="cancellationToken">Cancels the operation; nothing is claimed then.</param>
    /// <returns>The experiment, open until it is disposed.</returns>
    /// <exception cref="InvalidInputException">The experiment cannot be begun or resumed; the problems are those that
    /// <see cref="InspectAsync"/> lists.</exception>
    /// <exception cref="ResultStoreException">The store cannot be written.</exception>
    /// <exception cref="InvalidOperationException">The store has opened the experiment already.</exception>
    Task<IExperimentSession> OpenAsync(Experiment experiment, CancellationToken cancellationToken = default);

    /// <summary>Reads the finished runs of the experiment, in the order of its plan, without claiming it.</summary>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="ResultStoreException">The store cannot be read, or holds no experiment yet.</exception>
    IAsyncEnumerable<RunRecord> ReadRunsAsync(CancellationToken cancellationToken = default);
}
