using Moq;
using ServeMulti.Benchmarking;
using ServeMulti.Sla;
using ServeMulti.Testing.Simulation;

namespace ServeMulti.Testing.Mocks;

/// <summary>Searches on mocks of runners and criteria, and on functions that return null.</summary>
public sealed class LooseSearchTests
{
    private static readonly QueueModel Server = new(servers: 4, serviceSeconds: 0.05);
    private static readonly ServiceLevel Level = ServiceLevel.Parse("p99_e2el_ms<=500");

    private readonly VirtualClock _clock = new();

    [Test]
    public async Task SearchAsync_ACriterionOfMetricAndVerdictAlone_FindsTheEdge()
    {
        var criterion = new Mock<ISlaCriterion>();
        criterion.Setup(it => it.Metric).Returns("p99_e2el_ms");
        criterion.Setup(it => it.IsMet(It.IsAny<double>())).Returns((double value) => value <= 500);

        var result = await Searcher(new SimulatedRunner(Server, _clock)).SearchAsync(new ServiceLevel(criterion.Object));

        Assert.That(result.IsAnswered, result.ToString());
        Assert.That(result.Load, Is.EqualTo(Server.FindLargestLoad(Level, LoadVariable.RequestRate)).Within(20).Percent, result.ToString());
        Assert.That(result.ToString(), Does.Contain("p99_e2el_ms"), "it is called by its metric");
    }

    [Test]
    public void SearchAsync_ACriterionWithoutAMetric_IsNamed() =>
        Assert.That(
            () => Searcher(new SimulatedRunner(Server, _clock)).SearchAsync(new ServiceLevel(Mock.Of<ISlaCriterion>())),
            Throws.TypeOf<InvalidInputException>().With.Message.Contains("criterion").And.Message.Contains("returned null from Metric")
        );

    [TestCase(false)]
    [TestCase(true)]
    public void SearchAsync_ARunnerThatReturnsNull_IsNamed(bool isTaskNull)
    {
        var runner = new Mock<IBenchmarkRunner>();
        if (isTaskNull)
        {
            runner
                .Setup(it => it.RunAsync(It.IsAny<BenchmarkRequest>(), It.IsAny<CancellationToken>()))
                .Returns((Task<BenchmarkResult>)null!);
        }

        Assert.That(
            () => Searcher(runner.Object).SearchAsync(Level),
            Throws.InvalidOperationException.With.Message.EqualTo("The benchmark runner returned null from RunAsync.")
        );
    }

    [TestCase(false)]
    [TestCase(true)]
    public void SearchAsync_AFunctionThatReturnsNull_SaysSo(bool isTaskNull)
    {
        var searcher = new SlaSearcher(
            LoadVariable.RequestRate,
            (_, _) => isTaskNull ? null! : Task.FromResult<BenchmarkResult>(null!),
            timeProvider: _clock
        );

        Assert.That(
            () => searcher.SearchAsync(Level),
            Throws.InvalidOperationException.With.Message.Contains("The measure function returned null")
        );
    }

    [Test]
    public async Task SearchAsync_AStrictRunner_NeedsOneSetUp()
    {
        var simulated = new SimulatedRunner(Server, _clock);
        var runner = new Mock<IBenchmarkRunner>(MockBehavior.Strict);
        runner
            .Setup(it => it.RunAsync(It.IsAny<BenchmarkRequest>(), It.IsAny<CancellationToken>()))
            .Returns((BenchmarkRequest request, CancellationToken token) => simulated.RunAsync(request, token));

        var result = await Searcher(runner.Object).SearchAsync(Level);

        Assert.That(result.Load, Is.EqualTo(Server.FindLargestLoad(Level, LoadVariable.RequestRate)).Within(15).Percent);
    }

    private SlaSearcher Searcher(IBenchmarkRunner runner) =>
        new(LoadVariable.RequestRate, runner, new BenchmarkRequest(), timeProvider: _clock);
}
