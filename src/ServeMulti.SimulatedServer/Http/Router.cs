using System.Globalization;
using System.Text;
using System.Text.Json;
using ServeMulti.Simulation.Options;
using ServeMulti.Simulation.Realtime;

namespace ServeMulti.Simulation.Http;

/// <summary>Routes requests by path, and converts errors into vLLM's error object.</summary>
internal sealed class Router
{
    private readonly ServerOptions _options;
    private readonly EngineLoop _engine;
    private readonly ServerState _state;
    private readonly FinishedRequests _finished = new();
    private readonly long _created = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
    private readonly Dictionary<string, (string Method, RequestDelegate Handler)> _routes;

    public Router(ServerOptions options, EngineLoop engine, ServerState state)
    {
        _options = options;
        _engine = engine;
        _state = state;
        var completions = new CompletionHandler(options, engine, _finished, state);
        _routes = new Dictionary<string, (string, RequestDelegate)>(StringComparer.Ordinal)
        {
            ["/health"] = ("GET", static _ => Task.CompletedTask),
            ["/ping"] = ("GET", static _ => Task.CompletedTask),
            ["/version"] = ("GET", static context => WriteJsonAsync(context, 200, "{\"version\":\"simulated\"}")),
            ["/metrics"] = ("GET", WriteMetricsAsync),
            ["/v1/models"] = ("GET", WriteModelsAsync),
            ["/v1/completions"] = ("POST", context => completions.HandleAsync(context, isChat: false)),
            ["/v1/chat/completions"] = ("POST", context => completions.HandleAsync(context, isChat: true)),
        };
        if (options.IsDevMode)
        {
            _routes.Add("/reset_prefix_cache", ("POST", ResetPrefixCache));

            // The simulation has no such caches, so there is nothing to reset.
            _routes.Add("/reset_mm_cache", ("POST", static _ => Task.CompletedTask));
            _routes.Add("/reset_encoder_cache", ("POST", static _ => Task.CompletedTask));
        }
    }

    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await RouteAsync(context);
        }
        catch (RequestException refusal) when (!context.Response.HasStarted)
        {
            await WriteErrorAsync(context, refusal);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has disconnected.
        }
    }

    private Task RouteAsync(HttpContext context)
    {
        if (!_state.IsReady)
        {
            throw RequestException.Unavailable("The server is starting.");
        }

        if (!_routes.TryGetValue(context.Request.Path.Value ?? "", out var route))
        {
            return WriteJsonAsync(context, 404, "{\"detail\":\"Not Found\"}");
        }

        if (context.Request.Method == route.Method)
        {
            return route.Handler(context);
        }

        context.Response.Headers.Allow = route.Method;
        return WriteJsonAsync(context, 405, "{\"detail\":\"Method Not Allowed\"}");
    }

    private Task ResetPrefixCache(HttpContext context)
    {
        _engine.ResetPrefixCache();
        return Task.CompletedTask;
    }

    private Task WriteMetricsAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        var text = MetricsText.Format(_options.ModelName, _engine.Counters, _finished, _engine.Lag);
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask();
    }

    private Task WriteModelsAsync(HttpContext context)
    {
        var id = JsonEncodedText.Encode(_options.ModelName).ToString();
        var root = JsonEncodedText.Encode(_options.Model).ToString();
        return WriteJsonAsync(
            context,
            200,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{{\"object\":\"list\",\"data\":[{{\"id\":\"{id}\",\"object\":\"model\",\"created\":{_created},\"owned_by\":\"simulated-server\","
                    + $"\"root\":\"{root}\",\"parent\":null,\"max_model_len\":{_options.MaxModelLen}}}]}}"
            )
        );
    }

    private static Task WriteErrorAsync(HttpContext context, RequestException refusal)
    {
        var parameter = refusal.Parameter is null ? "null" : $"\"{refusal.Parameter}\"";
        return WriteJsonAsync(
            context,
            refusal.Status,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{{\"error\":{{\"message\":\"{JsonEncodedText.Encode(refusal.Message)}\",\"type\":\"{refusal.Type}\","
                    + $"\"param\":{parameter},\"code\":{refusal.Status}}}}}"
            )
        );
    }

    private static Task WriteJsonAsync(HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(json)).AsTask();
    }
}
