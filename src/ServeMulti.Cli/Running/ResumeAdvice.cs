using System.Collections;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using ServeMulti.Parameters;

namespace ServeMulti.Cli.Running;

/// <summary>The command that resumes an experiment: the original one with <c>--resume NAME</c>, quoted for a shell. A secret in it is
/// <c>"$VARIABLE"</c> if a variable of the environment holds it, else REDACTED.</summary>
/// <param name="Command">The command.</param>
/// <param name="Hidden">The options whose values are REDACTED.</param>
internal sealed partial record ResumeAdvice(string Command, IReadOnlyList<string> Hidden)
{
    private const string Redacted = "REDACTED";
    private const int ShortestVariable = 8;

    private static readonly string[] Replaced = ["-e", "--experiment-name", "--resume"];

    /// <summary>What is asked for once, and not again by each resume.</summary>
    private static readonly string[] Once = ["--rerun-changed", "--conclude-again", "--verify"];

    /// <summary>Creates the advice.</summary>
    /// <param name="self">The command that started this program.</param>
    /// <param name="parsed">Its arguments.</param>
    /// <param name="experimentName">The name of the experiment.</param>
    public static ResumeAdvice For(CommandLine self, ParseResult parsed, string experimentName)
    {
        var (words, hidden) = WordsOf(parsed, Replaced);
        return new ResumeAdvice(Join(self, words, Quote(experimentName)), hidden);
    }

    /// <summary>Returns the command as an experiment stores it, for a report that is read elsewhere: it begins in the current folder, and
    /// <c>{experiment}</c> stands for the name.</summary>
    public static string ForReports(CommandLine self, ParseResult parsed)
    {
        var (words, _) = WordsOf(parsed, [.. Replaced, .. Once]);
        return $"cd {Quote(Directory.GetCurrentDirectory())} && {Join(self, words, "{experiment}")}";
    }

    private static string Join(CommandLine self, IEnumerable<string> words, string experiment) =>
        string.Join(' ', words.Select(QuoteWithVariables).Prepend(self.ToString()).Append("--resume").Append(experiment));

    private static (List<string> Words, IReadOnlyList<string> Hidden) WordsOf(ParseResult parsed, string[] replaced)
    {
        var writer = new Writer();
        var words = new List<string>();
        var isReplaced = false;
        var option = "";
        foreach (var token in parsed.Tokens)
        {
            if (token.Type == TokenType.Option)
            {
                isReplaced = replaced.Contains(token.Value);
                option = token.Value;
            }

            if (isReplaced)
            {
                continue;
            }

            var value = token.Type == TokenType.Argument ? writer.HideInValue(option, token.Value) : token.Value;

            // A value that starts with a dash must be joined to its option, or it would be parsed as an option.
            if (token.Type == TokenType.Argument && value.StartsWith('-') && words.Count > 0)
            {
                words[^1] += $"={value}";
            }
            else
            {
                words.Add(value);
            }
        }

        return (words, writer.Hidden);
    }

    /// <summary>Returns the command that started this program: its name if that is on the PATH, else its path; with <c>dotnet</c> if that
    /// started it.</summary>
    public static CommandLine Self()
    {
        var process = Environment.ProcessPath ?? "serve-multi";
        if (Path.GetFileNameWithoutExtension(process) == "dotnet")
        {
            return new CommandLine("dotnet", Environment.GetCommandLineArgs()[0]);
        }

        var name = Path.GetFileName(process);
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var found = folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        return new CommandLine(found is not null && Path.GetFullPath(found) == process ? name : process);
    }

    /// <summary>Quotes a word for a POSIX shell. The marks of a variable need no quotes: what it holds needs none.</summary>
    private static string Quote(string word) =>
        PlainWord().IsMatch(word) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string QuoteWithVariables(string word)
    {
        var parts = Mark().Split(word);
        return parts.Length == 1
            ? Quote(word)
            : string.Concat(
                parts.Select(
                    (part, index) =>
                        index % 2 == 1 ? $"\"${part}\""
                        : part.Length == 0 ? ""
                        : Quote(part)
                )
            );
    }

    [GeneratedRegex(@"^[A-Za-z0-9@%+=:,./_\uE000\uE001-]+\z")]
    private static partial Regex PlainWord();

    /// <summary>A variable between two characters that no text has: <see cref="QuoteWithVariables"/> puts it outside of the
    /// quotes.</summary>
    [GeneratedRegex("\uE000([^\uE001]*)\uE001")]
    private static partial Regex Mark();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex VariableName();

    /// <summary>Replaces secrets in the values of options, and notes those that must be filled in.</summary>
    private sealed class Writer
    {
        private readonly SecretRedactor _ofEnvironment = new();
        private readonly List<(string Name, string Value)> _variables;

        public Writer() =>
            _variables = [
                .. Environment
                    .GetEnvironmentVariables()
                    .Cast<DictionaryEntry>()
                    .Select(variable => (Name: (string)variable.Key, Value: (string?)variable.Value ?? ""))
                    .Where(variable =>
                        variable.Value.Length >= ShortestVariable
                        && VariableName().IsMatch(variable.Name)
                        && PlainWord().IsMatch(variable.Value)
                        && _ofEnvironment.Redact(variable.Value) == Redacted
                    )
                    .OrderBy(variable => variable.Name, StringComparer.Ordinal),
            ];

        public List<string> Hidden { get; } = [];

        public string HideInValue(string option, string value)
        {
            if (value.Contains(' ', StringComparison.Ordinal) && TryParse(value) is { } command)
            {
                return HideInCommand(command) ?? value;
            }

            return Hide(new CommandLine("serve-multi", option, value), 1) ?? value;
        }

        private static CommandLine? TryParse(string value)
        {
            try
            {
                return CommandLine.Parse(value);
            }
            catch (InvalidInputException)
            {
                return null;
            }
        }

        /// <returns>The command without secrets; null if it has none, so that it can stay as it was typed.</returns>
        private string? HideInCommand(CommandLine command)
        {
            string?[] hidden = [.. command.Arguments.Select((_, index) => Hide(command, index))];
            return Array.TrueForAll(hidden, word => word is null)
                ? null
                : string.Join(
                    ' ',
                    hidden.Select((word, index) => Quote(word ?? command.Arguments[index])).Prepend(Quote(command.Executable))
                );
        }

        /// <returns>The argument without its secret; null if it has none.</returns>
        private string? Hide(CommandLine command, int index)
        {
            var (word, redacted) = (command.Arguments[index], command.Redact().Arguments[index]);
            redacted = redacted == word ? _ofEnvironment.Redact(word) : redacted;
            if (redacted == word)
            {
                return null;
            }

            foreach (var (name, value) in _variables)
            {
                var before = word.EndsWith(value, StringComparison.Ordinal) ? word[..^value.Length] : null;
                if (before is not null && _ofEnvironment.Redact(before) == before)
                {
                    return $"{before}\uE000{name}\uE001";
                }
            }

            var named = NameOf(command, index);
            if (!Hidden.Contains(named))
            {
                Hidden.Add(named);
            }

            return redacted;
        }

        private static string NameOf(CommandLine command, int index)
        {
            var word = command.Arguments[index];
            var end = word.AsSpan().IndexOfAny('=', ':', ' ');
            return index > 0 && command.Arguments[index - 1].StartsWith('-') && !word.StartsWith('-') ? command.Arguments[index - 1]
                : end > 0 ? word[..end]
                : command.Executable;
        }
    }
}
