using ServeMulti.Parameters;

namespace ServeMulti.LoadGeneration;

/// <summary>Knows the secrets that requests carry: a server may repeat them in its answers.</summary>
internal static class RequestSecrets
{
    public static SecretRedactor Of(OpenAiBenchmarkOptions settings) =>
        new(
            new CommandLine(
                "bench",
                [
                    .. settings.Headers.SelectMany(header => new[] { "--header", $"{header.Key}={header.Value}" }),
                    $"--api-key-env={settings.ApiKeyVariable}",
                    $"--extra-body={settings.ExtraBody}",
                ]
            )
        );
}
