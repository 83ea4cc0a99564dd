using System.Text;
using ServeMulti.Parameters;

namespace ServeMulti.Benchmarking;

public sealed class SglangResultTests
{
    private const string Client = "python3 -m sglang.bench_serving";

    [TestCase(Client + " --num-prompts 200", """{"dataset_name": "random", "completed": 190}""", 10)]
    [TestCase(Client + " --num-prompts=200", """{"dataset_name": "random-ids", "completed": 200}""", 0)]
    [TestCase(Client, """{"dataset_name": "random", "completed": 990}""", 10)]
    [TestCase(
        Client + " --num-prompts 200",
        """{"dataset_name": "sharegpt", "completed": 190}""",
        null,
        Description = "The data set may hold fewer."
    )]
    [TestCase(Client + " --num-prompts 200", """{"dataset_name": "generated-shared-prefix", "completed": 1024}""", null)]
    [TestCase(Client + " --num-prompts 200", """{"dataset_name": "sharegpt", "completed": 2, "errors": ["", "timed out", "", null]}""", 1)]
    [TestCase(
        Client + " --num-prompts 200",
        """{"dataset_name": "random", "completed": 201}""",
        null,
        Description = "It was something else that was counted."
    )]
    [TestCase(Client + " --num-prompts 200", """{"dataset_name": "random", "completed": 190, "failed": 3}""", 3)]
    [TestCase(Client + " --num-prompts 200", """{"dataset_name": "random"}""", null)]
    [TestCase("vllm bench serve --num-prompts 200", """{"dataset_name": "random", "completed": 190}""", null)]
    public void AddFailed_Result_SaysHowManyFailed(string command, string result, double? failed)
    {
        var added = SglangResult.AddFailed(ResultDocument.Parse(Encoding.UTF8.GetBytes(result)), CommandLine.Parse(command));

        Assert.That(added.TryFindMetric("failed", out var count) ? count : (double?)null, Is.EqualTo(failed));
    }
}
