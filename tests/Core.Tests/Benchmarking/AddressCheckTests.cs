using System.Net;
using ServeMulti.Parameters;

namespace ServeMulti.Benchmarking;

public sealed class AddressCheckTests
{
    [TestCase("serve-multi bench --port 9001", "http://localhost:9001")]
    [TestCase("serve-multi bench --host 127.0.0.1 --port=9001", "http://localhost:9001")]
    [TestCase("serve-multi bench --host ::1 --port 9001", "http://localhost:9001")]
    [TestCase("serve-multi bench --host 0.0.0.0 --port 9001", "http://127.0.0.1:9001")]
    [TestCase("serve-multi bench --base_url http://localhost:9001/v1", "http://[::1]:9001")]
    [TestCase("serve-multi bench --base-url https://LOCALHOST:9001", "http://localhost:9001")]
    [TestCase("serve-multi bench --base-url http://localhost:9001 --port 7", "http://localhost:9001")]
    [TestCase("serve-multi bench --port 7 --port 9001", "http://localhost:9001")]
    [TestCase("serve-multi bench", "http://gpu-7:9001")]
    [TestCase("env A=1 serve-multi bench", "http://gpu-7:9001")]
    [TestCase("serve-multi bench --host gpu-7 --port 9001", "http://GPU-7:9001")]
    [TestCase("serve-multi bench --base-url http://gw/m", "http://gw/m/v1/")]
    [TestCase("vllm bench serve", "http://localhost:8000")]
    [TestCase("vllm bench serve --port 9001", "http://localhost:9001")]
    [TestCase("python -m sglang.bench_serving", "http://127.0.0.1:30000")]
    [TestCase("python -m sglang.bench_serving --backend vllm", "http://127.0.0.1:8000")]
    [TestCase("python -m sglang.bench_serving --backend sglang-oai --port 8", "http://127.0.0.1:8")]
    [TestCase("my-bench --port 9001", "http://localhost:8000")]
    [TestCase("bash -c 'vllm bench serve --port 9001'", "http://localhost:8000")]
    [TestCase("docker run vllm bench serve --port 9001", "http://localhost:8000")]
    [TestCase("vllm bench serve --port abc", "http://localhost:9001")]
    [TestCase("vllm bench serve --base-url localhost:8000", "http://localhost:9001")]
    public void FindProblem_ServerUnderTestOrNotKnown_IsNone(string command, string server) =>
        Assert.That(AddressCheck.FindProblem(CommandLine.Parse(command), new Uri(server)), Is.Null);

    [TestCase(
        "serve-multi bench --port 9001",
        "http://localhost:8000",
        "asks http://127.0.0.1:9001 (--port 9001)",
        "Write --port 8000 there, leave its address out, or allow it"
    )]
    [TestCase(
        "serve-multi bench --host gpu-8",
        "http://gpu-7:8000",
        "asks http://gpu-8:8000 (--host gpu-8)",
        "Write --host gpu-7 --port 8000 there"
    )]
    [TestCase("serve-multi bench --port 8000 --port 9001", "http://localhost:8000", "(--port 9001)", "--port 8000")]
    [TestCase(
        "serve-multi bench --base-url=http://localhost:9001 --port 8000",
        "http://localhost:8000",
        "(--base-url http://localhost:9001)",
        "Write --base-url http://localhost:8000 there"
    )]
    [TestCase(
        "serve-multi bench --host 127.0.0.2 --port 8000",
        "http://localhost:8000",
        "asks http://127.0.0.2:8000",
        "--host localhost --port 8000"
    )]
    [TestCase("serve-multi bench --base-url http://gw/b", "http://gw/a", "asks http://gw/b", "--base-url http://gw/a")]
    [TestCase("serve-multi bench --port 80", "http://gw/a", "asks http://127.0.0.1", "--base-url http://gw/a")]
    [TestCase(
        "env -i serve-multi bench",
        "http://localhost:9001",
        "serve-multi bench asks http://127.0.0.1:8000 where its command names no other address",
        "Add --port 9001 to the benchmark command"
    )]
    [TestCase(
        "env SERVEMULTI_ENDPOINT=http://x:1 serve-multi bench",
        "http://localhost:9001",
        "asks http://x:1 (SERVEMULTI_ENDPOINT=http://x:1)",
        "--host localhost --port 9001"
    )]
    [TestCase(
        "vllm bench serve",
        "http://localhost:9001",
        "vllm bench serve asks http://127.0.0.1:8000 where its command names no other address",
        "Add --port 9001 to the benchmark command, or allow it (--allow-other-address)"
    )]
    [TestCase("numactl -N 0 vllm bench serve", "http://gpu-7:8000", "vllm bench serve asks", "Add --host gpu-7 --port 8000 to")]
    [TestCase("uv run python -m vllm.entrypoints.cli.main bench serve", "http://localhost:9001", "vllm bench serve asks", "--port 9001")]
    [TestCase("python benchmark_serving.py --port 8", "http://localhost:9001", "(--port 8)", "--port 9001")]
    [TestCase(
        "python3 -m sglang.bench_serving",
        "http://localhost:8000",
        "sglang.bench_serving asks http://127.0.0.1:30000",
        "Add --port 8000"
    )]
    [TestCase("python3 -m sglang.bench_serving --backend vllm", "http://localhost:30000", "asks http://127.0.0.1:8000", "Add --port 30000")]
    public void FindProblem_AnotherServer_NamesBothAndWhatToWrite(string command, string server, string asked, string advice) =>
        Assert.That(
            AddressCheck.FindProblem(CommandLine.Parse(command), new Uri(server)),
            Does.Contain(asked).And.Contains($"the server under test is {server}: another server would be measured").And.Contains(advice)
        );

    [Test]
    public void FindProblem_NameOfThisMachine_IsItsLoopbackServer() =>
        Assert.That(
            AddressCheck.FindProblem(
                new CommandLine("vllm", "bench", "serve", "--host", Dns.GetHostName()),
                new Uri("http://localhost:8000")
            ),
            Is.Null
        );

    [Test]
    public void FindProblem_ServerNotKnown_IsNone() =>
        Assert.That(AddressCheck.FindProblem(CommandLine.Parse("vllm bench serve --port 1"), null), Is.Null);
}
