using System.CommandLine;
using ServeMulti.Cli.Bench;

namespace ServeMulti.Cli;

/// <summary>The command line of <c>serve-multi</c>: the root command runs a sweep, verbs do the rest.</summary>
internal static class ServeMultiCommand
{
    public static RootCommand Create() =>
        new("Sweeps inference-server configurations x benchmark configurations and stores every result.")
        {
            BenchCommand.Create(),
        };
}
