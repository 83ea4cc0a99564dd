using System.Globalization;
using ServeMulti.Files;
using ServeMulti.Launching;
using ServeMulti.Processes;

namespace ServeMulti.Clusters;

/// <summary>A server that runs as a job.</summary>
internal sealed class JobServer : IRunningServer
{
    private const int LongestTail = 64 * 1024;
    private const int Lines = 50;

    private readonly HealthCheck _health;
    private readonly TaskCompletionSource<ServerExit> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isStopping;

    public JobServer(ServerSpec spec, JobWatch watch, string logPath, HealthCheck health)
    {
        (Spec, Watch, LogPath, _health) = (spec, watch, logPath, health);
        _ = ReportExitAsync();
    }

    public ServerSpec Spec { get; }

    public JobWatch Watch { get; }

    public string LogPath { get; }

    public Uri? Endpoint { get; set; }

    public Task<ServerExit> Exited => _exited.Task;

    public IReadOnlyList<string> RecentOutput
    {
        get
        {
            try
            {
                using var stream = RegularFile.OpenRead(LogPath);
                stream.Seek(-Math.Min(stream.Length, LongestTail), SeekOrigin.End);
                using var reader = new StreamReader(stream);
                return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(Lines).Select(PlainText.Of)];
            }
            catch (IOException)
            {
                // The job has not begun, or the folder is not shared: there is no output here.
                return [];
            }
        }
    }

    public Task<string?> FindProblemAsync(CancellationToken cancellationToken = default) =>
        Spec.CheckReadiness && Endpoint is { } endpoint
            ? _health.FindProblemAsync(Spec, endpoint, Exited, cancellationToken)
            : Task.FromResult<string?>(null);

    public ValueTask DisposeAsync()
    {
        _isStopping = true;
        return Watch.DisposeAsync();
    }

    private async Task ReportExitAsync()
    {
        var job = await Watch.Ended.ConfigureAwait(false);
        if (!_isStopping)
        {
            _exited.SetResult(new ServerExit(Describe(Watch.JobId, job), job?.ExitCode, RecentOutput));
        }
    }

    private static string Describe(string id, JobTask? job) =>
        job is null
            ? $"the server's job {id} is gone: the scheduler knows nothing of it any more"
            : $"the server's job {id}{(job.Nodes.Length == 0 ? "" : $" on {job.Nodes}")} {Why(job)}";

    private static string Why(JobTask job) =>
        job.State switch
        {
            JobState.Cancelled => "was cancelled by somebody else",
            JobState.TimedOut => "reached its time limit: ask for more (--time)",
            JobState.OutOfMemory => "used more memory than it may: ask for more (--mem)",
            JobState.NodeFailed => "ended with its node, which failed",
            JobState.Preempted => "was preempted by a job of higher priority",
            JobState.NotStarted => $"could not be started on its node ({job.Reason}): see whether the node sees the folder of its log",
            _ => string.Create(CultureInfo.InvariantCulture, $"ended with exit code {job.ExitCode}"),
        };
}
