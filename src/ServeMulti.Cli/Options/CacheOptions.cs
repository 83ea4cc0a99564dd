using System.CommandLine;
using ServeMulti.Parameters;
using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Options;

/// <summary>The options for the server's caches between two runs.</summary>
internal sealed class CacheOptions
{
    private const string Auto = "auto";
    private const string None = "none";

    private readonly Option<string?> _afterBench = new("--after-bench-cmd")
    {
        Description =
            "The command that resets the caches between two runs on the same server, instead of the requests of the server's profile.",
        HelpName = "COMMAND",
    };

    private readonly Option<string?> _reset = new("--cache-reset")
    {
        Description =
            "How caches are reset between two runs on the same server: auto (default), by the requests of the server's profile; none, not at all: a run may then use cached results of earlier runs.",
        HelpName = "MODE",
    };

    private readonly Option<bool> _restart = new("--restart-between-runs")
    {
        Description = "Restarts the server before each of its runs except the first, which clears every cache of any server.",
    };

    public IEnumerable<Option> All => [_afterBench, _reset, _restart];

    public SweepDefinition Apply(SweepDefinition definition, ParseResult parsed) =>
        definition with
        {
            RestartBetweenRuns = parsed.GetValue(_restart),
        };

    /// <summary>Reads the command that resets caches; null if there is none.</summary>
    public CommandLine? ReadAfterBenchCommand(ParseResult parsed, InputProblems problems) =>
        CommandOptions.ReadCommand(_afterBench, parsed, problems);

    /// <summary>Reads whether the caches are kept.</summary>
    public bool ReadKeepsCaches(ParseResult parsed, InputProblems problems)
    {
        var mode = parsed.GetValue(_reset);
        if (mode is not (null or Auto or None))
        {
            problems.Add($"{_reset.Name} {Excerpt(mode)}: use {Auto} or {None}.{NearestName.Suggest(mode, [Auto, None])}");
        }

        string[] given =
        [
            .. new[]
            {
                (parsed.GetValue(_afterBench) is not null, _afterBench.Name),
                (mode == None, $"{_reset.Name} {None}"),
                (parsed.GetValue(_restart), _restart.Name),
            }
                .Where(pair => pair.Item1)
                .Select(pair => pair.Item2),
        ];
        if (given.Length > 1)
        {
            problems.Add($"{string.Join(" and ", given)} contradict each other: use one of them.");
        }

        return mode == None;
    }

    private static string Excerpt(string text) => $"'{Display.ShortText.Printable(text)}'";
}
