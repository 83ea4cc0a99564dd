using System.CommandLine;

namespace ServeMulti.Cli.Jobs;

/// <summary>The verb <c>cancel</c>: cancels the jobs of a submitted sweep, by their ids.</summary>
internal static class CancelCommand
{
    public static Command Create()
    {
        var command = new Command("cancel", "Cancels the jobs of a sweep that was submitted to a cluster. Finished results are kept.");
        var choice = new SubmissionChoice();
        choice.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(choice.Read(parsed), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(SubmissionFolder folder, CancellationToken cancellationToken)
    {
        folder.Read();
        using var held = folder.Lock();
        var submission = folder.Read();
        var scheduler = Schedulers.Create(submission.Scheduler);
        var known = await scheduler.ListAsync(submission.Token, cancellationToken);
        string[] ids = [.. known.Where(task => task.IsActive).Select(task => task.JobId).Distinct()];
        await scheduler.CancelAsync(ids, cancellationToken);
        Console.WriteLine(
            ids.Length == 0
                ? $"No job of {folder.Name} waits or runs."
                : $"Cancelled job {string.Join(", ", ids)}. Finished results are kept: serve-multi submit --resume {folder.Name} goes on."
        );
        return ExitCodes.Done;
    }
}
