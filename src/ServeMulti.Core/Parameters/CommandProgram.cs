using System.Buffers;

namespace ServeMulti.Parameters;

/// <summary>What a command really runs, behind folders, endings, interpreters and the wrappers that are known.</summary>
/// <param name="Name">The program's name; of an interpreter where it runs a module.</param>
/// <param name="Module">The Python module that runs; null if it is a program.</param>
/// <param name="Arguments">The arguments of the program or module.</param>
/// <param name="Start">Where these begin among the arguments of the command.</param>
internal sealed record CommandProgram(string Name, string? Module, IReadOnlyList<string> Arguments, int Start)
{
    private static readonly SearchValues<char> VersionCharacters = SearchValues.Create("0123456789.w");
    private static readonly SearchValues<char> PythonFlags = SearchValues.Create("bBdEiIOPqRsSuvx");

    public static StringComparison NameComparison =>
        OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>Gets what <c>env</c> does to the environment before the program starts; nothing where no <c>env</c> is before
    /// it.</summary>
    public WrappedEnvironment Environment { get; private init; } = WrappedEnvironment.Unchanged;

    /// <summary>Finds the program of a command: it looks through <see cref="CommandWrapper.Known"/>, <c>python</c> and <c>dotnet</c>; not
    /// into shells and containers.</summary>
    public static CommandProgram From(CommandLine command)
    {
        string[] words = [command.Executable, .. command.Arguments];
        var environment = WrappedEnvironment.Unchanged;
        var (at, isPackage) = (0, false);
        while (CommandWrapper.TryFind(words, at) is { } wrapped)
        {
            (at, isPackage) = (wrapped.Start, wrapped.IsPackage);
            environment = environment.Then(wrapped.Environment);
            if (wrapped.Module is { } module)
            {
                return Of(words, module, module, at) with { Environment = environment };
            }
        }

        return Run(words, at, isPackage) with
        {
            Environment = environment,
        };
    }

    /// <summary>Returns whether this is a program of a name whose first arguments are the given ones.</summary>
    public bool IsProgram(string name, params ReadOnlySpan<string> subcommands) =>
        Module is null && string.Equals(Name, name, NameComparison) && StartsWith(subcommands);

    /// <summary>Returns whether this is a module, or one below it, whose first arguments are the given ones.</summary>
    public bool IsModule(string module, params ReadOnlySpan<string> subcommands) =>
        Module is { } own && (own == module || own.StartsWith(module + ".", StringComparison.Ordinal)) && StartsWith(subcommands);

    /// <summary>Returns the name of a program: a path without its folder and an ending.</summary>
    public static string NameOf(string path, string ending = ".exe")
    {
        var name = path[(path.AsSpan().LastIndexOfAny('/', '\\') + 1)..];
        return name.Length > ending.Length && name.EndsWith(ending, StringComparison.OrdinalIgnoreCase) ? name[..^ending.Length] : name;
    }

    private bool StartsWith(ReadOnlySpan<string> subcommands)
    {
        for (var i = 0; i < subcommands.Length; i++)
        {
            if (i >= Arguments.Count || Arguments[i] != subcommands[i])
            {
                return false;
            }
        }

        return true;
    }

    private static CommandProgram Run(string[] words, int at, bool isPackage)
    {
        var name = NameOf(words[at]);
        return IsPython(name) ? FromPython(words, name, at)
            : name.Equals("dotnet", NameComparison) ? FromDotnet(words, name, at)
            : Of(words, isPackage ? name.Split('@')[0] : name, null, at + 1);
    }

    /// <param name="words">The command.</param>
    /// <param name="name">The program.</param>
    /// <param name="module">The module; null: none.</param>
    /// <param name="first">The word behind the program, from 1.</param>
    private static CommandProgram Of(string[] words, string name, string? module, int first) =>
        new(name, module, words[first..], first - 1);

    private static bool IsPython(string name) =>
        name.StartsWith("python", NameComparison) && name.AsSpan("python".Length).IndexOfAnyExcept(VersionCharacters) < 0;

    private static CommandProgram FromPython(string[] words, string name, int at)
    {
        for (var i = at + 1; i < words.Length; i++)
        {
            var word = words[i];
            if (IsModuleOption(word) && i + 1 < words.Length)
            {
                return Of(words, name, words[i + 1], i + 2);
            }

            if (word.StartsWith("-m", StringComparison.Ordinal) && word.Length > 2)
            {
                return Of(words, name, word[2..], i + 1);
            }

            if (!word.StartsWith('-'))
            {
                return Of(words, NameOf(word, ".py"), null, i + 1);
            }

            if (word == "-c")
            {
                break;
            }

            // The interpreter's options that take a value of their own.
            i += word is "-X" or "-W" ? 1 : 0;
        }

        return Of(words, name, null, at + 1);
    }

    // Alone, or behind other flags of one letter: -um.
    private static bool IsModuleOption(string word) => word is ['-', .., 'm'] && word.AsSpan(1..^1).IndexOfAnyExcept(PythonFlags) < 0;

    private static CommandProgram FromDotnet(string[] words, string name, int at)
    {
        var first = at + 1;
        if (first < words.Length && words[first] == "run")
        {
            return FromDotnetRun(words, name, first);
        }

        first += first < words.Length && words[first] == "exec" ? 1 : 0;
        return first < words.Length && words[first].EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
            ? Of(words, NameOf(words[first], ".dll"), null, first + 1)
            : Of(words, name, null, at + 1);
    }

    private static CommandProgram FromDotnetRun(string[] words, string name, int run)
    {
        var end = Array.IndexOf(words, "--", run);
        var own = new CommandLine(name, words[(run + 1)..(end < 0 ? words.Length : end)]);
        return own.TryFindOption("project", out var project)
            ? Of(words, NameOf(project.TrimEnd('/', '\\'), ".csproj"), null, end < 0 ? words.Length : end + 1)
            : Of(words, name, null, run);
    }
}
