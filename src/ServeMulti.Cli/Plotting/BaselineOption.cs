using System.CommandLine;

namespace ServeMulti.Cli.Plotting;

/// <summary>The option for the configuration that the others are compared with.</summary>
internal static class BaselineOption
{
    public static Option<string?> Create(string description) => new("--baseline") { Description = description, HelpName = "CONFIGURATION" };

    public static string? Read(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) switch
        {
            "" => throw new InvalidInputException(
                "--baseline takes a configuration, such as its name or max_num_seqs=16, not an empty text."
            ),
            var name => name,
        };
}
