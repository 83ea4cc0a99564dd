using System.CommandLine;
using ServeMulti.Simulation;

namespace ServeMulti.Cli;

/// <summary>The verb <c>simulate</c>: starts the simulated server, which reads its arguments itself.</summary>
internal static class SimulateCommand
{
    public const string Name = "simulate";

    /// <summary>Makes the command for the help text; arguments go to the server as they are, its own <c>--help</c> included.</summary>
    public static Command Create() => new(Name, "Starts a simulated inference server with vLLM's surface: serve-multi simulate serve MODEL --port 8000. Its own --help lists its options.")
    {
        new Argument<string[]>("arguments") { Description = "What the simulated server is started with.", Arity = ArgumentArity.ZeroOrMore },
    };

    public static Task<int> RunAsync(string[] arguments) => SimulatedServer.RunAsync(arguments, CancellationToken.None);
}
