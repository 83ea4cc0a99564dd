using System.CommandLine;
using ServeMulti.Cli.Bench;
using ServeMulti.Cli.Merging;
using ServeMulti.Cli.Plotting;
using ServeMulti.Cli.Running;

namespace ServeMulti.Cli;

/// <summary>The command line of <c>serve-multi</c>: the root command runs a sweep, and verbs do the rest.</summary>
internal static class ServeMultiCommand
{
    public static RootCommand Create()
    {
        var root = new RootCommand(
            "Runs benchmarks on inference server configurations and stores every result. Without a verb, it runs a sweep."
        )
        {
            BenchCommand.Create(),
            SimulateCommand.Create(),
            MergeCommand.Create(),
            PlotCommand.Create(),
            ParetoCommand.Create(),
            ReportCommand.Create(),
        };
        new SweepCommand().AddTo(root);
        return root;
    }
}
