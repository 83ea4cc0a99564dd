using System.CommandLine;
using ServeMulti.Launching;

namespace ServeMulti.Cli.Options;

/// <summary>The options that say how the sweep gets into its servers, and how long they may take to stop.</summary>
internal sealed class ServerOptions
{
    private readonly Option<string?> _apiKeyVariable = new("--api-key-env")
    {
        Description = "The environment variable that holds the key for readiness and cache resets. [default: the key in --serve-cmd, else OPENAI_API_KEY]",
        HelpName = "NAME",
    };

    private readonly Option<bool> _insecure = new("--insecure")
    {
        Description = "Accepts any certificate of the server for readiness and cache resets, such as a self-signed one. The benchmark has an option of its own.",
    };

    private readonly Option<TimeSpan?> _stopGrace = new("--stop-grace")
    {
        Description = "How long a server may take to end after it was asked, before it is killed, from 0 to 86400. [default: 10; 60 for docker, podman and nerdctl]",
        HelpName = "SECONDS",
        CustomParser = OptionParsers.Grace,
    };

    public IEnumerable<Option> All => [_apiKeyVariable, _insecure, _stopGrace];

    public ServerAccess ReadAccess(ParseResult parsed) => new()
    {
        ApiKeyVariable = parsed.GetValue(_apiKeyVariable),
        AcceptsAnyCertificate = parsed.GetValue(_insecure),
    };

    /// <summary>Reads how long servers may take to end; null: the library's defaults.</summary>
    public TimeSpan? ReadStopGrace(ParseResult parsed) => parsed.GetValue(_stopGrace);
}
