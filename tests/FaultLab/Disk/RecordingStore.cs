using System.Text.Json;
using ServeMulti.Cases;
using ServeMulti.Results;

namespace ServeMulti.FaultLab.Disk;

/// <summary>A store that keeps, beside itself, the answers whose saving came to its end.</summary>
internal sealed class RecordingStore(IResultStore store, IDictionary<string, string> savedAnswers) : IResultStore
{
    public string Location => store.Location;

    public string? LogFolder => store.LogFolder;

    public string? ScratchFolder => store.ScratchFolder;

    public Task<StoreInspection> InspectAsync(Experiment experiment, CancellationToken cancellationToken = default) =>
        store.InspectAsync(experiment, cancellationToken);

    public async Task<IExperimentSession> OpenAsync(Experiment experiment, CancellationToken cancellationToken = default) =>
        new RecordingSession(await store.OpenAsync(experiment, cancellationToken), savedAnswers);

    public IAsyncEnumerable<RunRecord> ReadRunsAsync(CancellationToken cancellationToken = default) =>
        store.ReadRunsAsync(cancellationToken);

    private sealed class RecordingSession(IExperimentSession session, IDictionary<string, string> savedAnswers) : IExperimentSession
    {
        public Task<RunRecord?> FindRunAsync(BenchmarkCase benchmarkCase, int runNumber, CancellationToken cancellationToken = default) =>
            session.FindRunAsync(benchmarkCase, runNumber, cancellationToken);

        public Task SaveRunAsync(RunRecord run, CancellationToken cancellationToken = default) =>
            session.SaveRunAsync(run, cancellationToken);

        public Task SaveFailureAsync(FailedRun run, CancellationToken cancellationToken = default) =>
            session.SaveFailureAsync(run, cancellationToken);

        public async Task SaveAnswerAsync(
            BenchmarkCase benchmarkCase,
            string name,
            JsonElement answer,
            CancellationToken cancellationToken = default
        )
        {
            // While it is replaced, either of two answers may be found.
            savedAnswers.Remove($"{benchmarkCase.Key} {name}");
            await session.SaveAnswerAsync(benchmarkCase, name, answer, cancellationToken);
            savedAnswers[$"{benchmarkCase.Key} {name}"] = JsonSerializer.Serialize(answer);
        }

        public Task CompleteCaseAsync(BenchmarkCase benchmarkCase, int runs, CancellationToken cancellationToken = default) =>
            session.CompleteCaseAsync(benchmarkCase, runs, cancellationToken);

        public IAsyncEnumerable<RunRecord> ListRunsAsync(CancellationToken cancellationToken = default) =>
            session.ListRunsAsync(cancellationToken);

        public Task CompleteAsync(CancellationToken cancellationToken = default) => session.CompleteAsync(cancellationToken);

        public ValueTask DisposeAsync() => session.DisposeAsync();
    }
}
