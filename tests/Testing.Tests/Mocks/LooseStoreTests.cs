using Moq;
using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Sweeping;

namespace ServeMulti.Testing.Mocks;

/// <summary>A sweep on mocks of the store and its session.</summary>
public sealed class LooseStoreTests
{
    private static readonly SweepPlan Plan = SweepPlanner.Plan(
        new SweepDefinition { ServeParameters = ParameterSweep.Grid(("max_num_seqs", [16])), RunsPerCase = 2 }
    );

    private readonly Mock<IResultStore> _store = new();
    private readonly Mock<IExperimentSession> _session = new();

    [Test]
    public async Task RunAsync_OpenSetUp_SavesEveryRun()
    {
        _store.Setup(it => it.OpenAsync(It.IsAny<Experiment>(), It.IsAny<CancellationToken>())).ReturnsAsync(_session.Object);
        var planned = Plan.Servers[0].Cases[0].Case;
        var measured = ResultDocument.FromMetrics([new("request_throughput", 8)]);

        var report = await SweepAsync();

        Assert.That((report.IsComplete, report.Location), Is.EqualTo((true, "")));
        _session.Verify(it => it.SaveRunAsync(new RunRecord(planned, 0, measured), It.IsAny<CancellationToken>()), Times.Once);
        _session.Verify(it => it.SaveRunAsync(new RunRecord(planned, 1, measured), It.IsAny<CancellationToken>()), Times.Once);
        _session.Verify(it => it.DisposeAsync(), Times.Once);
    }

    [Test]
    public async Task RunAsync_ASessionThatReturnsNoTasks_HasSaved()
    {
        _store.Setup(it => it.OpenAsync(It.IsAny<Experiment>(), It.IsAny<CancellationToken>())).ReturnsAsync(_session.Object);
        _session.Setup(it => it.SaveRunAsync(It.IsAny<RunRecord>(), It.IsAny<CancellationToken>())).Returns((Task)null!);
        _session
            .Setup(it => it.CompleteCaseAsync(It.IsAny<BenchmarkCase>(), It.IsAny<int>(), It.IsAny<CancellationToken>()))
            .Returns((Task)null!);
        _session.Setup(it => it.CompleteAsync(It.IsAny<CancellationToken>())).Returns((Task)null!);

        Assert.That((await SweepAsync()).IsComplete);
    }

    [Test]
    public async Task RunAsync_AStoreThatKnowsNoCase_HasNothingFinished()
    {
        _store.Setup(it => it.OpenAsync(It.IsAny<Experiment>(), It.IsAny<CancellationToken>())).ReturnsAsync(_session.Object);
        _store
            .Setup(it => it.InspectAsync(It.IsAny<Experiment>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new StoreInspection([], [], []));

        Assert.That((await SweepAsync()).ExecutedRuns, Is.EqualTo(2));
    }

    [Test]
    public void RunAsync_NothingSetUp_NamesTheStore() =>
        Assert.That(SweepAsync, Throws.InvalidOperationException.With.Message.EqualTo("The result store returned null from OpenAsync."));

    [Test]
    public async Task RunAsync_StrictMocks_NeedTheseSetUpsAlone()
    {
        var session = new Mock<IExperimentSession>(MockBehavior.Strict);
        session.Setup(it => it.SaveRunAsync(It.IsAny<RunRecord>(), It.IsAny<CancellationToken>())).Returns(Task.CompletedTask);
        session
            .Setup(it => it.CompleteCaseAsync(Plan.Servers[0].Cases[0].Case, 2, It.IsAny<CancellationToken>()))
            .Returns(Task.CompletedTask);
        session.Setup(it => it.CompleteAsync(It.IsAny<CancellationToken>())).Returns(Task.CompletedTask);
        session.Setup(it => it.DisposeAsync()).Returns(ValueTask.CompletedTask);
        var store = new Mock<IResultStore>(MockBehavior.Strict);
        store.Setup(it => it.Location).Returns("here");
        store.Setup(it => it.LogFolder).Returns((string?)null);
        store.Setup(it => it.ScratchFolder).Returns((string?)null);
        store
            .Setup(it => it.InspectAsync(It.IsAny<Experiment>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new StoreInspection([], [], []));
        store.Setup(it => it.OpenAsync(It.IsAny<Experiment>(), It.IsAny<CancellationToken>())).ReturnsAsync(session.Object);

        Assert.That((await SweepAsync(store.Object)).Location, Is.EqualTo("here"));
    }

    private Task<SweepReport> SweepAsync() => SweepAsync(_store.Object);

    private static Task<SweepReport> SweepAsync(IResultStore store) =>
        new SweepRunner(
            new FakeServerLauncher(),
            new ScriptedBenchmarkRunner(BenchmarkResult.Success(("request_throughput", 8))),
            new RecordingCacheResetter(),
            store
        ).RunAsync(Plan);
}
