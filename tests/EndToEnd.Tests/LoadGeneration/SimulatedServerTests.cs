using ServeMulti.Benchmarking;

namespace ServeMulti.LoadGeneration;

/// <summary>The load generator and the simulated server agree about what the server's model of its costs predicts.</summary>
/// <remarks>Steps are long, so that what a busy machine adds to each is small beside them; it never makes anything faster, and may make it half as slow again.</remarks>
[TestFixture]
[NonParallelizable]
public sealed class SimulatedServerTests
{
    private const int PromptTokens = 100;
    private const int AnswerTokens = 6;
    private const double StepMs = 100;
    private const double PrefillMs = 100;
    private const double MostDelay = 1.5;

    private static readonly string[] Costs = ["--step-base-ms", "99", "--prefill-us-per-token", "1000", "--decode-us-per-seq", "1000"];

    private static readonly OpenAiBenchmarkOptions Load = new() { NumPrompts = 8, Prompts = new() { InputLength = PromptTokens, OutputLength = AnswerTokens } };

    [Test]
    public async Task RunAsync_OneUser_MeasuresWhatTheModelPredicts()
    {
        var result = await MeasureAsync(Load with { MaxConcurrency = 1 });
        Assert.Multiple(() =>
        {
            AssertAgrees(result, "median_ttft_ms", StepMs + PrefillMs);
            AssertAgrees(result, "median_tpot_ms", StepMs);
            AssertAgrees(result, "median_itl_ms", StepMs);
            AssertAgrees(result, "median_e2el_ms", StepMs + PrefillMs + ((AnswerTokens - 1) * StepMs));
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

    private static async Task<ResultDocument> MeasureAsync(OpenAiBenchmarkOptions options)
    {
        await using var server = await SimulatedServerProcess.StartAsync(Costs);
        var result = await new OpenAiBenchmarkRunner(options).RunAsync(new() { Endpoint = server.Address }).WaitAsync(StreamServer.HangLimit);
        Assert.That(result.Failure, Is.Null);
        return result.Document!;
    }

    private static void AssertAgrees(ResultDocument result, string metric, double predictedMs) =>
        Assert.That(result.Metric(metric), Is.InRange(predictedMs * 0.98, predictedMs * MostDelay), metric);
}
