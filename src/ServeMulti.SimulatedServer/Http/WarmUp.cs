using System.Text;
using ServeMulti.Simulation.Engine;
using ServeMulti.Simulation.Options;
using ServeMulti.Simulation.Realtime;

namespace ServeMulti.Simulation.Http;

/// <summary>Answers a request of each kind inside the process, on an engine of its own, before the server listens.</summary>
/// <remarks>Without it the first client waits up to 0.1 s for the just-in-time compiler: an outlier in every short benchmark.</remarks>
internal static class WarmUp
{
    private const int Rounds = 2;

    public static async Task RunAsync()
    {
        var options = new ServerOptions
        {
            Engine = new EngineOptions
            {
                StepBaseMicroseconds = 1,
                PrefillMicrosecondsPerToken = 0,
                DecodeMicrosecondsPerSequence = 0,
            },
        };
        using var engine = new EngineLoop(options.Engine);
        var state = new ServerState();
        state.BecomeReady();
        var router = new Router(options, engine, state);
        var prompt = string.Join(' ', Enumerable.Range(0, 64));
        for (var round = 0; round < Rounds; round++)
        {
            var rest = $$""""model":"{{options.ModelName}}","max_tokens":3,"ignore_eos":true"""" + (round == 0 ? "" : ",\"stream\":true");
            await HandleAsync(router, "GET", "/metrics", "");
            await HandleAsync(router, "POST", "/v1/completions", $$"""{"prompt":"{{prompt}}",{{rest}}}""");
            await HandleAsync(router, "POST", "/v1/completions", $$"""{"prompt":[{{prompt.Replace(' ', ',')}}],{{rest}}}""");
            await HandleAsync(
                router,
                "POST",
                "/v1/chat/completions",
                $$"""{"messages":[{"role":"user","content":"{{prompt}}"}],{{rest}}}"""
            );
        }
    }

    private static Task HandleAsync(Router router, string method, string path, string body)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = method;
        context.Request.Path = path;
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        return router.HandleAsync(context);
    }
}
