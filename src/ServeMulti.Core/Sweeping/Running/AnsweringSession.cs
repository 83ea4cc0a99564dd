using System.Text.Json;
using ServeMulti.Cases;
using ServeMulti.Results;

namespace ServeMulti.Sweeping;

/// <summary>A session of anybody's store: where it returns no task, as a mock may, there is nothing to wait for and nothing is
/// found.</summary>
internal sealed class AnsweringSession(IExperimentSession inner) : IExperimentSession
{
    public Task<RunRecord?> FindRunAsync(BenchmarkCase benchmarkCase, int runNumber, CancellationToken cancellationToken = default) =>
        inner.FindRunAsync(benchmarkCase, runNumber, cancellationToken) ?? Task.FromResult<RunRecord?>(null);

    public Task SaveRunAsync(RunRecord run, CancellationToken cancellationToken = default) =>
        PartAnswer.OrDone(inner.SaveRunAsync(run, cancellationToken));

    public Task SaveFailureAsync(FailedRun run, CancellationToken cancellationToken = default) =>
        PartAnswer.OrDone(inner.SaveFailureAsync(run, cancellationToken));

    public Task SaveAnswerAsync(
        BenchmarkCase benchmarkCase,
        string name,
        JsonElement answer,
        CancellationToken cancellationToken = default
    ) => PartAnswer.OrDone(inner.SaveAnswerAsync(benchmarkCase, name, answer, cancellationToken));

    public Task SaveFactsAsync(IReadOnlyDictionary<string, string> facts, CancellationToken cancellationToken = default) =>
        PartAnswer.OrDone(inner.SaveFactsAsync(facts, cancellationToken));

    public Task CompleteCaseAsync(BenchmarkCase benchmarkCase, int runs, CancellationToken cancellationToken = default) =>
        PartAnswer.OrDone(inner.CompleteCaseAsync(benchmarkCase, runs, cancellationToken));

    public IAsyncEnumerable<RunRecord> ListRunsAsync(CancellationToken cancellationToken = default) =>
        inner.ListRunsAsync(cancellationToken);

    public Task CompleteAsync(CancellationToken cancellationToken = default) => PartAnswer.OrDone(inner.CompleteAsync(cancellationToken));

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
