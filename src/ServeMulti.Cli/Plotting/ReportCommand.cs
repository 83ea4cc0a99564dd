using System.CommandLine;
using System.Text;
using ServeMulti.Cli.Display;
using ServeMulti.Cli.Options;
using ServeMulti.Plotting.Reports;

namespace ServeMulti.Cli.Plotting;

/// <summary>The verb <c>report</c>: writes the report of an experiment as one HTML file, or its answer as Markdown.</summary>
internal static class ReportCommand
{
    private static readonly Argument<string[]> Folders = new("dir")
    {
        Description =
            "The folder of an experiment, of serve_multi.py or vllm bench sweep, or of single result files; or one result file, or a packed experiment. Several are shown side by side, with the key experiment.",
        HelpName = "DIR",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Output = new("--output", "-o")
    {
        Description =
            "The file to write; - is standard output. [default: report.html in DIR, or in the current folder if there are several; Markdown: standard output]",
        HelpName = "FILE",
    };

    private static readonly Option<string> Format = new("--format")
    {
        Description =
            "html: the whole report as a page. md: the answer with the launch command as at most 60 lines of Markdown, for a pull request or a chat. [default: html]",
        HelpName = "FORMAT",
        DefaultValueFactory = _ => "html",
    };

    private static readonly Option<string?> Baseline = BaselineOption.Create(
        "Compares all configurations with this one: a name, or keys and values as the report shows them (max_num_seqs=16). [default: the first configuration]"
    );

    private static readonly Option<int?> Gpus = GpuOptions.Create();

    private static readonly Option<bool> Overwrite = OverwriteOption.Create();

    private static readonly DirectionOptions Directions = new();

    public static Command Create()
    {
        var command = new Command("report", "Writes a report as one HTML file: verdicts, figures, a table of all cases, and failures.")
        {
            Folders,
            Output,
            Format,
            Baseline,
            Overwrite,
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
        if (parsed.GetValue(Output) is "")
        {
            throw new InvalidInputException("--output takes the name of a file, not an empty text.");
        }

        var isMarkdown = parsed.GetRequiredValue(Format) switch
        {
            "md" => true,
            "html" => false,
            var other => throw new InvalidInputException(
                $"--format '{ShortText.Cut(ShortText.Printable(other), 60)}' is not known; use html or md."
            ),
        };
        var results = await ExperimentResults.ReadAsync(parsed.GetRequiredValue(Folders), cancellationToken);
        ResultWarnings.Write(results);

        results = parsed.GetValue(Gpus) is { } gpus ? results with { Runs = results.Runs.WithGpus(gpus) } : results;
        results = results with { Directions = Directions.Read(parsed), Baseline = BaselineOption.Read(parsed, Baseline) };
        var output =
            parsed.GetValue(Output)
            ?? (isMarkdown ? "-" : Path.Combine(results.Folder ?? Directory.GetCurrentDirectory(), HtmlReport.DefaultFileName));
        if (StandardOutput.IsMeantBy(output))
        {
            StandardOutput.Write(Encoding.UTF8.GetBytes(isMarkdown ? MarkdownReport.ToMarkdown(results) : HtmlReport.ToHtml(results)));
            return ExitCodes.Done;
        }

        var path = Path.GetFullPath(output);
        var overwrite = parsed.GetValue(Overwrite);
        Refusal.Guard(() =>
        {
            if (isMarkdown)
            {
                MarkdownReport.Save(results, path, overwrite);
            }
            else
            {
                HtmlReport.Save(results, path, overwrite: overwrite);
            }
        });
        StandardStreams.OutputIsKept = true;
        Console.WriteLine(path);
        return ExitCodes.Done;
    }
}
