using ServeMulti.Benchmarking;
using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Reports;

/// <summary>The contents of a folder of results: runs, answers of searches, failures, commands and times. Immutable.</summary>
public sealed record ExperimentResults
{
    /// <summary>Initializes a new instance.</summary>
    /// <param name="title">The title of the results, such as the name of the experiment.</param>
    /// <param name="runs">The runs.</param>
    public ExperimentResults(string title, RunSet runs)
    {
        ArgumentException.ThrowIfNullOrEmpty(title);
        ArgumentNullException.ThrowIfNull(runs);
        (Title, Runs) = (title, runs);
    }

    /// <summary>Gets the title of the results.</summary>
    public string Title { get; }

    /// <summary>Gets the runs.</summary>
    public RunSet Runs { get; init; }

    /// <summary>Gets the answers of searches, in the order of their cases; empty without a search.</summary>
    public IReadOnlyList<ExperimentAnswer> Answers { get; init; } = [];

    /// <summary>Gets the runs without a result.</summary>
    public IReadOnlyList<ExperimentFailure> Failures { get; init; } = [];

    /// <summary>Gets commands, machine and times as names and values; values of options that look like keys are masked.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Facts { get; init; } = [];

    /// <summary>Gets one line per file that could not be read and was skipped.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Gets one line per fact that is worth knowing and costs nothing: that another version of ServeMulti wrote an
    /// experiment.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Gets the stated directions of metrics that <see cref="MetricCatalog"/> does not contain. The default is none.</summary>
    public IReadOnlyDictionary<string, MetricDirection> Directions { get; init; } = new Dictionary<string, MetricDirection>();

    /// <summary>Gets the configuration that the others are compared with: the name that it was given, else its keys and values, such as
    /// <c>max_num_seqs=8, dtype=bfloat16</c>. A report and its figures throw <see cref="InvalidInputException"/> if none has this name. Null,
    /// the default: the first one of the file.</summary>
    public string? Baseline { get; init; }

    /// <summary>Gets the folder that was read; null if the results were not read from a folder. Links in a report are relative to
    /// it.</summary>
    public string? Folder { get; init; }

    /// <summary>Gets one line per experiment whose runs come from several machines.</summary>
    internal IReadOnlyList<string> Machines { get; init; } = [];

    /// <summary>Gets one line per kind of drift that the runs of an experiment show.</summary>
    internal IReadOnlyList<string> Drift { get; init; } = [];

    /// <summary>Gets the experiments of ServeMulti among them, each with what was run and how it is resumed.</summary>
    internal IReadOnlyList<ReportedExperiment> Experiments { get; init; } = [];

    /// <summary>Gets the experiment, if the results are those of one; else null.</summary>
    internal ReportedExperiment? Experiment { get; init; }

    /// <summary>Gets the logs of runs, by case and number of the run.</summary>
    internal IReadOnlyDictionary<(string Case, int Run), string> Logs { get; init; } = new Dictionary<(string Case, int Run), string>();

    /// <summary>Gets the commands of each case, by its name, as far as they are known.</summary>
    internal IReadOnlyDictionary<string, CaseCommands> Commands { get; init; } = new Dictionary<string, CaseCommands>();

    /// <summary>Reads several folders or files side by side. The key <c>experiment</c> names the experiment of a run.</summary>
    /// <param name="paths">The folders and files, at least one.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="InvalidInputException">A folder or file does not exist, is given twice or lies in another one, or none contains a
    /// result, an answer or a failure.</exception>
    public static Task<ExperimentResults> ReadAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentOutOfRangeException.ThrowIfZero(paths.Count, nameof(paths));
        return Task.Run(() => new ExperimentReader(paths, cancellationToken).ReadAsync(), cancellationToken);
    }

    /// <summary>Reads a folder of ServeMulti or of another tool, or a result file. The experiment may still be running.</summary>
    /// <param name="path">The folder or file.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="InvalidInputException">The folder or file does not exist, or contains no result, no answer and no
    /// failure.</exception>
    public static Task<ExperimentResults> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ReadAsync([path], cancellationToken);
    }
}
