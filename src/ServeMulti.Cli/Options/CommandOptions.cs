using System.CommandLine;
using ServeMulti.Launching;
using ServeMulti.Parameters;
using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Options;

/// <summary>The options for the server and the benchmark.</summary>
internal sealed class CommandOptions
{
    private readonly Option<string?> _serve = new("--serve-cmd")
    {
        Description = "The command that starts the server, such as \"vllm serve MODEL\".",
        HelpName = "COMMAND",
    };

    private readonly Option<Uri?> _endpoint = new("--endpoint")
    {
        Description =
            "The address of the server. Without --serve-cmd, the server is already running; with it, it is the address of the started server.",
        HelpName = "URL",
        CustomParser = OptionParsers.Address,
    };

    private readonly Option<string?> _bench = new("--bench-cmd")
    {
        Description =
            "The command that runs the benchmark, such as \"vllm bench serve --model MODEL\" or \"serve-multi bench --model MODEL\".",
        HelpName = "COMMAND",
    };

    private readonly Option<string?> _serverProfile = new("--server-profile")
    {
        Description =
            $"The kind of server, if --serve-cmd does not show it (a shell, docker run, a script) or no server is started: {string.Join(", ", ServerProfiles.BuiltIn.Select(profile => profile.Name))}.",
        HelpName = "NAME",
    };

    private readonly Option<string[]> _multiValueOptions = new("--multi-value-option")
    {
        Description =
            "Options of both commands that take several values, in addition to the known ones. For them, a list in a parameter file is written as several arguments.",
        HelpName = "NAME",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string[]> _plainSwitches = new("--plain-switch")
    {
        Description =
            "Switches of both commands that have no --no- form, in addition to the known ones. The value false in a parameter file leaves them out.",
        HelpName = "NAME",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<bool> _allowOtherAddress = new("--allow-other-address")
    {
        Description = "Allows a benchmark that uses another address than the server's, such as that of a proxy or a router.",
    };

    public IEnumerable<Option> All => [_serve, _endpoint, _serverProfile, _bench, _allowOtherAddress, _multiValueOptions, _plainSwitches];

    public SweepDefinition Apply(SweepDefinition definition, ParseResult parsed, InputProblems problems)
    {
        var endpoint = parsed.GetValue(_endpoint);
        if (parsed.GetValue(_serve) is null && endpoint is null)
        {
            problems.Add("No server: add --serve-cmd, or --endpoint for a server that is already running.");
        }

        if (parsed.GetValue(_bench) is null)
        {
            problems.Add("No benchmark: add --bench-cmd.");
        }

        return definition with
        {
            ServeCommand = ReadCommand(_serve, parsed, problems),
            Endpoint = endpoint,
            ServerProfile = parsed.GetValue(_serverProfile) is { } name
                ? problems.Read(() => ServerProfiles.Find(name), null, _serverProfile.Name)
                : null,
            AllowsOtherAddress = parsed.GetValue(_allowOtherAddress),
            OptionForms = ReadForms(parsed, problems),
            BenchCommand = ReadCommand(_bench, parsed, problems),
        };
    }

    private OptionForms ReadForms(ParseResult parsed, InputProblems problems)
    {
        var several = problems.Read(
            () => new OptionForms { MultiValueOptions = NamesOf(_multiValueOptions, parsed) },
            OptionForms.None,
            _multiValueOptions.Name
        );
        return problems.Read(() => several with { PlainSwitches = NamesOf(_plainSwitches, parsed) }, several, _plainSwitches.Name);
    }

    private static string[] NamesOf(Option<string[]> option, ParseResult parsed) =>
        [.. (parsed.GetValue(option) ?? []).Select(name => name.TrimStart('-'))];

    /// <summary>Reads a command; null if the option is not given.</summary>
    public static CommandLine? ReadCommand(Option<string?> option, ParseResult parsed, InputProblems problems) =>
        parsed.GetValue(option) is { } text ? problems.Read(() => CommandLine.Parse(text), null, option.Name) : null;
}
