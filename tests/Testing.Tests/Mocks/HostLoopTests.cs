using Moq;
using ServeMulti.Benchmarking;
using ServeMulti.Launching;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Sla;
using ServeMulti.Sweeping;
using ServeMulti.Testing.Simulation;

namespace ServeMulti.Testing.Mocks;

/// <summary>A host that goes through a plan itself, with a search in its middle, tested with mocks of all its parts.</summary>
public sealed class HostLoopTests
{
    private static readonly QueueModel Server = new(servers: 4, serviceSeconds: 0.05);
    private static readonly ServiceLevel Level = ServiceLevel.Parse("p99_e2el_ms<=500");

    private readonly Mock<IServerLauncher> _launcher = new();
    private readonly Mock<IBenchmarkRunner> _runner = new();
    private readonly Mock<ICacheResetter> _resetter = new();
    private readonly Mock<IResultStore> _store = new();
    private readonly Mock<IExperimentSession> _session = new();
    private readonly Mock<IRunningServer> _server = new();

    [Test]
    public async Task RunAsync_TwoServers_SearchesEachAndStoresEveryRun()
    {
        var simulated = new SimulatedRunner(Server);
        _launcher.Setup(it => it.LaunchAsync(It.IsAny<ServerSpec>(), It.IsAny<CancellationToken>())).ReturnsAsync(_server.Object);
        _store.Setup(it => it.OpenAsync(It.IsAny<Experiment>(), It.IsAny<CancellationToken>())).ReturnsAsync(_session.Object);
        _runner
            .Setup(it => it.RunAsync(It.IsAny<BenchmarkRequest>(), It.IsAny<CancellationToken>()))
            .Returns((BenchmarkRequest request, CancellationToken token) => simulated.RunAsync(request, token));
        var plan = SweepPlanner.Plan(new SweepDefinition { ServeParameters = ParameterSweep.Grid(("max_num_seqs", [16, 64])) });

        var loads = await new Host(_launcher.Object, _runner.Object, _resetter.Object, _store.Object).RunAsync(plan);

        Assert.That(
            loads,
            Has.Count.EqualTo(2).And.All.EqualTo(Server.FindLargestLoad(Level, LoadVariable.RequestRate)).Within(15).Percent
        );
        _launcher.Verify(
            it => it.LaunchAsync(It.Is<ServerSpec>(spec => spec.Parameters.ToString() == "max_num_seqs=16"), It.IsAny<CancellationToken>()),
            Times.Once
        );
        _server.Verify(it => it.DisposeAsync(), Times.Exactly(2));
        var runs = _runner.Invocations.Count(call => call.Method.Name == nameof(IBenchmarkRunner.RunAsync));
        _session.Verify(it => it.SaveRunAsync(It.IsAny<RunRecord>(), It.IsAny<CancellationToken>()), Times.Exactly(runs));
        _resetter.Verify(it => it.ResetAsync(_server.Object, It.IsAny<CancellationToken>()), Times.Exactly(runs));
    }

    private sealed class Host(IServerLauncher launcher, IBenchmarkRunner runner, ICacheResetter resetter, IResultStore store)
    {
        public async Task<IReadOnlyList<double>> RunAsync(SweepPlan plan)
        {
            List<double> loads = [];
            await using var session = await store.OpenAsync(plan.ToExperiment(launcher, resetter));
            foreach (var planned in plan.Servers)
            {
                await using var server = await launcher.LaunchAsync(planned.ToServerSpec());
                foreach (var one in planned.Cases)
                {
                    var searcher = new SlaSearcher(
                        LoadVariable.RequestRate,
                        (run, token) => MeasureAsync(session, server, one, run, token)
                    );
                    loads.Add((await searcher.SearchAsync(Level)).Load ?? 0);
                }
            }

            return loads;
        }

        private async Task<BenchmarkResult> MeasureAsync(
            IExperimentSession session,
            IRunningServer server,
            PlannedCase planned,
            SlaRunRequest run,
            CancellationToken cancellationToken
        )
        {
            var result = await runner.RunAsync(planned.ToRequest(server.Endpoint, run), cancellationToken);
            if (result.IsSuccess)
            {
                await session.SaveRunAsync(new RunRecord(planned.AtLoad(run), run.RunNumber, result.Document), cancellationToken);
            }

            await resetter.ResetAsync(server, cancellationToken);
            return result;
        }
    }
}
