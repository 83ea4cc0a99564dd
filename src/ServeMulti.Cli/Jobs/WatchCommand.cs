using System.CommandLine;
using System.Globalization;
using ServeMulti.Cli.Options;

namespace ServeMulti.Cli.Jobs;

/// <summary>The verb <c>watch</c>: follows the tasks of a submitted sweep until none is left.</summary>
internal static class WatchCommand
{
    private static readonly Option<bool> Once = new("--once") { Description = "Prints the state once and ends." };

    private static readonly Option<TimeSpan?> Interval = new("--interval")
    {
        Description = "The time between two questions to the scheduler. [default: 10]",
        HelpName = "SECONDS",
        CustomParser = OptionParsers.OptionalSeconds,
    };

    public static Command Create()
    {
        var command = new Command("watch", "Follows a sweep that was submitted to a cluster: tasks, runs, failures and the time left.");
        var choice = new SubmissionChoice();
        choice.AddTo(command);
        command.Options.Add(Once);
        command.Options.Add(Interval);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, choice.Read(parsed), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, SubmissionFolder folder, CancellationToken cancellationToken)
    {
        using var interruption = new Interruption(_ => { }, TimeSpan.FromSeconds(5));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, interruption.Stop);
        var interval = parsed.GetValue(Interval) ?? TimeSpan.FromSeconds(10);
        var scheduler = Schedulers.Create(folder.Read().Scheduler);
        var text = new StatusText(folder, TimeProvider.System);
        var before = "";
        try
        {
            while (true)
            {
                // Read again: a resume may have added jobs.
                var submission = folder.Read();
                var status = SweepStatus.Of(submission, folder, await scheduler.ListAsync(submission.Token, either.Token));
                foreach (var failure in text.NewFailures(submission, status))
                {
                    Console.WriteLine(failure);
                }

                var (line, timeLeft) = text.Describe(submission, status);
                if (line != before)
                {
                    Console.WriteLine(
                        string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetLocalNow():HH:mm:ss} {line}{timeLeft}")
                    );
                    before = line;
                }

                if (parsed.GetValue(Once) || (status.ActiveCount == 0 && !status.IsGathering))
                {
                    return Conclude(folder, status);
                }

                await Task.Delay(interval, either.Token);
            }
        }
        catch (OperationCanceledException) when (interruption.Signal is not null)
        {
            return interruption.ExitCode;
        }
    }

    private static int Conclude(SubmissionFolder folder, SweepStatus status)
    {
        var missing = status.Tasks.Count(task => task.IsMissing);
        if (missing > 0)
        {
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{missing} of {status.Tasks.Count} tasks have not done all of their runs. Remove the cause, then: serve-multi submit --resume {folder.Name}"
                )
            );
        }
        else if (status.Tasks.All(task => task.IsDone) && Directory.Exists(folder.Merged) && !status.IsGathering)
        {
            Console.WriteLine($"Done: {folder.Merged}");
        }

        return missing > 0 ? ExitCodes.SomeFailed : ExitCodes.Done;
    }
}
