using ServeMulti.Benchmarking;

namespace ServeMulti.LoadGeneration;

/// <summary>The load generator and the simulated server agree about what the server's model of its costs predicts.</summary>
/// <remarks>
/// A busy machine makes nothing faster and may make everything slower. So what is asserted holds at any load: nothing is quicker than the
/// model, and what the result says of one run agrees with itself.
/// </remarks>
[TestFixture]
[NonParallelizable]
public sealed class SimulatedServerTests
{
    private const int PromptTokens = 100;
    private const int AnswerTokens = 6;
    private const double StepMs = 100;
    private const double PrefillMs = 100;
    private const double Rounding = 0.02;

    private static readonly string[] Costs = ["--step-base-ms", "99", "--prefill-us-per-token", "1000", "--decode-us-per-seq", "1000"];

    private static readonly OpenAiBenchmarkOptions Load = new()
    {
        NumPrompts = 8,
        Prompts = new() { InputLength = PromptTokens, OutputLength = AnswerTokens },
    };

    [Test]
    public async Task RunAsync_OneUser_MeasuresWhatTheModelPredicts()
    {
        var result = await MeasureAsync(Load with { MaxConcurrency = 1, MetricPercentiles = [0, 50] });
        Assert.Multiple(() =>
        {
            AssertNotQuicker(result, "p0_ttft_ms", StepMs + PrefillMs);
            AssertNotQuicker(result, "p0_e2el_ms", StepMs + PrefillMs + ((AnswerTokens - 1) * StepMs));

            // Answers of equal length: what is not the first token is the others. A token that is read late makes the next one seem early,
            // but not their mean.
            Assert.That(
                result.Metric("mean_e2el_ms"),
                Is.EqualTo(result.Metric("mean_ttft_ms") + ((AnswerTokens - 1) * result.Metric("mean_tpot_ms"))).Within(0.01)
            );
            Assert.That(result.Metric("mean_itl_ms"), Is.EqualTo(result.Metric("mean_tpot_ms")).Within(0.01));
            Assert.That(result.Metric("total_input_tokens"), Is.EqualTo(8 * PromptTokens));
            Assert.That(result.Metric("total_output_tokens"), Is.EqualTo(8 * AnswerTokens));
        });
    }

    [Test]
    public async Task RunAsync_RateBelowSaturation_IsAchieved()
    {
        var result = await MeasureAsync(Load with { NumPrompts = 20, RequestRate = 5, Seed = 3, MetricPercentiles = [0, 100] });

        // The last request is due at 20/5 s. It may be sent late, and is then answered.
        var late = result.Metric("client_max_send_lag_ms") / 1000;
        Assert.That(
            result.Metric("duration"),
            Is.InRange(4 + (result.Metric("p0_e2el_ms") / 1000), 4 + late + (result.Metric("p100_e2el_ms") / 1000) + Rounding)
        );
        Assert.That((result.Metric("completed"), result.Metric("failed")), Is.EqualTo((20, 0)));
    }

    [Test]
    public async Task RunAsync_Saturated_IsNotAboveTheCapacityOfTheModelAndKeepsAllInFlight()
    {
        // Four sequences a step of 50 ms, always more than four waiting: 60 requests of 8 tokens take 120 steps.
        string[] costs = ["--step-base-ms", "50", "--prefill-us-per-token", "0", "--decode-us-per-seq", "0", "--max-num-seqs", "4"];
        var load = new OpenAiBenchmarkOptions
        {
            NumPrompts = 60,
            MaxConcurrency = 12,
            Prompts = new() { InputLength = 8, OutputLength = 8 },
        };
        var result = await MeasureAsync(load, costs);
        Assert.That(result.Metric("request_throughput"), Is.LessThanOrEqualTo(60 / (120 * 0.050) * (1 + Rounding)));
        Assert.That(result.Metric("max_concurrent_requests"), Is.EqualTo(12));

        // Little's law: 12 are in flight until the last 12 run out.
        Assert.That(result.Metric("request_throughput") * result.Metric("mean_e2el_ms") / 1000, Is.InRange(9, 12.1));
    }

    private static async Task<ResultDocument> MeasureAsync(OpenAiBenchmarkOptions options, string[]? costs = null)
    {
        await using var server = await SimulatedServerProcess.StartAsync(costs ?? Costs);
        var result = await new OpenAiBenchmarkRunner(options)
            .RunAsync(new() { Endpoint = server.Address })
            .WaitAsync(StreamServer.HangLimit);
        Assert.That(result.Failure, Is.Null);
        return result.Document!;
    }

    private static void AssertNotQuicker(ResultDocument result, string latency, double predictedMs) =>
        Assert.That(result.Metric(latency), Is.GreaterThanOrEqualTo(predictedMs * (1 - Rounding)), latency);
}
