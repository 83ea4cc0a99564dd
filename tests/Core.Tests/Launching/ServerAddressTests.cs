using System.Globalization;
using ServeMulti.Parameters;

namespace ServeMulti.Launching;

public sealed class ServerAddressTests
{
    [TestCase("", "http://localhost:8000/")]
    [TestCase("--host 127.0.0.2 --port 8001", "http://127.0.0.2:8001/")]
    [TestCase("--host=127.0.0.2 --port=8001", "http://127.0.0.2:8001/")]
    [TestCase("--host 127.0.0.2 -p 8001", "http://127.0.0.2:8001/")]
    [TestCase("-p8001", "http://localhost:8001/")]
    [TestCase("-p=8001", "http://localhost:8001/")]
    [TestCase("--port 8001 --port 8002", "http://localhost:8002/")]
    [TestCase("-p 8001 --port 8002", "http://localhost:8002/")]
    [TestCase("--port 8001 -p 8002", "http://localhost:8002/")]
    [TestCase("--host ::1 --port 8001", "http://[::1]:8001/")]
    [TestCase("--host=::1 --port=8001", "http://[::1]:8001/")]
    [TestCase("--host [::1] --port=8001", "http://[::1]:8001/")]
    [TestCase("--port 8001 --port-other 9000", "http://localhost:8001/")]
    [TestCase("--port_other 9000", "http://localhost:8000/")]
    [TestCase("--host 0.0.0.0", "http://127.0.0.1:8000/")]
    [TestCase("--host ::", "http://[::1]:8000/")]
    [TestCase("--host gpu-7.example --port 80", "http://gpu-7.example/")]
    [TestCase("--ssl-certfile c.pem --ssl-keyfile k.pem --port 8443", "https://localhost:8443/")]
    [TestCase("--ssl_keyfile=k.pem", "https://localhost:8000/")]
    [TestCase("--port 1", "http://localhost:1/")]
    [TestCase("--port 65535", "http://localhost:65535/")]
    [TestCase("-- --port 9000", "http://localhost:8000/")]
    [TestCase("-pp 2 -tp 4", "http://localhost:8000/")]
    public void TryFindEndpoint_VllmArguments_IsTheAddressForClients(string arguments, string endpoint)
    {
        var isFound = ServerProfiles.Vllm.TryFindEndpoint(Command(arguments), out var found, out var problem);

        Assert.That(problem, Is.Null);
        Assert.That(isFound, Is.True);
        Assert.That(found, Is.EqualTo(new Uri(endpoint)));
    }

    [TestCase("uv run -p 3.12 vllm serve m", "http://localhost:8000/")]
    [TestCase("numactl -p 0 -- vllm serve m --port 9001", "http://localhost:9001/")]
    [TestCase("env PORT=1 nice -n 5 python -m vllm.entrypoints.openai.api_server --port 9001", "http://localhost:9001/")]
    public void TryFindEndpoint_BehindAWrapper_ReadsTheServersOptionsAlone(string command, string endpoint)
    {
        ServerProfiles.Vllm.TryFindEndpoint(CommandLine.Parse(command), out var found, out var problem);

        Assert.That((found, problem), Is.EqualTo((new Uri(endpoint), (string?)null)));
    }

    [Test]
    public void TryFindEndpoint_ContainerThatMapsPorts_AsksForTheAddress()
    {
        ServerProfiles.Vllm.TryFindEndpoint(CommandLine.Parse("docker run -p 8001:8000 img m"), out _, out var problem);

        Assert.That(
            problem,
            Is.EqualTo(
                "'8001:8000' in -p of the vLLM server's command is not a port; give one from 1 to 65535, or the server's address (--endpoint)."
            )
        );
    }

    [TestCase("--port abc", "'abc'")]
    [TestCase("--port 0", "'0'")]
    [TestCase("--port 65536", "'65536'")]
    [TestCase("--port -1", "'-1'")]
    [TestCase("--port 8,000", "'8,000'")]
    [TestCase("--port= ", "''")]
    [TestCase("--port", "--port")]
    [TestCase("--port --host x", "--port")]
    [TestCase("--port 8001 --port x", "'x'")]
    [TestCase("--host", "--host")]
    [TestCase("--host=", "--host")]
    [TestCase("--host a/b:c", "'a/b:c'")]
    [TestCase("--host user@evil", "'user@evil'")]
    public void TryFindEndpoint_NoAddress_NamesWhatIsWrong(string arguments, string named)
    {
        var isFound = ServerProfiles.Vllm.TryFindEndpoint(Command(arguments), out var found, out var problem);

        Assert.That(isFound, Is.False);
        Assert.That(found, Is.Null);
        Assert.That(problem, Does.Contain(named).And.Contain("vLLM"));
    }

    [TestCase("Simulated", "", "http://127.0.0.1:8000/")]
    [TestCase("Sglang", "", "http://127.0.0.1:30000/")]
    [TestCase("LlamaCpp", "-p prompt", "http://127.0.0.1:8080/")]
    [TestCase("Infinity", "", "http://127.0.0.1:7997/")]
    [TestCase("Sglang", "-p 8001", "http://127.0.0.1:30000/")]
    public void TryFindEndpoint_OtherProfiles_HaveTheirDefaults(string profile, string arguments, string endpoint)
    {
        var known = (ServerProfile)typeof(ServerProfiles).GetProperty(profile)!.GetValue(null)!;

        known.TryFindEndpoint(Command(arguments), out var found, out _);

        Assert.That(found, Is.EqualTo(new Uri(endpoint)));
    }

    [TestCase("a\nb")]
    [TestCase("a b")]
    [TestCase("a..b")]
    public void TryFindEndpoint_HostThatNoAddressCanHave_IsTheProblem(string host)
    {
        var isFound = ServerProfiles.Vllm.TryFindEndpoint(new("vllm", "serve", "m", "--host", host), out _, out var problem);

        Assert.That((isFound, problem?.Contains("is not a valid host name"), problem?.Contains('\n')), Is.EqualTo((false, true, false)));
    }

    [TestCase("")]
    [TestCase("de-DE")]
    [TestCase("tr-TR")]
    [TestCase("ar-SA")]
    public void TryFindEndpoint_AnyCulture_IsTheSame(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            ServerProfiles.Vllm.TryFindEndpoint(Command("--host IIS --port 8001"), out var found, out _);

            Assert.That(found?.AbsoluteUri, Is.EqualTo("http://iis:8001/"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static CommandLine Command(string arguments) =>
        new("vllm", ["serve", "m", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
}
