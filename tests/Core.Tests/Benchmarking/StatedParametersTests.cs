using System.Text;
using ServeMulti.Parameters;

namespace ServeMulti.Benchmarking;

/// <summary>Which results contradict the parameters of their case, in all spellings that clients use.</summary>
public sealed class StatedParametersTests
{
    [TestCase("""{"request_rate": 4}""", """{"request_rate": 8.0}""", "request_rate 8, but 4 was requested")]
    [TestCase("""{"request-rate": 4}""", """{"request_rate": "inf"}""", "request_rate inf, but 4 was requested")]
    [TestCase("""{"request_rate": "inf"}""", """{"request_rate": 10}""", "request_rate 10, but inf was requested")]
    [TestCase("""{"max_concurrency": 16}""", """{"max_concurrency": 17}""", "max_concurrency 17, but 16 was requested")]
    [TestCase("""{"num_prompts": 1000}""", """{"num_prompts": 999}""", "num_prompts 999, but 1000 was requested")]
    [TestCase("""{"num_prompts": "100"}""", """{"num_prompts": 10, "completed": 10}""", "num_prompts 10, but 100 was requested")]
    public void FindFailure_AnotherNumber_IsNamed(string asked, string result, string expected)
    {
        var failure = Find(asked, result);

        Assert.That(failure?.Reason, Is.EqualTo(BenchmarkFailureReason.OtherParameters));
        Assert.That(failure!.Message, Does.StartWith("The benchmark's result says " + expected));
    }

    [TestCase("""{"request_rate": 4}""", """{"request_rate": 4.0}""")]
    [TestCase("""{"request_rate": 4}""", """{"request_rate": "4"}""")]
    [TestCase("""{"request_rate": 12.3456789}""", """{"request_rate": 12.35}""", Description = "rounded for people")]
    [TestCase("""{"request_rate": "inf"}""", """{"request_rate": "inf"}""")]
    [TestCase("""{"request_rate": "inf"}""", """{"request_rate": Infinity}""")]
    [TestCase("""{"request_rate": "inf"}""", """{"request_rate": null}""")]
    [TestCase("""{"request_rate": "inf"}""", """{"request_rate": -1}""")]
    [TestCase("""{"request_rate": "inf"}""", """{"request_rate": 0}""")]
    [TestCase("""{"request_rate": 4}""", """{"request_rate": NaN}""")]
    [TestCase("""{"request_rate": 4}""", """{"request_rate": "auto"}""")]
    [TestCase("""{"request_rate": "auto"}""", """{"request_rate": 4}""")]
    [TestCase("""{"max_concurrency": 16}""", """{"max_concurrency": null}""")]
    [TestCase("""{"max_concurrency": 16}""", """{"max_concurrency": [16]}""")]
    [TestCase("""{"max_concurrency": [16]}""", """{"max_concurrency": 8}""")]
    [TestCase("""{"num_prompts": 100}""", """{"completed": 50}""")]
    [TestCase("""{"num_prompts": -1}""", """{"num_prompts": 812}""", Description = "all that there are")]
    [TestCase("""{"request_rate": "nan"}""", """{"request_rate": 4}""")]
    [TestCase("""{"num_prompts": true}""", """{"num_prompts": 100}""")]
    [TestCase("""{"model": "a"}""", """{"model": "b", "request_rate": 3}""")]
    [TestCase("{}", """{"request_rate": 3, "num_prompts": 4, "max_concurrency": 5}""")]
    public void FindFailure_SameOrNotSaid_IsNone(string asked, string result) => Assert.That(Find(asked, result), Is.Null);

    [TestCase("bench --time-limit 30", "{}")]
    [TestCase("bench --time_limit=30", "{}")]
    [TestCase("bench", """{"duration": 30}""")]
    [TestCase("bench --max-seconds 30", "{}")]
    [TestCase(null, "{}", Description = "a runner of the host's own may be limited by time")]
    public void FindFailure_NumberOfPromptsWhereATimeWasAskedFor_IsWhatWasSent(string? command, string more)
    {
        var parameters = ParameterSweep.Parse($"[{more}]", "test")[0].With("num_prompts", 1000);

        Assert.That(Find(command, parameters, """{"num_prompts": 123}"""), Is.Null);
    }

    private static BenchmarkFailure? Find(string asked, string result) =>
        Find("bench", ParameterSweep.Parse($"[{asked}]", "test")[0], result);

    private static BenchmarkFailure? Find(string? command, ParameterSet parameters, string result) =>
        StatedParameters.FindFailure(
            new BenchmarkRequest { Command = command is null ? null : CommandLine.Parse(command), Parameters = parameters },
            ResultDocument.Parse(Encoding.UTF8.GetBytes(result))
        );
}
