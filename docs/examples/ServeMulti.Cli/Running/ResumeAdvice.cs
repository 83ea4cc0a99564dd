using System.CommandLine;
using System.CommandLine.Parsing;
using ServeMulti.Parameters;

namespace ServeMulti.Cli.Running;

/// <summary>Says how an experiment is resumed: the command that was given, with <c>--resume NAME</c>, quoted so that it can be pasted into a shell.</summary>
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

            // A value that starts with a dash is taken for an option unless it is tied to its own.
            if (token.Type == TokenType.Argument && token.Value.StartsWith('-') && arguments.Count > 0)
            {
                arguments[^1] += $"={token.Value}";
            }
            else
            {
                arguments.Add(token.Value);
            }
        }

        return self.Append([.. arguments, "--resume", experimentName]).ToString();
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
