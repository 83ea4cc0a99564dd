using System.Net;

namespace ServeMulti.Launching;

public sealed class ServerFactsTests
{
    private static readonly Uri Endpoint = new("http://localhost:8000");

    [Test]
    public async Task ReadFactsAsync_Vllm_NamesVersionAndModel() =>
        Assert.That(
            await ReadAsync(
                ServerProfiles.Vllm,
                ("/version", """{"version": "0.11.0"}"""),
                ("/v1/models", """{"object": "list", "data": [{"id": "chat", "root": "meta-llama/Llama-3.1-8B"}]}""")
            ),
            Is.EqualTo(
                new Dictionary<string, string> { ["server version"] = "vLLM 0.11.0", ["served model"] = "chat (meta-llama/Llama-3.1-8B)" }
            )
        );

    [Test]
    public async Task ReadFactsAsync_Sglang_NamesVersionAndModel() =>
        Assert.That(
            await ReadAsync(
                ServerProfiles.Sglang,
                ("/get_server_info", """{"model_path": "/models/a", "version": "0.5.3", "internal_states": [{"x": 1}]}"""),
                ("/v1/models", """{"data": [{"id": "a"}]}""")
            ),
            Is.EqualTo(
                new Dictionary<string, string>
                {
                    ["server version"] = "SGLang 0.5.3",
                    ["model"] = "/models/a",
                    ["served model"] = "a",
                }
            )
        );

    [Test]
    public async Task ReadFactsAsync_LlamaCpp_NamesBuildAndModel() =>
        Assert.That(
            await ReadAsync(
                ServerProfiles.LlamaCpp,
                ("/props", """{"build_info": "b6700-3c3635d2", "model_path": "m.gguf", "total_slots": 4}""")
            ),
            Is.EqualTo(new Dictionary<string, string> { ["server version"] = "llama.cpp b6700-3c3635d2", ["model"] = "m.gguf" })
        );

    [TestCase("")]
    [TestCase("<html>")]
    [TestCase("[]")]
    [TestCase("""{"version": 3, "data": {"id": "a"}}""")]
    [TestCase("""{"version": "", "data": [null, 1, {"id": null}]}""")]
    public async Task ReadFactsAsync_AnswerThatIsNotKnown_SaysNothing(string answer) =>
        Assert.That(await ReadAsync(ServerProfiles.Vllm, ("/version", answer), ("/v1/models", answer)), Is.Empty);

    [Test]
    public async Task ReadFactsAsync_ServerThatIsGone_SaysNothing()
    {
        var http = new FakeHttp((_, _) => throw new HttpRequestException("connection refused"));

        Assert.That(await ReadAsync(http, ServerProfiles.Vllm), Is.Empty);
    }

    [Test]
    public async Task ReadFactsAsync_ServerOfUnknownKind_IsNotAsked()
    {
        var http = new FakeHttp(_ => HttpStatusCode.OK);

        Assert.That(await ReadAsync(http, ServerProfiles.Unknown), Is.Empty);
        Assert.That(http.Requests, Is.Empty);
    }

    private static Task<IReadOnlyDictionary<string, string>> ReadAsync(
        ServerProfile profile,
        params (string Path, string Json)[] answers
    ) =>
        ReadAsync(
            new FakeHttp(
                (request, _) =>
                    Task.FromResult(
                        answers.FirstOrDefault(one => one.Path == request.RequestUri!.AbsolutePath).Json is { } json
                            ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(json) }
                            : new HttpResponseMessage(HttpStatusCode.NotFound)
                    )
            ),
            profile
        );

    private static async Task<IReadOnlyDictionary<string, string>> ReadAsync(FakeHttp http, ServerProfile profile) =>
        await new HttpReadinessProbe(httpClient: http.CreateClient()).ReadFactsAsync(
            new ReadinessRequest(new ServerSpec(), Endpoint, profile)
        );
}
