using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration.Transport;

/// <summary>Says what to do about a failure that every request has, as far as its status and the address show it.</summary>
internal static class FailureAdvice
{
    private const string Version = "/v1";

    /// <summary>Returns a sentence with a blank in front; nothing if the failure does not show what to do.</summary>
    /// <param name="status">The status of the answer; null if there was none.</param>
    /// <param name="asked">The address that was asked.</param>
    /// <param name="keyVariable">The environment variable with the key; empty if none is used.</param>
    public static string For(int? status, Uri asked, string keyVariable) =>
        status switch
        {
            _ when asked.AbsolutePath.Contains(Version + Version, StringComparison.Ordinal) =>
                $" The path has {Version} twice: leave {Version} out of the address (--base-url).",
            401 or 403 when keyVariable.Length > 0 =>
                $" The server refuses the key, or wants one: set {keyVariable}, or name another environment variable with --api-key-env.",
            401 or 403 => " The server wants a key: name an environment variable that holds it with --api-key-env.",
            404 =>
                " The server knows no such path or model: correct the address (--base-url), the path (--endpoint) or the model (--model).",
            405 => " The server does not take requests at this path: correct the address (--base-url) or the path (--endpoint).",
            _ => "",
        };

    /// <summary>Adds the advice on the requests of a benchmark to what is known of the first failure.</summary>
    public static string AddTo(string message, RequestFailure failure, OpenAiTarget target, OpenAiBenchmarkOptions settings) =>
        For(failure.StatusCode, target.RequestUri, settings.ApiKeyVariable) is { Length: > 0 } advice
            ? $"{message.TrimEnd('.')}.{advice}"
            : message;
}
