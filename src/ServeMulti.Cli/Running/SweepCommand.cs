using System.CommandLine;
using ServeMulti.Benchmarking;
using ServeMulti.Cli.Display;
using ServeMulti.Cli.Options;
using ServeMulti.Cli.Plotting;
using ServeMulti.Cli.Report;
using ServeMulti.Launching;

namespace ServeMulti.Cli.Running;

/// <summary>The action of the root command: a dry run, a new sweep or a resumed one.</summary>
internal sealed class SweepCommand
{
    private readonly SweepOptions _options = new();

    public void AddTo(Command command)
    {
        foreach (var option in _options.All)
        {
            command.Options.Add(option);
        }

        command.SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var request = _options.Read(parsed);
        if (request.IsDryRun)
        {
            return await DryRunAsync(request, cancellationToken);
        }

        var definition = request.Plan.Definition with { ResumeCommand = ResumeAdvice.ForReports(ResumeAdvice.Self(), parsed) };
        return await SweepAsync(request with { Plan = request.Plan with { Definition = definition } }, parsed);
    }

    private static async Task<int> DryRunAsync(SweepRequest request, CancellationToken cancellationToken)
    {
        await using var sweep = SweepComposition.Create(request, outputReceived: null, Warn);
        var report = await sweep.CheckAsync(cancellationToken);
        if (report.Problems.Count > report.MachineProblems.Count)
        {
            // Refuse what a sweep would refuse, except for problems of this machine that may be gone by then.
            throw new InvalidInputException(report.Problems.Except(report.MachineProblems));
        }

        foreach (var problem in report.MachineProblems)
        {
            Warn(problem);
        }

        foreach (var note in report.Notes)
        {
            Console.Error.WriteLine($"note: {ShortText.Printable(note)}");
        }

        new DryRun(sweep, report, StandardStreams.Output).Write(isNamedByTime: request.Experiment.Name is null, request.ServerCount);
        return ExitCodes.Done;
    }

    /// <summary>Runs a sweep that was read, and reports it.</summary>
    public static async Task<int> SweepAsync(SweepRequest request, ParseResult parsed)
    {
        var (output, error) = (Console.Out, Console.Error);
        StandardStreams.OutputIsKept = true;
        using var display = CreateDisplay(request, error);
        var results = new ReportWriter(output, StandardStreams.OutputWidth);
        using var interruption = new Interruption(display.Tell, StopLimit(request), exit: code => Leave(display, code));
        await using var sweep = SweepComposition.Create(
            request,
            request.ShowsChildOutput ? display.ShowChildOutput : null,
            warning => display.Tell($"warning: {warning}")
        );
        await using var killing = interruption.Kill.Register(() => _ = sweep.KillAllAsync());
        var ending = new SweepEnding(sweep, request, parsed, error);
        try
        {
            var report = await display.ShowWhileAsync(() => sweep.RunAsync(display, interruption.Stop), () => sweep.ReadRunsAsync());
            if (report.Answers.Count > 0)
            {
                SlaReport.Write(report.Answers, report.Location, results);
            }
            else if (report.Scans.Any(scan => scan.Levels.Count > 0))
            {
                ScanReport.Write(report.Scans, report.Location, results);
            }
            else
            {
                var runs = await sweep.ReadRunsAsync();
                ending.ReadRuns = runs.Count;
                FinalReport.Write(runs, request.Directions, report.Location, results, request.Plan.Definition.FailedShareLimit);
            }

            if (request.TaskOf is null)
            {
                // The tasks of a submitted sweep have one report together.
                await SweepPictures.WriteAsync(report.Location, request.Directions, output, error);
            }

            return interruption.Signal is not null && !report.IsComplete
                ? ending.AfterInterruption(interruption)
                : ending.AfterReport(report);
        }
        catch (OperationCanceledException) when (interruption.Signal is not null)
        {
            return ending.AfterInterruption(interruption);
        }
        catch (Exception exception) when (exception is not InvalidInputException)
        {
            return ending.AfterBreakdown(exception);
        }
    }

    /// <summary>The longest that the orderly stop of a benchmark and a server may take, and something for the rest.</summary>
    public static TimeSpan StopLimit(SweepRequest request)
    {
        var defaults = new ProcessServerOptions();
        var isContainer = request.Plan.Definition.ServeCommand is { } command && ContainerClient.Is(command);
        var server = request.StopGrace ?? (isContainer ? defaults.ContainerStopGrace : defaults.StopGrace);
        return new CommandBenchmarkRunner().StopGrace + server + TimeSpan.FromSeconds(5);
    }

    /// <summary>Exits at once, but with the terminal in order if it takes any text.</summary>
    private static void Leave(ISweepDisplay display, int exitCode)
    {
        Task.Run(display.Clear).Wait(TimeSpan.FromSeconds(1));
        Environment.Exit(exitCode);
    }

    private static void Warn(string message) => Console.Error.WriteLine($"warning: {ShortText.Printable(message)}");

    /// <summary>Uses lines if the output of child processes is shown: a display that redraws itself would mix with it.</summary>
    private static ISweepDisplay CreateDisplay(SweepRequest request, TextWriter error) =>
        StandardStreams.CanDraw && !request.ShowsChildOutput
            ? new TerminalDisplay(
                new StatusBlock(StandardStreams.Terminal, () => TerminalSize.Of(TerminalSize.Error)),
                StandardStreams.ErrorColours,
                TimeProvider.System,
                new BestSoFar(request.Directions)
            )
            : new LineDisplay(error);
}
