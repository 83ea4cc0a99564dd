using ServeMulti.Parameters;

namespace ServeMulti.Launching;

[TestFixture]
public sealed class GpuCountTests
{
    [TestCase("vllm serve m", 1)]
    [TestCase("vllm serve m --tensor-parallel-size 4", 4)]
    [TestCase("vllm serve m --tensor_parallel_size=4 -pp 2", 8)]
    [TestCase("vllm serve m -tp 2 -dp 3 --pipeline-parallel-size 2", 12)]
    [TestCase("vllm serve m -tp 2 --tensor-parallel-size 8", 8)]
    [TestCase("numactl --cpunodebind=0 -- vllm serve m -tp 4", 4)]
    [TestCase("env CUDA_VISIBLE_DEVICES=0,1 uv run vllm serve m -tp 2", 2)]
    [TestCase("python -m vllm.entrypoints.openai.api_server --model m --tensor-parallel-size 4", 4)]
    [TestCase("python -m sglang.launch_server --model-path m --tp 8", 8)]
    [TestCase("python -m sglang.launch_server --model-path m --tp-size 4 --dp-size 2", 8)]
    [TestCase("python -m sglang.launch_server --model-path m --tp-size 8 --dp-size 8 --enable-dp-attention", 8)]
    [TestCase("vllm serve m --tensor-parallel-size 4 -- --tensor-parallel-size 8", 4)]
    public void FindGpuCount_KnownServer_MultipliesTheSizes(string command, int expected) =>
        Assert.That(Find(command), Is.EqualTo(expected));

    [TestCase("vllm serve m --config a.yaml --tensor-parallel-size 4")]
    [TestCase("vllm serve m --tensor-parallel-size")]
    [TestCase("vllm serve m --tensor-parallel-size many")]
    [TestCase("vllm serve m --tensor-parallel-size 0")]
    [TestCase("vllm serve m --tensor-parallel-size 65536 -pp 65536")]
    [TestCase("vllm serve m -dp 4 --data-parallel-rank 1")]
    [TestCase("llama-server -m m.gguf")]
    [TestCase("serve-multi simulate m")]
    public void FindGpuCount_CommandThatDoesNotSay_IsNotKnown(string command) => Assert.That(Find(command), Is.Null);

    private static int? Find(string command)
    {
        var line = CommandLine.Parse(command);
        return ServerProfiles.TryFind(line)!.FindGpuCount(line);
    }
}
