using System.CommandLine;
using System.CommandLine.Parsing;
using ServeMulti.Parameters;

namespace ServeMulti.Cli.Running;

/// <summary>Says how an experiment is resumed: the command that was given, with <c>--resume NAME</c>, quoted so that it can be pasted into a shell. Keys in it are not repeated.</summary>
internal static class ResumeAdvice
{
    private static readonly string[] Replaced = ["-e", "--experiment-name", "--resume"];

    /// <summary>Makes the command that resumes an experiment.</summary>
    /// <param name="self">How this program was started.</param>
    /// <param name="parsed">Its arguments.</param>
    /// <param name="experimentName">The experiment.</param>
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

            // A value that starts with a dash is taken for an option unless it is tied to its own.
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

    /// <summary>Takes keys out of a value that is itself a command, such as that of <c>--serve-cmd</c>; other values stay as they are.</summary>
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

    /// <summary>Tells how this program was started: by its name where that finds it, else by its path; through <c>dotnet</c> where it was.</summary>
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
