using ServeMulti.Parameters;

namespace ServeMulti.Launching;

public sealed class ServerProfilesTests
{
    [TestCase("vLLM", "vllm", "serve", "m")]
    [TestCase("vLLM", "/opt/venv/bin/vllm", "serve", "m")]
    [TestCase("vLLM", "C:\\venv\\vllm.exe", "serve", "m")]
    [TestCase("vLLM", "python", "-m", "vllm.entrypoints.openai.api_server")]
    [TestCase("vLLM", "/usr/bin/python3.11", "-u", "-X", "dev", "-m", "vllm.entrypoints.cli.main", "serve")]
    [TestCase("vLLM", "python3", "/usr/local/bin/vllm", "serve")]
    [TestCase("simulated", "SimulatedServer", "serve", "m")]
    [TestCase("simulated", "dotnet", "/app/SimulatedServer.dll", "serve", "m")]
    [TestCase("simulated", "dotnet", "exec", "SimulatedServer.dll", "serve")]
    [TestCase("simulated", "dotnet", "run", "--project", "src/ServeMulti.SimulatedServer", "--", "serve")]
    [TestCase("simulated", "dotnet", "run", "-c", "Release", "--project=docs/SimulatedServer/SimulatedServer.csproj")]
    [TestCase("simulated", "serve-multi", "simulate", "serve", "m")]
    [TestCase("simulated", "dotnet", "serve-multi.dll", "simulate")]
    [TestCase("simulated", "dotnet", "run", "--project", "x/serve-multi/", "--", "simulate")]
    [TestCase("SGLang", "python", "-m", "sglang.launch_server", "--model-path", "m")]
    [TestCase("SGLang", "sglang", "serve", "m")]
    [TestCase("llama.cpp", "./build/bin/llama-server", "-m", "model.gguf")]
    [TestCase("Infinity", "infinity_emb", "v2")]
    [TestCase("vLLM", "env", "CUDA_VISIBLE_DEVICES=0", "vllm", "serve", "m")]
    [TestCase("vLLM", "uv", "run", "-p", "3.12", "vllm", "serve", "m")]
    [TestCase("SGLang", "numactl", "-N", "0", "python3", "-m", "sglang.launch_server")]
    [TestCase("llama.cpp", "taskset", "-c", "0-7", "./llama-server")]
    [TestCase(null, "docker", "run", "vllm/vllm-openai", "vllm", "serve")]
    [TestCase(null, "my-vllm", "serve")]
    [TestCase(null, "python", "-m", "vllmish.server")]
    [TestCase(null, "python", "-c", "import vllm")]
    [TestCase(null, "python")]
    [TestCase(null, "python-vllm", "-m", "vllm")]
    [TestCase(null, "serve-multi", "bench")]
    [TestCase(null, "sglang", "generate")]
    [TestCase(null, "python", "-m", "sglang.bench_serving")]
    [TestCase(null, "dotnet", "build")]
    [TestCase(null, "dotnet")]
    [TestCase(null, "bash", "-c", "vllm serve m")]
    public void TryFind_Command_IsRecognized(string? name, string executable, params string[] arguments) =>
        Assert.That(ServerProfiles.TryFind(new CommandLine(executable, arguments))?.Name, Is.EqualTo(name));

    [TestCase("vllm", "vLLM")]
    [TestCase("SGLANG", "SGLang")]
    [TestCase("llama-cpp", "llama.cpp")]
    [TestCase("llamacpp", "llama.cpp")]
    public void Find_AnySpellingOfAName_IsThatProfile(string name, string expected) =>
        Assert.That(ServerProfiles.Find(name).Name, Is.EqualTo(expected));

    [Test]
    public void Find_UnknownName_IsRefusedWithTheNearest() =>
        Assert.That(
            () => ServerProfiles.Find("vlm"),
            Throws
                .TypeOf<InvalidInputException>()
                .With.Message.EqualTo(
                    "'vlm' is not a known kind of server. Did you mean vLLM? Known are vLLM, simulated, SGLang, llama.cpp, Infinity."
                )
        );

    [Test]
    public void Find_ProfilesOfTheHost_AreTheOnlyOnes() =>
        Assert.That(
            () => ServerProfiles.Find("vllm", [new ServerProfile { Name = "own" }]),
            Throws.TypeOf<InvalidInputException>().With.Message.Contains("Known are own.")
        );

    [Test]
    public void TryFind_SpecNamesAProfile_ItWins()
    {
        var own = new ServerProfile { Name = "own" };
        var spec = new ServerSpec { Command = new CommandLine("vllm"), Profile = own };

        Assert.That(ServerProfiles.TryFind(spec), Is.SameAs(own));
    }

    [Test]
    public void TryFind_ProfilesOfTheHost_AreTriedInOrder()
    {
        var own = new ServerProfile { Name = "own", Commands = [ServerCommandPattern.ForProgram("vllm", "serve")] };

        Assert.That(ServerProfiles.TryFind(new CommandLine("vllm", "serve"), [own, .. ServerProfiles.BuiltIn]), Is.SameAs(own));
        Assert.That(
            ServerProfiles.TryFind(new CommandLine("vllm", "chat"), [own, .. ServerProfiles.BuiltIn]),
            Is.SameAs(ServerProfiles.Vllm)
        );
    }

    [Test]
    public void TryFind_NoCommandAndNoProfile_IsNull() => Assert.That(ServerProfiles.TryFind(new ServerSpec()), Is.Null);

    [Test]
    public void EnvironmentFor_VllmWithOwnVariables_MergesAndTheSpecWins()
    {
        var spec = new ServerSpec
        {
            Environment = new Dictionary<string, string?> { ["VLLM_SERVER_DEV_MODE"] = "0", ["A"] = null },
        };

        Assert.That(
            ServerProfiles.Vllm.EnvironmentFor(new ServerSpec()),
            Is.EqualTo(new Dictionary<string, string?> { ["VLLM_SERVER_DEV_MODE"] = "1" })
        );
        Assert.That(
            ServerProfiles.Vllm.EnvironmentFor(spec),
            Is.EquivalentTo(new Dictionary<string, string?> { ["VLLM_SERVER_DEV_MODE"] = "0", ["A"] = null })
        );
    }

    [TestCase(0)]
    [TestCase(65536)]
    public void DefaultPort_NoPort_IsRefused(int port) =>
        Assert.That(() => new ServerProfile { Name = "own", DefaultPort = port }, Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public void Init_ListChangedLater_ProfileDoesNotChange()
    {
        List<string> paths = ["/ready"];
        var profile = new ServerProfile { Name = "own", ReadinessPaths = paths };

        paths.Add("/other");

        Assert.That(profile.ReadinessPaths, Is.EqualTo(new[] { "/ready" }));
    }
}
