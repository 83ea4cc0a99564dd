using System.Text;
using ServeMulti.LoadGeneration.Arrivals;
using ServeMulti.LoadGeneration.Metrics;
using ServeMulti.LoadGeneration.Prompts;
using ServeMulti.LoadGeneration.Requests;
using ServeMulti.LoadGeneration.Transport;

namespace ServeMulti.LoadGeneration;

/// <summary>Sends a few requests to a server within the process, before those that count.</summary>
/// <remarks>Code runs slowly the first time: without a rehearsal the first requests of a run would be late, and their first tokens would
/// seem so.</remarks>
internal static class Rehearsal
{
    private const int Requests = 3;

    public static async Task RunAsync(OpenAiBenchmarkOptions settings, TimeProvider time, CancellationToken cancellationToken)
    {
        var server = new RehearsalServer(
            settings.Streams ? "text/event-stream" : "application/json",
            Encoding.UTF8.GetBytes(ComposeAnswer(settings))
        );
        await using (server.ConfigureAwait(false))
        {
            using var clients = OpenAiClients.Create(usesProxy: false, acceptsAnyCertificate: false, OpenFileLimit.Read());
            var target = OpenAiTarget.Of(settings with { BaseUrl = server.Address, ApiKeyVariable = "", Headers = [] });
            var form = settings.PromptForm != PromptForm.Words && PromptFormProbe.CanSendIds(settings) ? PromptForm.Ids : PromptForm.Words;
            var prompts = new RandomPromptSource(new() { InputLength = 8, OutputLength = 3 }, settings.Seed, form);
            var sender = await clients
                .CreateSenderAsync(
                    target,
                    new(settings with { ExtraBody = null }, "rehearsal"),
                    settings.Transport == ClientTransport.HttpClient ? ClientTransport.HttpClient : ClientTransport.Auto,
                    time,
                    cancellationToken
                )
                .ConfigureAwait(false);
            await using var _ = sender.ConfigureAwait(false);
            await SendAsync(settings, sender, prompts, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task SendAsync(
        OpenAiBenchmarkOptions settings,
        IRequestSender sender,
        IPromptSource prompts,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var metrics = new MetricsAccumulator(settings.Goodput, TimeSpan.Zero);
        var options = new LoadSessionOptions
        {
            FirstIndex = -Requests,
            KeepsText = settings.KeepsDetails,
            OnClosed = (_, request) => metrics.Add(request),
        };
        var session = new LoadSession(sender, prompts, options, time);
        await using (session.ConfigureAwait(false))
        {
            session.Follow(new ScheduledArrivals(new TimeSpan[Requests]), limit: 1);
            session.Start();
            await session.WhenIdleAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static string ComposeAnswer(OpenAiBenchmarkOptions settings)
    {
        var choice =
            settings.Api == OpenAiApi.ChatCompletions
                ? """{"delta":{"content":"a"},"finish_reason":null}"""
                : """{"text":"a","finish_reason":null}""";
        var chunk = $$"""{"id":"x","object":"y","choices":[{{choice}}]}""";
        const string End = """{"choices":[{"delta":{},"finish_reason":"length"}]}""";
        const string Usage = """{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":3}}""";
        const string Embedding = """{"data":[{"embedding":[0.5]}],"usage":{"prompt_tokens":1}}""";
        return settings.Streams ? $"data: {chunk}\n\ndata: {chunk}\n\ndata: {chunk}\n\ndata: {End}\n\ndata: {Usage}\n\ndata: [DONE]\n\n"
            : settings.Api == OpenAiApi.Embeddings ? Embedding
            : chunk;
    }
}
