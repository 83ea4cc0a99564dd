using ServeMulti.Parameters;

namespace ServeMulti.Launching;

/// <summary>Readiness and cache resets of real servers that want a key, or have a certificate that nobody vouches for.</summary>
public sealed class ServerAccessTests
{
    private const string Variable = "SERVEMULTI_TEST_GUARDED_KEY";

    private static readonly ServerAccess Named = new() { ApiKeyVariable = Variable };

    [OneTimeSetUp]
    public static void SetVariable() => Environment.SetEnvironmentVariable(Variable, GuardedServer.Key);

    [OneTimeTearDown]
    public static void RemoveVariable() => Environment.SetEnvironmentVariable(Variable, null);

    [Test]
    public async Task ProbeAsync_KeyInTheCommand_LetsIn()
    {
        await using var server = new GuardedServer(isTls: false);

        var answer = await new HttpReadinessProbe().ProbeAsync(Request(server, "vllm", "serve", "m", "--api-key", GuardedServer.Key));

        Assert.That(answer.IsReady, Is.True, answer.Detail);
    }

    [Test]
    public async Task ProbeAsync_WrongKey_SaysSoWithoutTheKey()
    {
        await using var server = new GuardedServer(isTls: false);

        var answer = await new HttpReadinessProbe().ProbeAsync(Request(server, "vllm", "serve", "m", "--api-key", "sk-wrong"));

        Assert.That(answer.IsRefused, Is.True);
        Assert.That(
            answer.Detail,
            Does.Contain("did not accept the key of --api-key in the server's command")
                .And.Contain("--api-key-env")
                .And.Not.Contain("sk-wrong")
        );
    }

    [Test]
    public async Task LaunchAsync_RunningServerWithAKey_IsReady()
    {
        await using var server = new GuardedServer(isTls: false);

        await using var running = await new RunningServerLauncher(access: Named).LaunchAsync(new ServerSpec { Endpoint = server.Endpoint });

        Assert.That(running.CanRestart, Is.False);
        Assert.That(server.Answers, Is.EqualTo(new[] { "GET /health 200" }));
    }

    [Test]
    public async Task LaunchAsync_RunningServerRefusesTheKey_EndsAtOnceAndNamesTheOption()
    {
        await using var server = new GuardedServer(isTls: false);
        var spec = new ServerSpec { Endpoint = server.Endpoint, ReadyTimeout = TimeSpan.FromHours(10) };

        // PATH is set everywhere, and no key.
        Assert.That(
            () => new RunningServerLauncher(access: new ServerAccess { ApiKeyVariable = "PATH" }).LaunchAsync(spec),
            Throws.TypeOf<ServerStartException>().With.Message.Contains("/health answered 401").And.Message.Contains("--api-key-env")
        );
    }

    [Test]
    public async Task ProbeAsync_CertificateOfItsOwn_IsRefusedAndNamesTheOption()
    {
        await using var server = new GuardedServer(isTls: true);

        var answer = await new HttpReadinessProbe(access: Named).ProbeAsync(Request(server));

        Assert.That(answer.IsRefused, Is.True);
        Assert.That(answer.Detail, Does.Contain("the certificate of the server is not trusted").And.Contain("--insecure"));
        Assert.That(server.Answers, Is.Empty);
    }

    [Test]
    public async Task ProbeAsync_CertificateOfItsOwnAccepted_IsReady()
    {
        await using var server = new GuardedServer(isTls: true);

        var answer = await new HttpReadinessProbe(access: Named with { AcceptsAnyCertificate = true }).ProbeAsync(Request(server));

        Assert.That(answer.IsReady, Is.True, answer.Detail);
    }

    [Test]
    public async Task ProbeAsync_NoTlsOnThePort_IsAskedAgain()
    {
        await using var server = new GuardedServer(isTls: false);
        var request = Request(server) with { Endpoint = new UriBuilder(server.Endpoint) { Scheme = "https" }.Uri };

        var answer = await new HttpReadinessProbe(access: Named).ProbeAsync(request);

        Assert.That(
            answer,
            Has.Property(nameof(ReadinessAnswer.IsReady)).False.And.Property(nameof(ReadinessAnswer.IsRefused)).False,
            answer.Detail
        );
    }

    [Test]
    public async Task ResetAsync_CertificateOfItsOwn_IsRefusedUnlessAccepted()
    {
        await using var server = new GuardedServer(isTls: true);
        var running = new DelegateServer(Request(server).Spec with { Profile = ServerProfiles.Sglang }, server.Endpoint);

        Assert.That(
            () => new HttpCacheResetter(access: Named).ResetAsync(running),
            Throws.TypeOf<CacheResetException>().With.Message.Contains("--insecure")
        );
        await new HttpCacheResetter(access: Named with { AcceptsAnyCertificate = true }).ResetAsync(running);

        Assert.That(server.Answers, Is.EqualTo(new[] { "POST /flush_cache 200" }));
    }

    private static ReadinessRequest Request(GuardedServer server, params string[] command)
    {
        var spec = new ServerSpec { Command = command is [var program, .. var arguments] ? new CommandLine(program, arguments) : null };
        return new ReadinessRequest(spec, server.Endpoint, ServerProfiles.Vllm);
    }
}
