using System.CommandLine;
using ServeMulti.Cli.Display;
using ServeMulti.Cli.Options;
using ServeMulti.Plotting.Reports;

namespace ServeMulti.Cli.Plotting;

/// <summary>The verb <c>report</c>: writes the report of an experiment as one HTML file.</summary>
internal static class ReportCommand
{
    private static readonly Argument<string> Folder = new("dir")
    {
        Description = "The folder of an experiment, of serve_multi.py or vllm bench sweep, or of single result files; or one result file.",
        HelpName = "DIR",
    };

    private static readonly Option<string?> Output = new("--output", "-o")
    {
        Description = "The file to write. [default: report.html in DIR]",
        HelpName = "FILE",
    };

    private static readonly Option<int?> Gpus = GpuOptions.Create();

    private static readonly DirectionOptions Directions = new();

    public static Command Create()
    {
        var command = new Command("report", "Writes a report as one HTML file: verdicts, figures, a table of all cases, and failures.")
        {
            Folder,
            Output,
            Gpus,
        };
        foreach (var option in Directions.All)
        {
            command.Options.Add(option);
        }

        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var results = await ExperimentResults.ReadAsync(parsed.GetRequiredValue(Folder), cancellationToken);
        foreach (var problem in results.Problems)
        {
            Console.Error.WriteLine($"warning: {ShortText.Printable(problem)}");
        }

        results = parsed.GetValue(Gpus) is { } gpus ? results with { Runs = results.Runs.WithGpus(gpus) } : results;
        var path = Path.GetFullPath(parsed.GetValue(Output) ?? Path.Combine(results.Folder!, HtmlReport.DefaultFileName));
        HtmlReport.Save(results with { Directions = Directions.Read(parsed) }, path);
        StandardStreams.OutputIsKept = true;
        Console.WriteLine(path);
        return ExitCodes.Done;
    }
}
