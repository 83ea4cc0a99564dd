using ServeMulti.Benchmarking;
using ServeMulti.Parameters;

namespace ServeMulti.Testing.Simulation;

public sealed class SimulatedRunnerTests
{
    private static readonly QueueModel Server = new(servers: 4, serviceSeconds: 0.05);

    private readonly VirtualClock _clock = new();

    [Test]
    public async Task RunAsync_ARate_MeasuresTheServerInVirtualTime()
    {
        var result = await new SimulatedRunner(Server, _clock).RunAsync(Request(("request_rate", 40), ("num_prompts", 4000)));

        Assert.That(Metric(result, "completed"), Is.EqualTo(4000));
        Assert.That(Metric(result, "request_throughput"), Is.EqualTo(40).Within(1).Percent);
        Assert.That(
            Metric(result, "mean_e2el_ms"),
            Is.EqualTo(Server.FindValue("mean_e2el_ms", Sla.LoadVariable.RequestRate, 40)).Within(5).Percent
        );
        Assert.That(_clock.Elapsed.TotalSeconds, Is.EqualTo(100).Within(1));
    }

    [Test]
    public async Task RunAsync_TheLoadInTheCommand_IsRead()
    {
        var request = new BenchmarkRequest { Command = CommandLine.Parse("vllm bench serve --max-concurrency 8 --num-prompts 400") };

        var result = await new SimulatedRunner(Server).RunAsync(request);

        Assert.That(Metric(result, "completed"), Is.EqualTo(400));
        Assert.That(Metric(result, "mean_e2el_ms"), Is.EqualTo(100).Within(5).Percent, "8 in flight at 80 req/s");
    }

    [Test]
    public async Task RunAsync_NoLoad_SendsAThousandAtOnce()
    {
        var result = await new SimulatedRunner(Server).RunAsync(new BenchmarkRequest());

        Assert.That(Metric(result, "completed"), Is.EqualTo(1000));
        Assert.That(Metric(result, "request_throughput"), Is.EqualTo(80).Within(10).Percent);
    }

    [Test]
    public async Task RunAsync_TheSameRequest_GivesTheSameResultInAnyOrder()
    {
        var (one, two) = (new SimulatedRunner(Server) { SpeedVariation = 0.05 }, new SimulatedRunner(Server) { SpeedVariation = 0.05 });
        var (first, second) = (Request(("request_rate", 40)), Request(("request_rate", 40)) with { RunNumber = 1 });

        var (firstResult, secondResult) = (await one.RunAsync(first), await one.RunAsync(second));

        Assert.That((await two.RunAsync(second), await two.RunAsync(first)), Is.EqualTo((secondResult, firstResult)));
        Assert.That(firstResult, Is.Not.EqualTo(secondResult));
        Assert.That(
            await new SimulatedRunner(Server) { Seed = 2 }.RunAsync(first),
            Is.Not.EqualTo(await new SimulatedRunner(Server).RunAsync(first))
        );
    }

    [Test]
    public async Task RunAsync_SeveralConfigurations_ChoosesTheServer()
    {
        var runner = new SimulatedRunner(request => request.ServeParameters.TryFind("slow", out _) ? new QueueModel(1, 1) : Server);

        var slow = await runner.RunAsync(Request() with { ServeParameters = new ParameterSet { { "slow", true } } });

        Assert.That(Metric(slow, "request_throughput"), Is.EqualTo(1).Within(15).Percent);
    }

    [Test]
    public async Task RunAsync_LongerThanItMay_TimesOutAfterThatTime()
    {
        var result = await new SimulatedRunner(Server, _clock).RunAsync(
            Request(("request_rate", 1)) with
            {
                Timeout = TimeSpan.FromMinutes(1),
            }
        );

        Assert.That(result.Failure!.Reason, Is.EqualTo(BenchmarkFailureReason.TimedOut));
        Assert.That(_clock.Elapsed, Is.EqualTo(TimeSpan.FromMinutes(1)));
    }

    [TestCase("request_rate", "fast", "request_rate is fast: it must be a number above 0, or inf.")]
    [TestCase("max_concurrency", "1.5", "max_concurrency is 1.5: it must be a whole number of at least 1.")]
    [TestCase("num_prompts", "0", "num_prompts is 0: it must be a whole number of at least 1.")]
    public async Task RunAsync_NoLoad_IsAProblem(string key, string value, string problem)
    {
        var runner = new SimulatedRunner(Server);
        var request = new BenchmarkRequest { Parameters = new ParameterSet { { key, value } } };

        Assert.That(runner.FindProblems(request), Is.EqualTo(new[] { problem }));
        Assert.That(await runner.RunAsync(request), Is.EqualTo(BenchmarkResult.Failed(BenchmarkFailureReason.NotStarted, problem)));
    }

    private static BenchmarkRequest Request(params (string Key, double Value)[] parameters) =>
        new() { Parameters = new ParameterSet(parameters.Select(pair => KeyValuePair.Create(pair.Key, (ParameterValue)pair.Value))) };

    private static double Metric(BenchmarkResult result, string name) =>
        result.Document!.TryFindMetric(name, out var value) ? value : double.NaN;
}
