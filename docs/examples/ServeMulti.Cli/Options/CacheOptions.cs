using System.CommandLine;
using ServeMulti.Parameters;
using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Options;

/// <summary>The options that say what becomes of the server's caches between two runs.</summary>
internal sealed class CacheOptions
{
    private const string Auto = "auto";
    private const string None = "none";

    private readonly Option<string?> _afterBench = new("--after-bench-cmd")
    {
        Description = "The command that is run between two runs on the same server to empty its caches, instead of the requests of its kind.",
        HelpName = "COMMAND",
    };

    private readonly Option<string?> _reset = new("--cache-reset")
    {
        Description = "How caches are emptied between two runs on the same server: auto (the default), by the requests of the server's kind; none, not at all: later runs profit from earlier ones.",
        HelpName = "MODE",
    };

    private readonly Option<bool> _restart = new("--restart-between-runs")
    {
        Description = "Starts the server anew before each of its runs but the first, which empties every cache, of any server.",
    };

    public IEnumerable<Option> All => [_afterBench, _reset, _restart];

    public SweepDefinition Apply(SweepDefinition definition, ParseResult parsed) => definition with { RestartBetweenRuns = parsed.GetValue(_restart) };

    /// <summary>Reads the command that empties caches; null where there is none.</summary>
    public CommandLine? ReadAfterBenchCommand(ParseResult parsed, InputProblems problems) => CommandOptions.ReadCommand(_afterBench, parsed, problems);

    /// <summary>Reads whether the caches stay as they are.</summary>
    public bool ReadKeepsCaches(ParseResult parsed, InputProblems problems)
    {
        string? mode = parsed.GetValue(_reset);
        if (mode is not (null or Auto or None))
        {
            problems.Add($"{_reset.Name} {Excerpt(mode)}: there are {Auto} and {None}.");
        }

        string[] given = [.. new[] { (parsed.GetValue(_afterBench) is not null, _afterBench.Name), (mode == None, $"{_reset.Name} {None}"), (parsed.GetValue(_restart), _restart.Name) }.Where(pair => pair.Item1).Select(pair => pair.Item2)];
        if (given.Length > 1)
        {
            problems.Add($"{string.Join(" and ", given)} contradict each other: give one of them.");
        }

        return mode == None;
    }

    private static string Excerpt(string text) => $"'{Display.ShortText.Printable(text)}'";
}
