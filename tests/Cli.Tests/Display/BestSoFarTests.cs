using ServeMulti.Benchmarking;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Display;

[TestFixture]
public sealed class BestSoFarTests
{
    private static readonly SweepPlan Plan = SweepPlanner.Plan(
        new SweepDefinition
        {
            ServeCommand = new CommandLine("vllm", "serve", "m"),
            BenchCommand = new CommandLine("bench"),
            ServeParameters = ParameterSweep.Grid(("s", [8, 64])),
            BenchParameters = ParameterSweep.Grid(("w", [1, 2])),
            RunsPerCase = 2,
        }
    );

    private readonly BestSoFar _best = new();

    [Test]
    public void Describe_OneConfiguration_ComparesNothing()
    {
        Begin();
        Finish(server: 0, workload: 0, 10, 10.1);

        Assert.That(_best.Describe(), Is.Empty);
    }

    [Test]
    public void Describe_TwoConfigurations_SaysWhichIsBestOnTheWorkloadThatIsMeasured()
    {
        Begin();
        Finish(server: 0, workload: 0, 10, 10.1);
        Finish(server: 0, workload: 1, 50, 50.1);
        Finish(server: 1, workload: 0, 20, 20.1);

        Assert.That(_best.Describe(), Has.One.Items.And.All.StartsWith("so far, request_throughput: best is s=64, 99."));

        _best.Add(new RunStarted(At(6), Plan.Servers[1].Cases[1], 0));
        Assert.That(_best.Describe(), Is.Empty, "the second server has no run of that workload yet");
    }

    [Test]
    public void Describe_FasterConfigurationThatFailedRequests_DoesNotCompete()
    {
        Begin();
        Finish(server: 0, workload: 0, 10, 10.1);
        _best.Add(Finished(1, 0, 0, [new("request_throughput", 90), new("completed", 30), new("failed", 30)]));

        Assert.That(_best.Describe(), Has.One.Contains("s=64 does not compete: 30 of 60 requests failed"));
    }

    [Test]
    public void Describe_Resumed_WaitsForTheEarlierRuns()
    {
        Begin(earlier: 2);
        Finish(server: 1, workload: 0, 20, 20.1);
        Assert.That(_best.Describe(), Is.Empty);

        _best.AddEarlier([Earlier(0, 10), Earlier(1, 10.1)]);

        Assert.That(_best.Describe(), Has.One.StartsWith("so far, request_throughput: best is s=64, "));
    }

    private void Begin(int earlier = 0) => _best.Add(new SweepStarted(At(earlier), Plan, "/results/a", []));

    private void Finish(int server, int workload, params double[] throughputs)
    {
        foreach (var (number, throughput) in throughputs.Index())
        {
            _best.Add(Finished(server, workload, number, [new("request_throughput", throughput)]));
        }
    }

    private static RunFinished Finished(int server, int workload, int number, KeyValuePair<string, double>[] metrics) =>
        new(At(number), Plan.Servers[server].Cases[workload], number, ResultDocument.FromMetrics(metrics), TimeSpan.FromSeconds(9));

    private static RunRecord Earlier(int number, double throughput) =>
        new(Plan.Servers[0].Cases[0].Case, number, ResultDocument.FromMetrics([new("request_throughput", throughput)]));

    private static SweepProgress At(int finished) => new(8, finished, 0, TimeSpan.Zero, null);
}
