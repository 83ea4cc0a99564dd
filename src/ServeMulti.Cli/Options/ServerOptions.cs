using System.CommandLine;
using ServeMulti.Launching;

namespace ServeMulti.Cli.Options;

/// <summary>The options for access to servers, and for the time that they may take to stop.</summary>
internal sealed class ServerOptions
{
    private readonly Option<string?> _apiKeyVariable = new("--api-key-env")
    {
        Description =
            "The environment variable with the key for readiness checks and cache resets. [default: the key in --serve-cmd, else OPENAI_API_KEY]",
        HelpName = "NAME",
    };

    private readonly Option<bool> _insecure = new("--insecure")
    {
        Description =
            "Accepts any certificate of the server, such as a self-signed one, for readiness checks and cache resets. The benchmark has its own option.",
    };

    private readonly Option<TimeSpan?> _stopGrace = new("--stop-grace")
    {
        Description =
            "How long a server may take to stop before it is killed, from 0 to 86400. [default: 10; 60 for docker, podman and nerdctl]",
        HelpName = "SECONDS",
        CustomParser = OptionParsers.Grace,
    };

    public IEnumerable<Option> All => [_apiKeyVariable, _insecure, _stopGrace];

    public ServerAccess ReadAccess(ParseResult parsed) =>
        new() { ApiKeyVariable = parsed.GetValue(_apiKeyVariable), AcceptsAnyCertificate = parsed.GetValue(_insecure) };

    /// <summary>Reads how long servers may take to stop; null: the library's defaults.</summary>
    public TimeSpan? ReadStopGrace(ParseResult parsed) => parsed.GetValue(_stopGrace);
}
