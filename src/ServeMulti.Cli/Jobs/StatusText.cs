using System.Globalization;
using ServeMulti.Cli.Display;
using ServeMulti.Clusters;

namespace ServeMulti.Cli.Jobs;

/// <summary>Words how far a submitted sweep is.</summary>
internal sealed class StatusText
{
    private const int LongestLine = 300;

    /// <summary>The exit code of a task that ended in order after SIGTERM.</summary>
    private const int Terminated = 128 + 15;

    private readonly SubmissionFolder _folder;
    private readonly TimeProvider _timeProvider;
    private readonly HashSet<(int Task, string Job, int Restarts)> _told = [];

    public StatusText(SubmissionFolder folder, TimeProvider timeProvider) => (_folder, _timeProvider) = (folder, timeProvider);

    /// <summary>Describes tasks and runs in one line, and, apart from it, the time left: it changes although nothing happens.</summary>
    public (string Line, string TimeLeft) Describe(Submission submission, SweepStatus status)
    {
        var running = status.Tasks.Count(task => task.IsRunning);
        (int Count, string Word)[] parts =
        [
            (status.ActiveCount - running, "waiting"),
            (running, "running"),
            (status.Tasks.Count(task => task.IsDone), "done"),
            (status.Tasks.Count(task => task.IsMissing), "failed"),
        ];
        var tasks = string.Join(", ", parts.Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Count} {part.Word}")));
        var runs = status.Tasks.Sum(task => _folder.CountRuns(task.Number));
        var most = IsSearch(submission) ? "at most " : "";
        var gathering = status.IsGathering
            ? status.ActiveCount > 0
                ? "; merging waits for them"
                : "; merging"
            : "";
        var line = string.Create(CultureInfo.InvariantCulture, $"tasks: {tasks}; runs: {runs} of {most}{submission.RunCount}{gathering}");
        return (line, TimeLeft(submission, status, runs));
    }

    /// <summary>Describes the tasks that ended without having done all of their runs, each once.</summary>
    public IEnumerable<string> NewFailures(Submission submission, SweepStatus status)
    {
        foreach (var task in status.Tasks.Where(task => task.IsMissing && task.Job is not null))
        {
            var job = task.Job!;
            if (_told.Add((task.Number, job.JobId, job.Restarts)))
            {
                var last = _folder.ReadLastLine(job.JobId, job.Number!.Value);
                var where = job.Nodes.Length == 0 ? "" : $" on {job.Nodes}";
                var said = last is null ? "" : $" It said: {ShortText.Cut(ShortText.Printable(last), LongestLine)}";
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"task {task.Number}{where}: {Why(job, task.Record is not null)}.{said} ({_folder.LogOf(job.JobId, job.Number.Value)})"
                );
            }
        }
    }

    private static string Why(JobTask job, bool hasBegun) =>
        job.State switch
        {
            JobState.Done => "ended before it was done",
            JobState.Failed when job.ExitCode == JobScripts.NotShared =>
                "its node does not see the output folder, which all nodes must share",
            JobState.Failed when job.ExitCode == ExitCodes.SomeFailed => "some of its runs failed",
            JobState.Failed when job.ExitCode == Terminated =>
                "was told to stop, as a task is two minutes before its time limit (a limit of two minutes or less ends it at once)",
            JobState.Failed => string.Create(CultureInfo.InvariantCulture, $"ended with exit code {job.ExitCode}"),
            JobState.Cancelled => "was cancelled",
            JobState.TimedOut => "reached its time limit",
            JobState.OutOfMemory => "used more memory than its job may",
            JobState.NodeFailed => "its node failed",
            JobState.Preempted => "was preempted",
            JobState.NotStarted when hasBegun => $"was lost by its node ({job.Reason})",
            JobState.NotStarted =>
                $"could not be started ({job.Reason}): its node may not see the output folder, which all nodes must share",
            _ => $"is {job.State}",
        };

    private static bool IsSearch(Submission submission) =>
        submission.Arguments.Any(word => word.StartsWith("--sla-params", StringComparison.Ordinal));

    /// <summary>What is left takes as long as what is done, at the pace since the first task began.</summary>
    private string TimeLeft(Submission submission, SweepStatus status, int runs)
    {
        var started = status.Tasks.Select(task => task.Record?.StartedAt).Min();
        if (started is null || runs == 0 || runs >= submission.RunCount || IsSearch(submission) || status.ActiveCount == 0)
        {
            return "";
        }

        var elapsed = _timeProvider.GetUtcNow() - started.Value;
        // The clock of a node may be ahead of this one.
        return elapsed <= TimeSpan.Zero
            ? ""
            : $"; about {ShortText.Duration(elapsed * ((submission.RunCount - runs) / (double)runs))} left";
    }
}
