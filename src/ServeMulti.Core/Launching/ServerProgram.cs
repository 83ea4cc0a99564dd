using System.Buffers;
using ServeMulti.Parameters;

namespace ServeMulti.Launching;

/// <summary>What a command really runs, behind folders, endings and interpreters.</summary>
/// <param name="Name">The program's name; of an interpreter where it runs a module.</param>
/// <param name="Module">The Python module that runs; null where it is a program.</param>
/// <param name="Arguments">The arguments of the program or module.</param>
internal sealed record ServerProgram(string Name, string? Module, IReadOnlyList<string> Arguments)
{
    private static readonly SearchValues<char> VersionCharacters = SearchValues.Create("0123456789.w");

    public static StringComparison NameComparison =>
        OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    public static ServerProgram From(CommandLine command)
    {
        string name = NameOf(command.Executable, ".exe");
        return IsPython(name) ? FromPython(name, command.Arguments)
            : name.Equals("dotnet", NameComparison) ? FromDotnet(name, command.Arguments)
            : new ServerProgram(name, null, command.Arguments);
    }

    public bool IsFirstArgument(string argument) => Arguments.Count > 0 && Arguments[0] == argument;

    private static bool IsPython(string name) =>
        name.StartsWith("python", NameComparison) && name.AsSpan("python".Length).IndexOfAnyExcept(VersionCharacters) < 0;

    private static ServerProgram FromPython(string name, IReadOnlyList<string> arguments)
    {
        for (int index = 0; index < arguments.Count; index++)
        {
            string argument = arguments[index];
            if (argument == "-m" && index + 1 < arguments.Count)
            {
                return new ServerProgram(name, arguments[index + 1], Skip(arguments, index + 2));
            }

            if (!argument.StartsWith('-'))
            {
                return new ServerProgram(NameOf(argument, ".py"), null, Skip(arguments, index + 1));
            }

            // The interpreter's options that take a value of their own.
            index += argument is "-X" or "-W" ? 1 : 0;
        }

        return new ServerProgram(name, null, arguments);
    }

    private static ServerProgram FromDotnet(string name, IReadOnlyList<string> arguments)
    {
        if (arguments is ["run", ..])
        {
            return FromDotnetRun(name, arguments);
        }

        int start = arguments is ["exec", ..] ? 1 : 0;
        return arguments.Count > start && arguments[start].EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
            ? new ServerProgram(NameOf(arguments[start], ".dll"), null, Skip(arguments, start + 1))
            : new ServerProgram(name, null, arguments);
    }

    private static ServerProgram FromDotnetRun(string name, IReadOnlyList<string> arguments)
    {
        string? project = CommandOptions.FindLast(arguments, ["--project"]).Value;
        int end = arguments.ToList().IndexOf("--");
        return project is null
            ? new ServerProgram(name, null, arguments)
            : new ServerProgram(NameOf(project.TrimEnd('/', '\\'), ".csproj"), null, end < 0 ? [] : Skip(arguments, end + 1));
    }

    private static string NameOf(string path, string ending)
    {
        string name = path[(path.AsSpan().LastIndexOfAny('/', '\\') + 1)..];
        return name.Length > ending.Length && name.EndsWith(ending, StringComparison.OrdinalIgnoreCase) ? name[..^ending.Length] : name;
    }

    private static string[] Skip(IReadOnlyList<string> arguments, int count) => [.. arguments.Skip(count)];
}
