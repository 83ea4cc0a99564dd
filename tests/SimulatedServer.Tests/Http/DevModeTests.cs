namespace ServeMulti.Simulation.Tests.Http;

public sealed class DevModeTests
{
    [TestCase("/reset_prefix_cache")]
    [TestCase("/reset_mm_cache")]
    [TestCase("/reset_encoder_cache")]
    public async Task Post_ResetRoute_Is200(string path)
    {
        await using var server = await ServerProcess.StartAsync(devMode: true);

        using var response = await server.Client.PostAsync(path, null);

        Assert.That((int)response.StatusCode, Is.EqualTo(200));
    }

    [Test]
    public async Task Post_ResetPrefixCache_TheNextEqualPromptHitsNothing()
    {
        await using var server = await ServerProcess.StartAsync("--enable-prompt-tokens-details", devMode: true);
        object body = new
        {
            model = "m",
            prompt = Enumerable.Range(0, 40),
            max_tokens = 1,
        };
        await server.CompleteAsync(body);

        using var reset = await server.Client.PostAsync("/reset_prefix_cache", null);
        var again = await server.CompleteAsync(body);

        Assert.That(again.GetProperty("usage").GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt32(), Is.Zero);
    }
}
