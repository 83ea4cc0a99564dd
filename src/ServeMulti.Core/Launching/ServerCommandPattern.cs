using ServeMulti.Parameters;

namespace ServeMulti.Launching;

/// <summary>How one way to start a kind of server is recognised: by a program or a Python module, and by its subcommand.</summary>
/// <remarks>
/// The program is looked at without its folder and its ending. Behind an interpreter it is what the interpreter runs: <c>python -m
/// MODULE</c>,
/// <c>python /bin/vllm</c>, <c>dotnet SimulatedServer.dll</c>, <c>dotnet run --project .../SimulatedServer</c>. Behind a wrapper such as
/// <c>env A=1</c>,
/// <c>uv run</c>, <c>numactl</c>, <c>taskset</c> or <c>nice</c> it is what the wrapper runs. A shell (<c>bash -c</c>) and a container
/// (<c>docker run</c>) are not looked into.
/// </remarks>
public sealed record ServerCommandPattern
{
    private ServerCommandPattern() { }

    /// <summary>Gets the program's name, such as <c>vllm</c>; null where a module is looked for.</summary>
    public string? Program { get; private init; }

    /// <summary>Gets the Python module, such as <c>sglang.launch_server</c>, which includes the modules below it; null where a
    /// program is looked for.</summary>
    public string? Module { get; private init; }

    /// <summary>Gets what must be the first argument, such as <c>serve</c>; null (the default): anything.</summary>
    public string? Subcommand { get; private init; }

    /// <summary>Makes a pattern for a program.</summary>
    /// <param name="program">The program's name, without folder and ending.</param>
    /// <param name="subcommand">What must be its first argument; null (the default): anything.</param>
    public static ServerCommandPattern ForProgram(string program, string? subcommand = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(program);
        return new ServerCommandPattern { Program = program, Subcommand = subcommand };
    }

    /// <summary>Makes a pattern for a Python module and the modules below it.</summary>
    /// <param name="module">The module's name, such as <c>vllm</c>.</param>
    public static ServerCommandPattern ForModule(string module)
    {
        ArgumentException.ThrowIfNullOrEmpty(module);
        return new ServerCommandPattern { Module = module };
    }

    internal bool Matches(CommandProgram program)
    {
        string[] subcommands = Subcommand is null ? [] : [Subcommand];
        return Module is null ? program.IsProgram(Program!, subcommands) : program.IsModule(Module, subcommands);
    }
}
