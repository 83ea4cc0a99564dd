using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Parameters;
using ServeMulti.Results;

namespace ServeMulti.Plotting.Runs;

/// <summary>What commands say beside parameters.</summary>
[TestFixture]
public sealed class RunCommandsTests
{
    private const string Vllm = "vllm serve m --port 8000 --tensor-parallel-size 4";

    [Test]
    public void From_Gpus_ComeFromTheWholeCommand()
    {
        var runs = RunSet.From([
            Run(Vllm, []),
            Run(Vllm, new() { { "tensor_parallel_size", 8 } }),
            Run(Vllm, new() { { "pipeline_parallel_size", 2 } }),
            Run("./my-server", []),
        ]);

        Assert.That(runs.Select(run => run["gpu_count"].ToString()), Is.EqualTo(["4", "8", "8", ""]));
    }

    [Test]
    public void From_GpusOfTheResult_Stay() =>
        Assert.That(RunSet.From([Run(Vllm, [], metric: "num_gpus")]).Single().Has("gpu_count"), Is.False);

    [Test]
    public void From_ParameterOfSomeSets_HasTheValueOfTheCommandElsewhere()
    {
        var runs = RunSet.From([Run(Vllm, []), Run(Vllm, new() { { "tensor_parallel_size", 8 } })]);

        Assert.That(runs.Select(run => run["tensor_parallel_size"].ToString()), Is.EqualTo(["4", "8"]));
    }

    [Test]
    public void From_CommandsThatDiffer_TellConfigurationsAndWorkloadsApart()
    {
        var runs = RunSet.From([
            Run(
                "vllm serve m --port 8000 --max-num-seqs 4 --api-key abc",
                [],
                "vllm bench serve --port 8000 --random-input-len 64 --request-rate 1"
            ),
            Run(
                "vllm serve m --port 8001 --max-num-seqs=16 --api-key def",
                [],
                "vllm bench serve --port 8001 --random-input-len 512 --request-rate 2"
            ),
        ]);

        Assert.Multiple(() =>
        {
            Assert.That(runs.ServerKeys, Is.EqualTo(["max_num_seqs"]));
            Assert.That(runs.WorkloadKeys, Is.EqualTo(["random_input_len"]));
            Assert.That(
                runs.Select(run => (run["max_num_seqs"].ToString(), run["random_input_len"].ToString(), run["request_rate"].ToString())),
                Is.EqualTo([("4", "64", "1"), ("16", "512", "2")])
            );
        });
    }

    [Test]
    public void From_OtherModel_IsAnotherConfiguration()
    {
        var runs = RunSet.From([Run("vllm serve small --port 8000", []), Run("vllm serve large --port 8000", [])]);

        Assert.That((runs.ServerKeys.Single(), runs[1]["server"].ToString()), Is.EqualTo(("server", "vllm serve large")));
    }

    [Test]
    public void From_SecretsOfCommands_ReachNoKey()
    {
        var runs = RunSet.From([
            Run("vllm serve m --hf-token one", new() { { "hf_token", "given" } }),
            Run("vllm serve m --hf-token two", []),
        ]);

        Assert.That(runs[1]["hf_token"].ToString(), Is.EqualTo("REDACTED"));
    }

    private static RunRecord Run(string serve, ParameterSet parameters, string bench = "vllm bench serve", string metric = "p99_ttft_ms") =>
        new(
            new BenchmarkCase
            {
                ServeCommand = CommandLine.Parse(serve),
                BenchCommand = CommandLine.Parse(bench),
                ServeParameters = parameters,
            },
            0,
            ResultDocument.FromMetrics([new("request_throughput", 1), new(metric, 2)])
        );
}
