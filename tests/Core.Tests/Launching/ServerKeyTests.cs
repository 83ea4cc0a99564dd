using ServeMulti.Parameters;

namespace ServeMulti.Launching;

public sealed class ServerKeyTests
{
    private const string Variable = "SERVEMULTI_TEST_SERVER_KEY";

    private static readonly ServerAccess Access = new();

    [OneTimeSetUp]
    public static void SetVariable() => Environment.SetEnvironmentVariable(Variable, " of-variable\n");

    [OneTimeTearDown]
    public static void RemoveVariable() => Environment.SetEnvironmentVariable(Variable, null);

    [TestCase("vllm serve m --api-key one", "one")]
    [TestCase("vllm serve m --api_key=one", "one")]
    [TestCase("vllm serve m --api-key one --api-key two", "two")]
    [TestCase("vllm serve m --api-key one two --port 1", "one")]
    [TestCase("vllm serve m --api-key one,two", "one,two")]
    [TestCase("llama-server -m x --api-key one,two", "one")]
    [TestCase("sglang serve --model-path m --api-key one --admin-api-key two", "one")]
    [TestCase("infinity_emb v2 --api-key one", "one")]
    public void TryFind_KeyInTheCommand_IsTheServersOwn(string command, string expected) =>
        Assert.That(Find(command), Is.EqualTo(expected));

    [TestCase("sglang serve --model-path m --api-key one --admin-api-key two", "two")]
    [TestCase("sglang serve --model-path m --admin-api-key two", "two")]
    [TestCase("sglang serve --model-path m --api-key one", "one")]
    [TestCase("vllm serve m --api-key one --admin-api-key two", "one", Description = "vLLM has no such option.")]
    public void TryFind_Administration_PrefersTheKeyForIt(string command, string expected) =>
        Assert.That(Find(command, isAdministration: true), Is.EqualTo(expected));

    [TestCase("env VLLM_API_KEY=of-env nice vllm serve m", "of-env")]
    [TestCase("env -i LLAMA_API_KEY=of-env llama-server -m x", "of-env")]
    public void TryFind_KeySetByEnv_IsTheServers(string command, string expected) => Assert.That(Find(command), Is.EqualTo(expected));

    [TestCase("VLLM_API_KEY", "vllm serve m")]
    [TestCase("LLAMA_API_KEY", "llama-server -m x")]
    [TestCase("INFINITY_API_KEY", "infinity_emb v2")]
    public void TryFind_KeyInTheServersEnvironment_IsTaken(string variable, string command)
    {
        var spec = new ServerSpec
        {
            Command = CommandLine.Parse(command),
            Environment = new Dictionary<string, string?> { [variable] = "of-server" },
        };

        Assert.That(Find(spec, Access, isAdministration: false), Is.EqualTo("of-server"));
    }

    [Test]
    public void TryFind_CommandAndEnvironment_CommandWins()
    {
        var spec = new ServerSpec
        {
            Command = CommandLine.Parse("vllm serve m --api-key one"),
            Environment = new Dictionary<string, string?> { ["VLLM_API_KEY"] = "two" },
        };

        Assert.That(Find(spec, Access, isAdministration: false), Is.EqualTo("one"));
    }

    [Test]
    public void TryFind_NamedVariable_WinsOverTheCommand() =>
        Assert.That(Find("vllm serve m --api-key one", access: new ServerAccess { ApiKeyVariable = Variable }), Is.EqualTo("of-variable"));

    [TestCase("vllm serve m --api-key")]
    [TestCase("vllm serve m --api-key ''")]
    [TestCase("vllm serve m --api-key 'one\ntwo'")]
    [TestCase("vllm serve m --api-key '\u00fc'")]
    public void TryFind_NoKeyThatAHeaderCanHold_IsNone(string command) =>
        Assert.That(
            Find(command, access: new ServerAccess { ApiKeyVariable = null }),
            Is.EqualTo(Environment.GetEnvironmentVariable("OPENAI_API_KEY"))
        );

    [Test]
    public void ToString_SaysWhereItIsFromAndNotWhatItIs()
    {
        var key = ServerKey.TryFind(
            new ServerSpec { Command = CommandLine.Parse("vllm serve m --api-key sk-secret") },
            ServerProfiles.Vllm,
            Access,
            isAdministration: false
        );

        Assert.That(key!.ToString(), Is.EqualTo("of --api-key in the server's command"));
    }

    [Test]
    public void FindProblem_NamedVariableIsNotSet_SaysSo()
    {
        Assert.That(
            new ServerAccess { ApiKeyVariable = "SERVEMULTI_TEST_NO_SUCH_KEY" }.FindProblem(),
            Does.Contain("SERVEMULTI_TEST_NO_SUCH_KEY").And.Contain("--api-key-env")
        );
        Assert.That(new ServerAccess { ApiKeyVariable = Variable }.FindProblem(), Is.Null);
        Assert.That(Access.FindProblem(), Is.Null);
    }

    private static string? Find(string command, bool isAdministration = false, ServerAccess? access = null) =>
        Find(new ServerSpec { Command = CommandLine.Parse(command) }, access ?? Access, isAdministration);

    private static string? Find(ServerSpec spec, ServerAccess access, bool isAdministration) =>
        ServerKey.TryFind(spec, ServerProfiles.TryFind(spec)!, access, isAdministration)?.ToHeader().Parameter;
}
