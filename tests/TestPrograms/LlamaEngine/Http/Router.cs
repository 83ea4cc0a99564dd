using ServeMulti.LlamaEngine.Decoding;
using ServeMulti.LlamaEngine.Model;

namespace ServeMulti.LlamaEngine.Http;

/// <summary>Finds what answers a path, and turns refusals into OpenAI's error object.</summary>
internal sealed class Router
{
    public const string ModelName = "tiny-random";

    private readonly EngineOptions _options;
    private readonly LoadedModel _model;
    private readonly DecodeLoop _decoding;
    private readonly Dictionary<string, (string Method, RequestDelegate Handler)> _routes;

    public Router(EngineOptions options, LoadedModel model, DecodeLoop decoding)
    {
        _options = options;
        _model = model;
        _decoding = decoding;
        var completions = new CompletionHandler(options, model, decoding);
        _routes = new()
        {
            ["/health"] = ("GET", static context => WriteAsync(context, 200, new { status = "ok" })),
            ["/v1/models"] = ("GET", WriteModelsAsync),
            ["/metrics"] = ("GET", WriteMetricsAsync),
            ["/tokenize"] = ("POST", TokenizeAsync),
            ["/v1/completions"] = ("POST", context => completions.HandleAsync(context, isChat: false)),
            ["/v1/chat/completions"] = ("POST", context => completions.HandleAsync(context, isChat: true)),
        };
    }

    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await RouteAsync(context);
        }
        catch (RequestException refusal)
        {
            await WriteErrorAsync(context, refusal);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone: there is nobody to answer.
        }
        catch (OperationCanceledException)
        {
            await WriteErrorAsync(context, RequestException.Stopping());
        }
    }

    private Task RouteAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (!_routes.TryGetValue(path, out var route))
        {
            throw RequestException.NotFound($"There is no {context.Request.Method} {path}. Known: {string.Join(", ", _routes.Keys)}.");
        }

        return context.Request.Method == route.Method
            ? route.Handler(context)
            : throw new RequestException(405, "invalid_request_error", $"{path} takes {route.Method} only.");
    }

    private Task WriteModelsAsync(HttpContext context) =>
        WriteAsync(
            context,
            200,
            new
            {
                @object = "list",
                data = new[]
                {
                    new
                    {
                        id = ModelName,
                        @object = "model",
                        owned_by = "llama-engine",
                        max_model_len = _options.ContextSize,
                        vocab_size = _model.TokenCount,
                    },
                },
            }
        );

    private Task WriteMetricsAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return context.Response.WriteAsync(MetricsText.Format(_decoding.Read()));
    }

    private async Task TokenizeAsync(HttpContext context)
    {
        using var body = await Json.ReadObjectAsync(context.Request);
        var text = body.RootElement.Text("content") ?? throw RequestException.Bad("content is missing.", "content");
        var tokens = _model.Tokenize(text, body.RootElement.Flag("add_special"));
        await WriteAsync(context, 200, new { tokens });
    }

    private static Task WriteErrorAsync(HttpContext context, RequestException refusal) =>
        WriteAsync(
            context,
            refusal.Status,
            new
            {
                error = new
                {
                    message = refusal.Message,
                    type = refusal.Type,
                    param = refusal.Parameter,
                    code = refusal.Code,
                },
            }
        );

    private static Task WriteAsync<T>(HttpContext context, int status, T answer)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(answer);
    }
}
