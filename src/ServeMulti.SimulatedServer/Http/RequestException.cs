namespace ServeMulti.Simulation.Http;

/// <summary>A refused request, with the message format and the status of vLLM.</summary>
internal sealed class RequestException(int status, string type, string message, string? parameter = null) : Exception(message)
{
    public int Status { get; } = status;

    public string Type { get; } = type;

    public string? Parameter { get; } = parameter;

    public static RequestException BadRequest(string message, string? parameter = null) => new(400, "BadRequestError", message, parameter);

    public static RequestException UnknownModel(string model) => new(404, "NotFoundError", $"The model `{model}` does not exist.", "model");

    public static RequestException Unavailable(string message) => new(503, "ServiceUnavailableError", message);
}
