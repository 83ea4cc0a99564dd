using System.CommandLine;
using ServeMulti.Cli.Bench;
using ServeMulti.Cli.Merging;
using ServeMulti.Cli.Plotting;
using ServeMulti.Cli.Running;

namespace ServeMulti.Cli;

/// <summary>The command line of <c>serve-multi</c>: the root command runs a sweep, verbs do the rest.</summary>
internal static class ServeMultiCommand
{
    public static RootCommand Create()
    {
        var root = new RootCommand("Sweeps inference-server configurations x benchmark configurations and stores every result.")
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
