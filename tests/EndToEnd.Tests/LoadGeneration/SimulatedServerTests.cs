using ServeMulti.Benchmarking;

namespace ServeMulti.LoadGeneration;

/// <summary>The load generator and the simulated server agree about what the server's model of its costs predicts.</summary>
/// <remarks>
/// Steps are long, so that what a busy machine adds to each is small beside them. It never makes anything faster and may make much of it slower: the
/// quickest requests have to lie within 5 % of the model, the median within half as much again.
/// </remarks>
[TestFixture]
[NonParallelizable]
public sealed class SimulatedServerTests
{
    private const int PromptTokens = 100;
    private const int AnswerTokens = 6;
    private const double StepMs = 100;
    private const double PrefillMs = 100;
    private const double MostDelay = 1.5;
    private const double Tolerance = 0.05;

    private static readonly string[] Costs = ["--step-base-ms", "99", "--prefill-us-per-token", "1000", "--decode-us-per-seq", "1000"];

    private static readonly OpenAiBenchmarkOptions Load = new() { NumPrompts = 8, Prompts = new() { InputLength = PromptTokens, OutputLength = AnswerTokens } };

    [Test]
    public async Task RunAsync_OneUser_MeasuresWhatTheModelPredicts()
    {
        var result = await MeasureAsync(Load with { MaxConcurrency = 1, MetricPercentiles = [0, 50] });
        Assert.Multiple(() =>
        {
            AssertAgrees(result, "ttft", StepMs + PrefillMs);
            AssertAgrees(result, "e2el", StepMs + PrefillMs + ((AnswerTokens - 1) * StepMs));

            // A late first token makes the others seem early.
            Assert.That(result.Metric("median_tpot_ms"), Is.InRange(StepMs * (1 - Tolerance), StepMs * MostDelay));
            Assert.That(result.Metric("median_itl_ms"), Is.InRange(StepMs * (1 - Tolerance), StepMs * MostDelay));
            Assert.That(result.Metric("total_input_tokens"), Is.EqualTo(8 * PromptTokens));
            Assert.That(result.Metric("total_output_tokens"), Is.EqualTo(8 * AnswerTokens));
        });
    }

    [Test]
    public async Task RunAsync_RateBelowSaturation_IsAchieved()
    {
        var result = await MeasureAsync(Load with { NumPrompts = 20, RequestRate = 5, Seed = 3 });

        // The last request is sent at 20/5 s and is then answered.
        var predicted = 4 + (result.Metric("median_e2el_ms") / 1000);
        Assert.That(result.Metric("duration"), Is.InRange(predicted * 0.9, predicted * MostDelay));
        Assert.That((result.Metric("completed"), result.Metric("failed")), Is.EqualTo((20, 0)));
    }

    [Test]
    public async Task RunAsync_Saturated_ReachesTheCapacityOfTheModel()
    {
        // Four sequences a step of 50 ms, always more than four waiting: 60 requests of 8 tokens take 120 steps.
        string[] costs = ["--step-base-ms", "50", "--prefill-us-per-token", "0", "--decode-us-per-seq", "0", "--max-num-seqs", "4"];
        var load = new OpenAiBenchmarkOptions { NumPrompts = 60, MaxConcurrency = 12, Prompts = new() { InputLength = 8, OutputLength = 8 } };
        var capacity = 60 / (120 * 0.050);
        Assert.That((await MeasureAsync(load, costs)).Metric("request_throughput"), Is.EqualTo(capacity).Within(capacity * Tolerance));
    }

    private static async Task<ResultDocument> MeasureAsync(OpenAiBenchmarkOptions options, string[]? costs = null)
    {
        await using var server = await SimulatedServerProcess.StartAsync(costs ?? Costs);
        var result = await new OpenAiBenchmarkRunner(options).RunAsync(new() { Endpoint = server.Address }).WaitAsync(StreamServer.HangLimit);
        Assert.That(result.Failure, Is.Null);
        return result.Document!;
    }

    private static void AssertAgrees(ResultDocument result, string latency, double predictedMs)
    {
        Assert.That(result.Metric($"p0_{latency}_ms"), Is.EqualTo(predictedMs).Within(predictedMs * Tolerance), latency);
        Assert.That(result.Metric($"median_{latency}_ms"), Is.InRange(predictedMs * (1 - Tolerance), predictedMs * MostDelay), latency);
    }
}
