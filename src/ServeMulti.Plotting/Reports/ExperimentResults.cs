using ServeMulti.Benchmarking;
using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Reports;

/// <summary>Everything a folder of results tells: runs, answers of searches, failures, and what was run when. Immutable.</summary>
public sealed record ExperimentResults
{
    /// <summary>Initializes a new instance.</summary>
    /// <param name="title">What the results are called: the name of the experiment.</param>
    /// <param name="runs">The runs.</param>
    public ExperimentResults(string title, RunSet runs)
    {
        ArgumentException.ThrowIfNullOrEmpty(title);
        ArgumentNullException.ThrowIfNull(runs);
        (Title, Runs) = (title, runs);
    }

    /// <summary>Gets what the results are called.</summary>
    public string Title { get; }

    /// <summary>Gets the runs.</summary>
    public RunSet Runs { get; init; }

    /// <summary>Gets what searches have found, in the order of their cases; empty where there was no search.</summary>
    public IReadOnlyList<ExperimentAnswer> Answers { get; init; } = [];

    /// <summary>Gets the runs that have no result.</summary>
    public IReadOnlyList<ExperimentFailure> Failures { get; init; } = [];

    /// <summary>Gets what was run, where and when, as names and values; values of options that look like keys are masked.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Facts { get; init; } = [];

    /// <summary>Gets one line per file that could not be read and was skipped.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Gets which values are better of metrics that <see cref="MetricCatalog"/> does not know; empty where nobody said.</summary>
    public IReadOnlyDictionary<string, MetricDirection> Directions { get; init; } = new Dictionary<string, MetricDirection>();

    /// <summary>Gets the folder that was read; null where the results come from elsewhere. Links in a report are relative to it.</summary>
    public string? Folder { get; init; }

    /// <summary>Reads a folder, ours or another's, or a result file; an experiment may still be running.</summary>
    /// <param name="path">The folder or file.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidInputException">There is no such folder or file, or nothing in it: no result, no answer and no failure.</exception>
    public static Task<ExperimentResults> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Task.Run(() => new ExperimentReader(path, cancellationToken).ReadAsync(), cancellationToken);
    }
}
