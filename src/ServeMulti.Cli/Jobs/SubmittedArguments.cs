using System.CommandLine;
using System.CommandLine.Parsing;

namespace ServeMulti.Cli.Jobs;

/// <summary>The options of the sweep as its tasks get them: those that were given, without those of the submission, and with files by the
/// path of their copy.</summary>
internal static class SubmittedArguments
{
    private const string ContinueOnError = "--continue-on-error";

    /// <param name="parsed">The arguments of the verb.</param>
    /// <param name="isOfSweep">Whether an option is one that a task gets.</param>
    /// <param name="copy">Keeps a copy of a file that an option names, and returns its path.</param>
    public static IReadOnlyList<string> Of(ParseResult parsed, Predicate<Option> isOfSweep, Func<Option, string, string> copy)
    {
        var words = new List<string>();
        Option? option = null;
        foreach (var token in parsed.Tokens)
        {
            if (token.Type == TokenType.Option)
            {
                option = parsed.CommandResult.Command.Options.First(known =>
                    known.Name == token.Value || known.Aliases.Contains(token.Value)
                );
                if (isOfSweep(option))
                {
                    words.Add(token.Value);
                }
            }
            else if (token.Type == TokenType.Argument && option is not null && isOfSweep(option))
            {
                var value = option.HelpName == "FILE" ? copy(option, token.Value) : token.Value;
                // A value that starts with a dash must be joined to its option, or it would be parsed as an option.
                if (value.StartsWith('-'))
                {
                    words[^1] += $"={value}";
                }
                else
                {
                    words.Add(value);
                }
            }
        }

        // One configuration that fails must not cost the allocation of its task.
        if (!words.Contains(ContinueOnError))
        {
            words.Add(ContinueOnError);
        }

        return [.. words];
    }
}
