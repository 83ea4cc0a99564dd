using System.Text.Json;
using ServeMulti.Cases;
using ServeMulti.Results.Folder;

namespace ServeMulti.Results;

/// <summary>One case of a <see cref="StoredExperiment"/>, or one load of a case. Immutable.</summary>
public sealed class StoredCase
{
    internal StoredCase(CaseFolder onDisk, BenchmarkCase benchmarkCase) => (OnDisk, Case) = (onDisk, benchmarkCase);

    /// <summary>Gets the folder of the case, relative to that of the experiment, with <c>/</c>: <c>SERVE-max_num_seqs=16-BENCH</c>, or
    /// <c>SERVE-max_num_seqs=16-BENCH/request_rate=8</c> for a load.</summary>
    public string Folder => OnDisk.Name;

    /// <summary>Gets the case. Where <see cref="IsVerified"/> is false it may be worked out from the name of its folder and from what its
    /// runs state, and have no commands.</summary>
    public BenchmarkCase Case { get; }

    /// <summary>Gets whether the folder states which case its runs are of. False for the folders of <c>serve_multi.py</c>, and where
    /// <c>case.json</c> cannot be read.</summary>
    public bool IsVerified { get; internal init; }

    /// <summary>Gets the numbers of the finished runs, ascending; of a case without loads no more than its sweep asked for last.</summary>
    public IReadOnlyList<int> FinishedRuns { get; internal init; } = [];

    /// <summary>Gets the runs that failed and have no result.</summary>
    public IReadOnlyList<FailedRun> Failures { get; internal init; } = [];

    /// <summary>Gets what was concluded from the runs, such as the answer of a search: JSON objects, or the list of runs that
    /// <c>serve_multi.py</c> writes. Their names are those of their files without <c>.json</c>, such as
    /// <c>SLA-p99_e2el_ms-le-500</c>.</summary>
    /// <remarks><c>SearchAnswerReader.Parse</c> reads the answer of a search.</remarks>
    public IReadOnlyDictionary<string, JsonElement> Answers { get; internal init; } = new Dictionary<string, JsonElement>();

    internal CaseFolder OnDisk { get; }

    /// <summary>Gets the runs whose own files are gone, as the case's summary holds them.</summary>
    internal IReadOnlyDictionary<int, RunObject> SummaryRuns { get; init; } = new Dictionary<int, RunObject>();

    /// <summary>Returns the file that holds a run, relative to the folder of the experiment, with <c>/</c>:
    /// <c>SERVE-BENCH/run=0.json</c>.</summary>
    /// <param name="runNumber">The number of the run.</param>
    public string FileOf(int runNumber) =>
        $"{Folder}/{(SummaryRuns.ContainsKey(runNumber) ? ExperimentLayout.CaseSummaryName : ExperimentLayout.RunFileName(runNumber))}";

    /// <summary>Returns the folder.</summary>
    public override string ToString() => Folder;
}
