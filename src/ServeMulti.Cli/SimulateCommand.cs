using System.CommandLine;
using ServeMulti.Simulation;

namespace ServeMulti.Cli;

/// <summary>The verb <c>simulate</c>: starts the simulated server, which parses its arguments itself.</summary>
internal static class SimulateCommand
{
    public const string Name = "simulate";

    /// <summary>Creates the command for the help text. All arguments, including <c>--help</c>, are passed to the server.</summary>
    public static Command Create() =>
        new(
            Name,
            "Starts a simulated inference server with vLLM's API: serve-multi simulate serve MODEL --port 8000. serve-multi simulate --help lists its options."
        )
        {
            new Argument<string[]>("arguments")
            {
                Description = "The arguments of the simulated server.",
                Arity = ArgumentArity.ZeroOrMore,
            },
        };

    public static Task<int> RunAsync(string[] arguments)
    {
        // Nothing that it prints is needed: it answers requests.
        StandardStreams.OutputIsKept = true;
        return SimulatedServer.RunAsync(arguments, CancellationToken.None);
    }
}
