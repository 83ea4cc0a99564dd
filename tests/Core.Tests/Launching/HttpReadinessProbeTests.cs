using System.Net;
using Microsoft.Extensions.Time.Testing;
using ServeMulti.Parameters;

namespace ServeMulti.Launching;

public sealed class HttpReadinessProbeTests
{
    private static readonly Uri Endpoint = new("http://localhost:8000");

    [TestCase(HttpStatusCode.OK, true)]
    [TestCase(HttpStatusCode.NoContent, false)]
    [TestCase(HttpStatusCode.ServiceUnavailable, false)]
    [TestCase(HttpStatusCode.NotFound, false)]
    [TestCase(HttpStatusCode.Redirect, false)]
    public async Task ProbeAsync_Status_Only200IsReady(HttpStatusCode status, bool isReady)
    {
        var http = new FakeHttp(_ => status);

        var answer = await Probe(http).ProbeAsync(Request(Endpoint, ServerProfiles.Vllm));

        Assert.That(answer, Is.EqualTo(new ReadinessAnswer(isReady, $"GET http://localhost:8000/health answered {(int)status}")));
    }

    [Test]
    public async Task ProbeAsync_EndpointWithAPath_KeepsIt()
    {
        var http = new FakeHttp(_ => HttpStatusCode.OK);

        await Probe(http).ProbeAsync(Request(new Uri("https://gateway/model/"), ServerProfiles.Vllm));

        Assert.That(http.Requests, Is.EqualTo(new[] { "GET https://gateway/model/health" }));
    }

    [Test]
    public async Task ProbeAsync_FirstPathDoesNotExist_AsksTheNext()
    {
        var http = new FakeHttp(path => path == "/v1/models" ? HttpStatusCode.OK : HttpStatusCode.NotFound);

        var answer = await Probe(http).ProbeAsync(Request(Endpoint, ServerProfiles.Unknown));

        Assert.That(answer.IsReady, Is.True);
        Assert.That(http.Requests, Is.EqualTo(new[] { "GET http://localhost:8000/health", "GET http://localhost:8000/v1/models" }));
    }

    [Test]
    public async Task ProbeAsync_FirstPathSaysNotReady_DoesNotAskTheNext()
    {
        var http = new FakeHttp(path => path == "/v1/models" ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable);

        Assert.That((await Probe(http).ProbeAsync(Request(Endpoint, ServerProfiles.Unknown))).IsReady, Is.False);
    }

    [Test]
    public async Task ProbeAsync_NotReachable_IsNotReadyAndSaysWhy()
    {
        var http = new FakeHttp((_, _) => throw new HttpRequestException("outer", new IOException("Connection refused")));

        var answer = await Probe(http).ProbeAsync(Request(Endpoint, ServerProfiles.Vllm));

        Assert.That(answer, Is.EqualTo(new ReadinessAnswer(false, "GET http://localhost:8000/health: Connection refused")));
    }

    [Test]
    public async Task ProbeAsync_NoAnswer_GivesUpAfterTheRequestTimeout()
    {
        var clock = new FakeTimeProvider();
        var probe = new HttpReadinessProbe(TimeSpan.FromSeconds(3), new FakeHttp(FakeHttp.Hang).CreateClient(), clock);
        var asking = probe.ProbeAsync(Request(Endpoint, ServerProfiles.Vllm));

        clock.Advance(TimeSpan.FromSeconds(3));

        Assert.That(await asking, Is.EqualTo(new ReadinessAnswer(false, "GET http://localhost:8000/health did not answer within 3 s")));
    }

    [Test]
    public async Task ProbeAsync_Cancelled_Throws()
    {
        using var cancellation = new CancellationTokenSource();
        var asking = Probe(new FakeHttp(FakeHttp.Hang)).ProbeAsync(Request(Endpoint, ServerProfiles.Vllm), cancellation.Token);

        await cancellation.CancelAsync();

        Assert.That(async () => await asking, Throws.InstanceOf<OperationCanceledException>());
    }

    [TestCase(HttpStatusCode.Unauthorized)]
    [TestCase(HttpStatusCode.Forbidden)]
    public async Task ProbeAsync_PathIsBehindAKey_RefusesAndNamesTheOption(HttpStatusCode status)
    {
        var answer = await Probe(new FakeHttp(_ => status)).ProbeAsync(Request(Endpoint, ServerProfiles.LlamaCpp));

        Assert.That(answer, Has.Property(nameof(ReadinessAnswer.IsReady)).False.And.Property(nameof(ReadinessAnswer.IsRefused)).True);
        Assert.That(
            answer.Detail,
            Does.StartWith($"GET http://localhost:8000/health answered {(int)status}: the server ")
                .And.Contain("OPENAI_API_KEY")
                .And.Contain("--api-key-env")
        );
    }

    [Test]
    public async Task ProbeAsync_KeyInTheCommand_IsSent()
    {
        var http = new FakeHttp(_ => HttpStatusCode.OK);
        var spec = new ServerSpec { Command = CommandLine.Parse("llama-server -m x --api-key=one,two") };

        await Probe(http).ProbeAsync(new ReadinessRequest(spec, Endpoint, ServerProfiles.LlamaCpp));

        Assert.That(http.Keys, Is.EqualTo(new[] { "Bearer one" }));
    }

    [Test]
    public void Constructor_TimeoutNotPositive_IsRefused() =>
        Assert.That(() => new HttpReadinessProbe(TimeSpan.Zero), Throws.TypeOf<ArgumentOutOfRangeException>());

    private static ReadinessRequest Request(Uri endpoint, ServerProfile profile) => new(new ServerSpec(), endpoint, profile);

    private static HttpReadinessProbe Probe(FakeHttp http) => new(httpClient: http.CreateClient());
}
