using System.CommandLine;
using System.CommandLine.Parsing;
using ServeMulti.Parameters;

namespace ServeMulti.Cli.Help;

/// <summary>Describes what is wrong with a command line: the nearest right name, and what is missing.</summary>
internal static class ParseProblems
{
    public static IReadOnlyList<string> Of(ParseResult parsed)
    {
        string[] unknown = [.. Unknown(parsed)];
        // What is wrong with the arguments of an unknown command says nothing.
        return unknown.Length > 0 && parsed.CommandResult.Command is RootCommand && parsed.UnmatchedTokens[0] is not ['-', ..]
            ? [unknown[0]]
            : [.. unknown, .. parsed.Errors.Where(error => !IsOfUnknown(error, parsed)).Select(error => Describe(error, parsed))];
    }

    private static bool IsOfUnknown(ParseError error, ParseResult parsed) =>
        parsed.UnmatchedTokens.Any(token => error.Message.Contains($"'{token}'", StringComparison.Ordinal))
        && error.SymbolResult is CommandResult;

    /// <summary>Describes the words that are no option and no command. A word behind an unknown option is taken for its value.</summary>
    private static IEnumerable<string> Unknown(ParseResult parsed)
    {
        string[] words = [.. parsed.Tokens.Select(token => token.Value)];
        foreach (var word in parsed.UnmatchedTokens)
        {
            var at = Array.IndexOf(words, word);
            var isValue = word is not ['-', ..] && at > 0 && parsed.UnmatchedTokens.Contains(words[at - 1]) && words[at - 1] is ['-', ..];
            if (!isValue)
            {
                yield return Describe(word, parsed.CommandResult.Command, isFirst: at <= 0);
            }
        }
    }

    private static string Describe(string word, Command command, bool isFirst)
    {
        var name = command is RootCommand ? "serve-multi" : $"serve-multi {command.Name}";
        if (word is ['-', ..])
        {
            var option = word.Split('=')[0];
            var names = command.Options.Where(known => !known.Hidden).Select(known => known.Name);
            return $"{name} has no option {option}.{NearestName.Suggest(option.Replace('_', '-'), names)} {name} --help lists them.";
        }

        var quotes = isFirst ? "" : " A value with spaces needs quotes, such as --serve-cmd \"vllm serve m\".";
        var commands = command.Subcommands.Select(known => known.Name).ToArray();
        return commands.Length > 0
            ? $"'{word}' is no command of {name}.{NearestName.Suggest(word, commands)} They are {string.Join(", ", commands)}; without one, it runs a sweep.{quotes}"
            : $"'{word}' is not expected here: {name} --help shows what is.{quotes}";
    }

    private static string Describe(ParseError error, ParseResult parsed) =>
        error.SymbolResult switch
        {
            OptionResult { Tokens.Count: 0 } result =>
                $"{NameOf(result)} needs a value: {NameOf(result)} {result.Option.HelpName ?? "VALUE"}.",
            OptionResult { Tokens.Count: > 1 } result when error.Message.Contains("expects a single argument", StringComparison.Ordinal) =>
                $"{NameOf(result)} is given {result.Tokens.Count} times, and takes one value.",
            CommandResult or ArgumentResult { Tokens.Count: 0 } when parsed.CommandResult.Command is { Arguments.Count: > 0 } command =>
                $"serve-multi {command.Name} needs {string.Join(' ', command.Arguments.Select(argument => argument.HelpName))}: serve-multi {command.Name} --help explains it.",
            _ => error.Message,
        };

    private static string NameOf(OptionResult result) => result.IdentifierToken?.Value ?? result.Option.Name;
}
