namespace ServeMulti.Results;

/// <summary>Settings of a <see cref="FileResultStore"/>.</summary>
public sealed record FileResultStoreOptions
{
    /// <summary>Gets whether the experiment is a new one or is resumed; default <see cref="ExperimentMode.New"/>.</summary>
    public ExperimentMode Mode { get; init; }

    /// <summary>Gets what happens to results of other commands, parameters or environment when an experiment is resumed; default
    /// <see cref="ChangedResults.Refuse"/>.</summary>
    public ChangedResults OnChanged { get; init; }

    /// <summary>
    /// Gets whether answers that were found under other rules are concluded again when an experiment is resumed; default false: it is not
    /// resumed, and every difference is listed. The old answers are moved aside, into the folder <c>stale</c> of the experiment; runs that
    /// count under the new rules are used again.
    /// </summary>
    public bool ConcludeAgain { get; init; }

    /// <summary>
    /// Gets whether the file of every finished run is read and compared with the SHA-256 of what was stored when an experiment is resumed; default false: only files whose size or time has
    /// changed. A run that is no longer what was stored is not finished: its file is set aside, and it is run again. Tables and summaries are written anew.
    /// </summary>
    public bool VerifyRuns { get; init; }

    /// <summary>
    /// Gets whether text in <c>summary.csv</c> that a spreadsheet would run as a formula, as it begins with <c>=</c>, <c>+</c>, <c>-</c> or
    /// <c>@</c>, gets a <c>'</c> in front of it; default false, because it changes the data. The files of the runs are not changed.
    /// </summary>
    public bool QuotesFormulas { get; init; }

    /// <summary>
    /// Gets whether every file is flushed to the disk before the next step, so that a finished run also survives a power failure; default
    /// true. Without it a run still survives the death of the process.
    /// </summary>
    public bool IsDurable { get; init; } = true;
}
