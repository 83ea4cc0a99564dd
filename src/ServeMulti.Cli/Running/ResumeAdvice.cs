using System.CommandLine;
using System.CommandLine.Parsing;
using ServeMulti.Parameters;

namespace ServeMulti.Cli.Running;

/// <summary>Builds the command that resumes an experiment: the original one with <c>--resume NAME</c>, quoted for a shell. Keys in it are
/// redacted.</summary>
internal static class ResumeAdvice
{
    private static readonly string[] Replaced = ["-e", "--experiment-name", "--resume"];

    /// <summary>Returns the command that resumes an experiment.</summary>
    /// <param name="self">The command that started this program.</param>
    /// <param name="parsed">Its arguments.</param>
    /// <param name="experimentName">The name of the experiment.</param>
    public static string Command(CommandLine self, ParseResult parsed, string experimentName)
    {
        var arguments = new List<string>();
        var isReplaced = false;
        foreach (var token in parsed.Tokens)
        {
            if (token.Type == TokenType.Option)
            {
                isReplaced = Replaced.Contains(token.Value);
            }

            if (isReplaced)
            {
                continue;
            }

            var value = token.Type == TokenType.Argument ? Hide(token.Value) : token.Value;

            // A value that starts with a dash must be joined to its option, or it would be parsed as an option.
            if (token.Type == TokenType.Argument && value.StartsWith('-') && arguments.Count > 0)
            {
                arguments[^1] += $"={value}";
            }
            else
            {
                arguments.Add(value);
            }
        }

        return self.Append([.. arguments, "--resume", experimentName]).ToString();
    }

    /// <summary>Redacts keys in a value that is a command, such as that of <c>--serve-cmd</c>. Other values are not changed.</summary>
    private static string Hide(string value)
    {
        if (!value.Contains(' ', StringComparison.Ordinal))
        {
            return value;
        }

        try
        {
            var command = CommandLine.Parse(value);
            var hidden = command.Redact();
            return hidden.Equals(command) ? value : hidden.ToString();
        }
        catch (InvalidInputException)
        {
            return value;
        }
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
}
