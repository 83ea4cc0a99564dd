using System.Collections;
using ServeMulti.Results;

namespace ServeMulti.Plotting.Runs;

/// <summary>Runs to draw: of an experiment, of a folder of another tool, or of single result files. Immutable.</summary>
/// <example>
/// <code>
/// var runs = await RunSet.ReadAsync("results/20261124_061013");
/// var figures = MetricFigures.Draw(runs.Where(RunFilter.Parse("request_rate&lt;inf")), new MetricFigureOptions { CurveBy = ["max_num_seqs"] });
/// </code>
/// </example>
public sealed class RunSet : IReadOnlyList<RunValues>
{
    /// <summary>The key of the workload name of result files, if it is derived from the lengths of prompts and answers.</summary>
    internal const string Workload = "workload";

    /// <summary>The key of the name of an experiment, if there are several.</summary>
    internal const string Experiment = "experiment";

    private readonly RunValues[] _runs;
    private readonly RunColumns _columns;

    internal RunSet(RunColumns columns, IEnumerable<RunValues> runs)
    {
        _columns = columns;
        _runs = [.. runs];
    }

    /// <summary>Gets the keys of all runs, in the order in which they first occur.</summary>
    public IReadOnlyList<string> Keys => _columns.Keys;

    /// <summary>Gets the keys that identify a configuration: server parameters, options in which server commands differ, and for result
    /// files the settings of their client.</summary>
    public IReadOnlyList<string> ServerKeys { get; internal init; } = [];

    /// <summary>Gets the keys that are benchmark parameters, including the load variable.</summary>
    public IReadOnlyList<string> BenchmarkKeys { get; internal init; } = [];

    /// <summary>Gets the keys that identify a workload: <see cref="BenchmarkKeys"/> without loads (<c>request_rate</c>,
    /// <c>max_concurrency</c>) and numbers of prompts.</summary>
    public IReadOnlyList<string> WorkloadKeys => [.. BenchmarkKeys.Where(key => !SettingKeys.IsLoad(key))];

    /// <summary>Gets one line per file, or line of a file, that was skipped because it contains no result, and per doubtful
    /// result.</summary>
    public IReadOnlyList<string> Problems { get; internal init; } = [];

    /// <summary>Gets, per case, the names that the user gave to the parameter sets of its configuration and its workload.</summary>
    internal IReadOnlyDictionary<string, (string? Configuration, string? Workload)> Names { get; init; } =
        new Dictionary<string, (string? Configuration, string? Workload)>();

    /// <inheritdoc/>
    public int Count => _runs.Length;

    /// <inheritdoc/>
    public RunValues this[int index] => _runs[index];

    /// <summary>Creates a set from the runs of a store.</summary>
    /// <param name="runs">The runs, in order.</param>
    public static RunSet From(IEnumerable<RunRecord> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var builder = new RunSetBuilder();
        foreach (var run in runs)
        {
            builder.Add(run, run.Case.Key, "");
        }

        return builder.ToSet([]);
    }

    /// <summary>Reads every result below a folder, or in one file.</summary>
    /// <remarks>
    /// Supported are: an experiment, even while a sweep writes to it; a folder of <c>serve_multi.py</c> or of <c>vllm bench sweep</c>;
    /// single files of <c>vllm bench serve --save-result</c>, also with <c>--append-result</c>; JSON lines of SGLang's
    /// <c>bench_serving</c>; summaries of AIPerf. Runs in one case folder are one case. Every single file is its own case, and so is every
    /// line of a file of several, unless the settings before <c>duration</c> are equal. A file without a result is skipped and named in
    /// <see cref="Problems"/>; of a file of several results, only a line that is cut off is skipped. No file is changed.
    /// </remarks>
    /// <param name="path">The folder or file.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="InvalidInputException">The folder or file does not exist, or contains no result; one line per problem.</exception>
    public static Task<RunSet> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ReadAsync([path], cancellationToken);
    }

    /// <summary>Reads every result in several folders or files. The key <c>experiment</c> names the experiment of a run, as it does if one
    /// folder contains several experiments. Runs of two experiments are never taken for repetitions.</summary>
    /// <param name="paths">The folders and files, at least one.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="InvalidInputException">A folder or file does not exist, is given twice or lies in another one, or none contains a
    /// result; one line per problem.</exception>
    public static Task<RunSet> ReadAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentOutOfRangeException.ThrowIfZero(paths.Count, nameof(paths));
        return Task.Run(() => new ResultReader(paths, cancellationToken).ReadAsync(), cancellationToken);
    }

    /// <summary>Returns the runs that pass all filters.</summary>
    /// <param name="filters">The filters.</param>
    /// <exception cref="InvalidInputException">No run has the key of a filter.</exception>
    public RunSet Where(IEnumerable<RunFilter> filters)
    {
        ArgumentNullException.ThrowIfNull(filters);
        var all = filters.ToArray();
        Require(all.Select(filter => filter.Key), "filter");
        return With(_runs.Where(run => all.All(filter => filter.Passes(run))));
    }

    /// <summary>Returns the runs with some of their values rounded down to multiples of a size.</summary>
    /// <param name="bins">The bins.</param>
    /// <exception cref="InvalidInputException">No run has the key of a bin, or a value is text.</exception>
    public RunSet WithBins(IEnumerable<RunBin> bins)
    {
        ArgumentNullException.ThrowIfNull(bins);
        var all = bins.ToArray();
        Require(all.Select(bin => bin.Key), "bin");
        return With(_runs.Select(run => all.Aggregate(run, (binned, bin) => bin.Apply(binned))));
    }

    /// <summary>Returns the runs with a number of GPUs, <c>gpu_count</c>, which overrides results and commands.</summary>
    /// <param name="gpus">The number of GPUs of the server of every run, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public RunSet WithGpus(int gpus)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(gpus, 1);
        var count = ResultCell.From((long)gpus);
        return With(
            _runs.Select(run => run.Has("num_gpus") ? run.With("num_gpus", count).With("gpu_count", count) : run.With("gpu_count", count))
        );
    }

    /// <inheritdoc/>
    public IEnumerator<RunValues> GetEnumerator() => ((IEnumerable<RunValues>)_runs).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal RunSet With(IEnumerable<RunValues> runs) =>
        new(_columns, runs)
        {
            ServerKeys = ServerKeys,
            BenchmarkKeys = BenchmarkKeys,
            Problems = Problems,
            Names = Names,
        };

    private void Require(IEnumerable<string> keys, string purpose)
    {
        string[] problems =
        [
            .. keys.Where(key => !_columns.TryFind(key, out _)).Distinct().Select(key => KeyText.Missing(key, purpose, Keys)),
        ];
        if (problems.Length > 0)
        {
            throw new InvalidInputException(problems);
        }
    }
}
