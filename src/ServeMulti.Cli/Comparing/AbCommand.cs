using System.CommandLine;
using System.Globalization;
using System.Text;
using ServeMulti.Benchmarking;
using ServeMulti.Cli.Display;
using ServeMulti.Cli.Options;
using ServeMulti.Cli.Running;
using ServeMulti.Comparing;
using ServeMulti.Plotting.Reports;
using ServeMulti.Results;
using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Comparing;

/// <summary>The verb <c>ab</c>: runs two servers in turn until the runs tell which is better. Its exit code is a gate.</summary>
internal sealed class AbCommand
{
    private const string PageName = "comparison.html";

    private readonly SweepOptions _sweep = new(ofTwoServers: true);

    private readonly Option<string?> _serveB = new("--serve-cmd-b")
    {
        Description = "The command that starts the server to judge, B. --serve-cmd starts the one before, A.",
        HelpName = "COMMAND",
        Required = true,
    };

    private readonly Option<int> _mostRuns = new("--max-runs")
    {
        Description = "The largest number of runs per case and server, at least 3. Fewer are executed where they tell.",
        HelpName = "N",
        CustomParser = OptionParsers.WholeNumber(minimum: 3),
        DefaultValueFactory = _ => 20,
    };

    private readonly VerdictOptions _verdict = new();

    public Command Create()
    {
        var command = new Command(
            "ab",
            "Runs two servers in turn (A B B A ...) until the runs tell which is better, that there is no relevant difference, or --max-runs is reached. Exits with 4 if B is worse, with 5 if it is not known."
        );
        foreach (
            var option in new Option[] { _serveB, _mostRuns }
                .Concat(_verdict.All)
                .Concat(_sweep.All)
        )
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        var request = _sweep.Read(parsed);
        var problems = new InputProblems();
        var current = CommandOptions.ReadCommand(_serveB, parsed, problems);
        problems.ThrowIfAny([]);
        if (request.Plan.Definition.ServeCommand is null)
        {
            throw new InvalidInputException("ab starts both servers in turn: add --serve-cmd, and remove an --endpoint alone.");
        }

        StandardStreams.OutputIsKept = true;
        using var display = new LineDisplay(Console.Error);
        using var interruption = new Interruption(display.Tell, SweepCommand.StopLimit(request), exit: Environment.Exit);
        await using var test = new AlternatingSweep(
            request.Plan.Definition,
            request.Plan.Definition with
            {
                ServeCommand = current,
            },
            new AlternatingSweepOptions
            {
                ExperimentName = request.Experiment.Name,
                Mode = request.Experiment.IsResumed ? ExperimentMode.Resume : ExperimentMode.New,
                MostRuns = parsed.GetValue(_mostRuns),
                Comparison = _verdict.Read(parsed) with
                {
                    FailedShareLimit = request.Plan.Definition.FailedShareLimit,
                    HigherIsBetter = request.Directions.ToDictionary(
                        pair => pair.Key,
                        pair => pair.Value == MetricDirection.HigherIsBetter
                    ),
                },
                Sweep = SweepComposition.OptionsOf(request, request.ShowsChildOutput ? display.ShowChildOutput : null),
            },
            loggerFactory: SweepComposition.Loggers(warning => display.Tell($"warning: {warning}"))
        );
        await using var killing = interruption.Kill.Register(() => _ = test.KillAllAsync());
        try
        {
            var result = await test.RunAsync(display, comparison => Tell(display, comparison), interruption.Stop);
            return Conclude(result, parsed);
        }
        catch (OperationCanceledException) when (interruption.Signal is not null)
        {
            Console.Error.WriteLine(
                $"Interrupted by {interruption.Signal}. Finished results are kept, and no process is left running. Continue with the same command and --resume {test.Name}."
            );
            return interruption.ExitCode;
        }
    }

    private static void Tell(LineDisplay display, ExperimentComparison comparison)
    {
        var metrics = comparison.Cases.SelectMany(one => one.Metrics).ToArray();
        display.Tell(
            string.Create(
                CultureInfo.InvariantCulture,
                $"so far: {ChangeText.Word(comparison.Verdict)}, {metrics.Count(metric => metric.Verdict != ChangeVerdict.Inconclusive)} of {metrics.Length} comparisons known"
            )
        );
    }

    private int Conclude(AlternatingSweepResult result, ParseResult parsed)
    {
        foreach (var failure in result.Failures)
        {
            Console.Error.WriteLine($"failed: {ShortText.OneLine(failure.Failure.Message)}");
        }

        if (result.Comparison is not { } comparison || !result.IsComplete)
        {
            Console.Error.WriteLine(
                $"The A/B ended early. Finished results are kept. Remove the cause, and continue with the same command and --resume {Path.GetFileName(result.Location)}."
            );
            return ExitCodes.SomeFailed;
        }

        ComparisonOutput.Save(
            Path.Combine(result.Location, PageName),
            "html",
            Encoding.UTF8.GetBytes(ComparisonReport.ToHtml(comparison, "A", "B")),
            overwrite: false
        );
        Console.Write(ComparisonOutput.Spell(comparison, "text", "A", "B"));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Runs} runs of each case, of both servers together{(comparison.Verdict == ChangeVerdict.Inconclusive ? "; the budget (--max-runs) is spent" : "")}. {Path.Combine(result.Location, PageName)}"
            )
        );
        return _verdict.ExitCodeOf(comparison, parsed);
    }
}
