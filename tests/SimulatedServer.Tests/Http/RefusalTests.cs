namespace ServeMulti.Simulation.Tests.Http;

[FixtureLifeCycle(LifeCycle.SingleInstance)]
public sealed class RefusalTests
{
    private ServerProcess _server = null!;

    [OneTimeSetUp]
    public async Task StartServer() =>
        _server = await ServerProcess.StartAsync("--step-base-ms 0.1 --max-model-len 100 --kv-cache-tokens 64");

    [OneTimeTearDown]
    public async Task StopServer() => await _server.DisposeAsync();

    [Test]
    public async Task Completions_UnknownModel_Is404WithTheModelNamed()
    {
        (var status, var body) = await _server.PostAsync("/v1/completions", """{"model":"other","prompt":"a"}""");

        Assert.That(status, Is.EqualTo(404));
        var error = body.GetProperty("error");
        Assert.That(error.GetProperty("message").GetString(), Is.EqualTo("The model `other` does not exist."));
        Assert.That(error.GetProperty("type").GetString(), Is.EqualTo("NotFoundError"));
        Assert.That(error.GetProperty("code").GetInt32(), Is.EqualTo(404));
    }

    [TestCase("""{"model":"m","prompt":"a" """, "JSON")]
    [TestCase("", "JSON")]
    [TestCase("[]", "JSON object")]
    [TestCase("""{"prompt":"a"}""", "model")]
    [TestCase("""{"model":"m"}""", "prompt")]
    [TestCase("""{"model":"m","prompt":""}""", "no token")]
    [TestCase("""{"model":"m","prompt":5}""", "prompt")]
    [TestCase("""{"model":"m","prompt":["a","b"]}""", "one prompt")]
    [TestCase("""{"model":"m","prompt":[1,-2]}""", "token number")]
    [TestCase("""{"model":"m","prompt":"\ud800"}""", "invalid text")]
    [TestCase("""{"model":"m","prompt":"a","max_tokens":0}""", "max_tokens must be at least 1, got 0")]
    [TestCase("""{"model":"m","prompt":"a","max_tokens":"5"}""", "max_tokens must be an integer")]
    [TestCase("""{"model":"m","prompt":"a","n":2}""", "n must be 1")]
    [TestCase("""{"model":"m","prompt":"a","stream":1}""", "stream must be")]
    [TestCase("""{"model":"m","prompt":"a","stream_options":{"include_usage":true}}""", "stream_options")]
    [TestCase("""{"model":"m","prompt":"a","max_tokens":100}""", "--max-model-len")]
    [TestCase("""{"model":"m","prompt":"a","max_tokens":64}""", "--kv-cache-tokens")]
    public async Task Completions_BadRequest_Is400AndSaysWhy(string request, string reason)
    {
        (var status, var body) = await _server.PostAsync("/v1/completions", request);

        Assert.That(status, Is.EqualTo(400));
        Assert.That(body.GetProperty("error").GetProperty("message").GetString(), Does.Contain(reason));
        Assert.That(body.GetProperty("error").GetProperty("code").GetInt32(), Is.EqualTo(400));
    }

    [TestCase("""{"model":"m"}""")]
    [TestCase("""{"model":"m","messages":[]}""")]
    [TestCase("""{"model":"m","messages":["a"]}""")]
    [TestCase("""{"model":"m","messages":[{"content":"a"}]}""")]
    [TestCase("""{"model":"m","messages":[{"role":"user","content":5}]}""")]
    [TestCase("""{"model":"m","messages":[{"role":"user","content":[{"type":"image_url"}]}]}""")]
    public async Task ChatCompletions_BadMessages_Is400(string request) =>
        Assert.That((await _server.PostAsync("/v1/chat/completions", request)).Status, Is.EqualTo(400));

    [Test]
    public async Task Completions_Get_Is405()
    {
        using var response = await _server.Client.GetAsync("/v1/completions");

        Assert.That((int)response.StatusCode, Is.EqualTo(405));
    }

    [TestCase("/reset_prefix_cache")]
    [TestCase("/reset_mm_cache")]
    [TestCase("/reset_encoder_cache")]
    [TestCase("/v2")]
    public async Task Post_PathThatDoesNotExist_Is404(string path) =>
        Assert.That((await _server.PostAsync(path, "")).Status, Is.EqualTo(404));
}
