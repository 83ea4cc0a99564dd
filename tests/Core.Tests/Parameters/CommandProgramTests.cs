namespace ServeMulti.Parameters;

[TestFixture]
public sealed class CommandProgramTests
{
    [TestCase("vllm serve m --port 1", "vllm", "serve m --port 1")]
    [TestCase("/opt/venv/bin/vllm serve m", "vllm", "serve m")]
    [TestCase("env CUDA_VISIBLE_DEVICES=0 A= vllm serve m", "vllm", "serve m")]
    [TestCase("/usr/bin/env vllm serve m", "vllm", "serve m")]
    [TestCase("env -i -u HOME --unset=X -C /tmp A=1 vllm serve m", "vllm", "serve m")]
    [TestCase("env - vllm serve", "vllm", "serve")]
    [TestCase("env -uHOME -- A=1 vllm serve", "vllm", "serve")]
    [TestCase("uv run vllm serve m", "vllm", "serve m")]
    [TestCase("uv run -p 3.12 --with flashinfer --no-sync -- vllm serve m", "vllm", "serve m")]
    [TestCase("uv --project x run vllm serve m", "vllm", "serve m")]
    [TestCase("uv run --python=3.12 python serve.py", "serve", "")]
    [TestCase("uvx --from vllm vllm@0.11.0 serve m", "vllm", "serve m")]
    [TestCase("uv tool run vllm serve m", "vllm", "serve m")]
    [TestCase("numactl -N 0 -m 0 vllm serve m", "vllm", "serve m")]
    [TestCase("numactl -N0 --membind=0 vllm serve m", "vllm", "serve m")]
    [TestCase("numactl --cpunodebind 0 --localalloc -- vllm serve m", "vllm", "serve m")]
    [TestCase("taskset -c 0-7 vllm serve m", "vllm", "serve m")]
    [TestCase("taskset 0xff vllm serve m", "vllm", "serve m")]
    [TestCase("nice -n 10 vllm serve m", "vllm", "serve m")]
    [TestCase("nice -10 vllm serve m", "vllm", "serve m")]
    [TestCase("nice vllm serve m", "vllm", "serve m")]
    [TestCase("ionice -c 2 -n0 vllm serve m", "vllm", "serve m")]
    [TestCase("chrt -f 10 vllm serve m", "vllm", "serve m")]
    [TestCase("stdbuf -oL -e 0 vllm serve m", "vllm", "serve m")]
    [TestCase("time -p vllm serve m", "vllm", "serve m")]
    [TestCase("/usr/bin/time -f %M -o t.txt vllm serve m", "vllm", "serve m")]
    [TestCase("timeout -k 5 600 vllm serve m", "vllm", "serve m")]
    [TestCase("nohup setsid vllm serve m", "vllm", "serve m")]
    [TestCase("conda run -n x --no-capture-output vllm serve m", "vllm", "serve m")]
    [TestCase("poetry run vllm serve m", "vllm", "serve m")]
    [TestCase("env A=1 numactl -N 0 nice -n 5 uv run vllm serve m", "vllm", "serve m")]
    [TestCase("python -c 'import vllm' x", "python", "-c 'import vllm' x")]
    [TestCase("bash -c 'vllm serve m'", "bash", "-c 'vllm serve m'")]
    [TestCase("docker run --gpus all img vllm serve m", "docker", "run --gpus all img vllm serve m")]
    [TestCase("my-env A=1 vllm serve", "my-env", "A=1 vllm serve")]
    [TestCase("env", "env", "")]
    [TestCase("env A=1", "env", "A=1")]
    [TestCase("uv pip install vllm", "uv", "pip install vllm")]
    [TestCase("uv run", "uv", "run")]
    [TestCase("taskset -c", "taskset", "-c")]
    [TestCase("numactl -N", "numactl", "-N")]
    public void From_Command_FindsTheProgram(string command, string name, string arguments)
    {
        var program = CommandLine.Parse(command).Program;

        Assert.That(
            (program.Name, program.Module, new CommandLine("x", program.Arguments).ToString()),
            Is.EqualTo((name, (string?)null, $"x {arguments}".TrimEnd()))
        );
    }

    [TestCase("python -m vllm.entrypoints.openai.api_server --port 1", "vllm.entrypoints.openai.api_server", "--port 1")]
    [TestCase("python3 -um sglang.launch_server --port 1", "sglang.launch_server", "--port 1")]
    [TestCase("python3 -msglang.launch_server --port 1", "sglang.launch_server", "--port 1")]
    [TestCase("env A=1 /usr/bin/python3.12 -X dev -m vllm serve", "vllm", "serve")]
    [TestCase("uv run python -m vllm serve", "vllm", "serve")]
    [TestCase("uv run -m vllm serve", "vllm", "serve")]
    [TestCase("uv run --module=vllm serve", "vllm", "serve")]
    public void From_Module_FindsIt(string command, string module, string arguments)
    {
        var program = CommandLine.Parse(command).Program;

        Assert.That((program.Module, string.Join(' ', program.Arguments)), Is.EqualTo((module, arguments)));
    }

    [TestCase("env vllm serve", "1", "1")]
    [TestCase("env -i vllm serve", "1", null)]
    [TestCase("env -i X=2 vllm serve", "1", "2")]
    [TestCase("env -u X vllm serve", "1", null)]
    [TestCase("env X=2 nice env -u X vllm serve", "1", null)]
    [TestCase("env X=2 nice env Y=3 vllm serve", "1", "2")]
    [TestCase("env -i nice env Y=3 vllm serve", "1", null)]
    [TestCase("vllm serve X=2", "1", "1")]
    public void Environment_OfTheProgram_IsWhatEnvLeaves(string command, string given, string? expected) =>
        Assert.That(CommandLine.Parse(command).Program.Environment.Find("X", given), Is.EqualTo(expected));

    [TestCase("uv run -- vllm serve m --port 1", "uv run -- vllm serve m --port 2 --seed 3")]
    [TestCase("numactl -N 0 -- vllm serve m --port 1 -- x", "numactl -N 0 -- vllm serve m --port 2 --seed 3 -- x")]
    [TestCase(
        "dotnet run --project a/SimulatedServer -- serve --port 1",
        "dotnet run --project a/SimulatedServer -- serve --port 2 --seed 3"
    )]
    [TestCase("docker run img -- --port 1", "docker run img --port 2 --seed 3 -- --port 1")]
    public void With_BareEndOfAWrapper_DoesNotEndTheProgramsOptions(string command, string expected) =>
        Assert.That(CommandLine.Parse(command).With(new ParameterSet { { "port", 2 }, { "seed", 3 } }).ToString(), Is.EqualTo(expected));
}
