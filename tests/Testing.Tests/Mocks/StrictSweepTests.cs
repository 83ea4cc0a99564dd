using Moq;
using ServeMulti.Benchmarking;
using ServeMulti.Launching;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Sweeping;

namespace ServeMulti.Testing.Mocks;

/// <summary>A sweep on strict mocks: what is set up here is all that a plain sweep calls.</summary>
public sealed class StrictSweepTests
{
    [Test]
    public async Task RunAsync_StrictMocks_NeedTheseSetUpsAlone()
    {
        var definition = new SweepDefinition { ServeParameters = ParameterSweep.Grid(("max_num_seqs", [16])), RunsPerCase = 2 };
        var server = new Mock<IRunningServer>(MockBehavior.Strict);
        server.Setup(it => it.Endpoint).Returns(new Uri("http://127.0.0.1:8000"));
        server.Setup(it => it.Exited).Returns(new TaskCompletionSource<ServerExit>().Task);
        server.Setup(it => it.DisposeAsync()).Returns(ValueTask.CompletedTask);
        var launcher = new Mock<IServerLauncher>(MockBehavior.Strict);
        launcher.Setup(it => it.FindProblems(It.IsAny<ServerSpec>())).Returns([]);
        launcher.Setup(it => it.FindEndpoint(It.IsAny<ServerSpec>())).Returns((Uri?)null);
        launcher.Setup(it => it.EnvironmentFor(It.IsAny<ServerSpec>())).Returns(new Dictionary<string, string?>());
        launcher.Setup(it => it.LaunchAsync(It.IsAny<ServerSpec>(), It.IsAny<CancellationToken>())).ReturnsAsync(server.Object);
        var runner = new Mock<IBenchmarkRunner>(MockBehavior.Strict);
        runner.Setup(it => it.FindProblems(It.IsAny<BenchmarkRequest>())).Returns([]);
        runner
            .Setup(it => it.RunAsync(It.IsAny<BenchmarkRequest>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(BenchmarkResult.Success(("request_throughput", 8)));
        var resetter = new Mock<ICacheResetter>(MockBehavior.Strict);
        resetter.Setup(it => it.FindProblem(It.IsAny<ServerSpec>())).Returns((string?)null);
        resetter.Setup(it => it.DescribeReset(It.IsAny<ServerSpec>())).Returns((string?)null);
        resetter.Setup(it => it.ResetAsync(server.Object, It.IsAny<CancellationToken>())).Returns(Task.CompletedTask);

        var report = await new SweepRunner(launcher.Object, runner.Object, resetter.Object, new InMemoryResultStore()).RunAsync(
            SweepPlanner.Plan(definition)
        );

        Assert.That(report.IsComplete);
        runner.Verify(
            it =>
                it.RunAsync(
                    It.Is<BenchmarkRequest>(request =>
                        request.Endpoint == new Uri("http://127.0.0.1:8000") && request.ServeParameters.ToString() == "max_num_seqs=16"
                    ),
                    It.IsAny<CancellationToken>()
                ),
            Times.Exactly(2)
        );
    }
}
