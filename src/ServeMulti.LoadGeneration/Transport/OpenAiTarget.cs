using System.Net.Http.Headers;

namespace ServeMulti.LoadGeneration.Transport;

/// <summary>Where requests go, and how. Immutable.</summary>
internal sealed record OpenAiTarget
{
    public required Uri RequestUri { get; init; }

    public required string BaseAddress { get; init; }

    public Uri ModelsUri => AddressOf("/v1/models");

    public bool IsStreaming { get; init; } = true;

    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromHours(1);

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public string? ApiKey { get; init; }

    /// <summary>Gets the environment variable that the key is read from; empty if none is.</summary>
    public string ApiKeyVariable { get; init; } = "";

    /// <summary>Reads the target from settings whose address is known, and the API key from the environment.</summary>
    public static OpenAiTarget Of(OpenAiBenchmarkOptions settings)
    {
        var address = settings.BaseUrl!.GetLeftPart(UriPartial.Path).TrimEnd('/');
        return new()
        {
            RequestUri = new(address + settings.RequestPath),
            BaseAddress = address,
            IsStreaming = settings.Streams,
            RequestTimeout = settings.RequestTimeout,
            Headers = settings.Headers,
            ApiKey = FindApiKey(settings),
            ApiKeyVariable = settings.ApiKeyVariable,
        };
    }

    /// <summary>Finds the API key in the environment; null if there is none.</summary>
    public static string? FindApiKey(OpenAiBenchmarkOptions settings) =>
        settings.ApiKeyVariable.Length > 0 && Environment.GetEnvironmentVariable(settings.ApiKeyVariable) is { Length: > 0 } key
            ? key
            : null;

    /// <summary>Returns the address of something else than the requests.</summary>
    public Uri AddressOf(string path) => new(BaseAddress + path);

    public void AddHeaders(HttpRequestHeaders headers)
    {
        if (ApiKey is not null)
        {
            headers.TryAddWithoutValidation("Authorization", "Bearer " + ApiKey);
        }

        foreach (var (name, value) in Headers)
        {
            headers.Remove(name);
            headers.TryAddWithoutValidation(name, value);
        }
    }

    // The API key must not reach a log by way of a record's text.
    public override string ToString() => RequestUri.ToString();
}
