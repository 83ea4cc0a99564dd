using System.CommandLine;
using ServeMulti.Cli.Bench;
using ServeMulti.Cli.Comparing;
using ServeMulti.Cli.Help;
using ServeMulti.Cli.Jobs;
using ServeMulti.Cli.Merging;
using ServeMulti.Cli.Packing;
using ServeMulti.Cli.Plotting;
using ServeMulti.Cli.Running;

namespace ServeMulti.Cli;

/// <summary>The command line of <c>serve-multi</c>: the root command runs a sweep, and verbs do the rest.</summary>
internal static class ServeMultiCommand
{
    public static RootCommand Create()
    {
        var root = new RootCommand(
            "Starts an inference server in several configurations, benchmarks each of them, stores every result, and says which is best or how much load each sustains within an SLA."
        )
        {
            BenchCommand.Create(),
            SimulateCommand.Create(),
            MergeCommand.Create(),
            PackCommand.Create(),
            CompareCommand.Create(),
            new AbCommand().Create(),
            PlotCommand.Create(),
            ParetoCommand.Create(),
            ReportCommand.Create(),
            SubmitCommand.Create(),
            WatchCommand.Create(),
            CancelCommand.Create(),
        };
        new SweepCommand().AddTo(root);
        HelpText.ReplaceIn(root);
        return root;
    }
}
