namespace ServeMulti.LlamaEngine.Http;

/// <summary>A request that is refused, with what OpenAI's error object says of it.</summary>
internal sealed class RequestException(int status, string type, string message, string? parameter = null, string? code = null)
    : Exception(message)
{
    public int Status { get; } = status;

    public string Type { get; } = type;

    public string? Parameter { get; } = parameter;

    public string? Code { get; } = code;

    public static RequestException Bad(string message, string? parameter = null, string? code = null) =>
        new(400, "invalid_request_error", message, parameter, code);

    public static RequestException NotFound(string message, string? code = null) => new(404, "invalid_request_error", message, null, code);

    public static RequestException Stopping() => new(503, "server_error", "The server stops.");
}
