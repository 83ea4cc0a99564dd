using System.CommandLine;
using ServeMulti.Parameters;
using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Options;

/// <summary>The options that say what is run: the server, the benchmark, and what empties the caches in between.</summary>
internal sealed class CommandOptions
{
    private readonly Option<string?> _serve = new("--serve-cmd")
    {
        Description = "The command that starts the server, such as \"vllm serve MODEL\".",
        HelpName = "COMMAND",
    };

    private readonly Option<Uri?> _endpoint = new("--endpoint")
    {
        Description = "The address of the server. Without --serve-cmd it is a server that is already running; with it, where the started server answers.",
        HelpName = "URL",
        CustomParser = OptionParsers.Address,
    };

    private readonly Option<string?> _bench = new("--bench-cmd")
    {
        Description = "The command that runs the benchmark, such as \"vllm bench serve --model MODEL\" or \"serve-multi bench --model MODEL\".",
        HelpName = "COMMAND",
    };

    private readonly Option<string?> _afterBench = new("--after-bench-cmd")
    {
        Description = "The command that is run after every benchmark run, instead of the server's own cache reset.",
        HelpName = "COMMAND",
    };

    public IEnumerable<Option> All => [_serve, _endpoint, _bench, _afterBench];

    public SweepDefinition Apply(SweepDefinition definition, ParseResult parsed, InputProblems problems)
    {
        var endpoint = parsed.GetValue(_endpoint);
        if (parsed.GetValue(_serve) is null && endpoint is null)
        {
            problems.Add("No server: give --serve-cmd, or --endpoint for a server that is already running.");
        }

        if (parsed.GetValue(_bench) is null)
        {
            problems.Add("No benchmark: give --bench-cmd.");
        }

        return definition with
        {
            ServeCommand = ReadCommand(_serve, parsed, problems),
            Endpoint = endpoint,
            BenchCommand = ReadCommand(_bench, parsed, problems),
        };
    }

    public CommandLine? ReadAfterBenchCommand(ParseResult parsed, InputProblems problems) => ReadCommand(_afterBench, parsed, problems);

    private static CommandLine? ReadCommand(Option<string?> option, ParseResult parsed, InputProblems problems) =>
        parsed.GetValue(option) is { } text ? problems.Read(() => CommandLine.Parse(text), null, option.Name) : null;
}
