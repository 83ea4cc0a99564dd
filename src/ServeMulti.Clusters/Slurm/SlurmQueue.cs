using System.Globalization;

namespace ServeMulti.Clusters.Slurm;

/// <summary>Reads the list of <c>squeue</c>, in columns of fixed width.</summary>
internal static class SlurmQueue
{
    private const int LastSignal = 31;

    private static readonly (string Field, int Width)[] Columns =
    [
        ("ArrayJobID", 20),
        ("ArrayTaskID", 20),
        ("JobID", 20),
        ("State", 30),
        ("Reason", 60),
        ("exit_code", 20),
        ("RestartCnt", 20),
        ("NodeList", 200),
        ("Comment", 200),
    ];

    /// <summary>Gets the format that <see cref="Read"/> expects.</summary>
    public static string Format { get; } =
        string.Join(',', Columns.Select(column => string.Create(CultureInfo.InvariantCulture, $"{column.Field}:{column.Width}")));

    /// <summary>Reads the tasks whose comment is a token.</summary>
    /// <exception cref="FormatException">A line is not in the expected form.</exception>
    public static IReadOnlyList<JobTask> Read(IEnumerable<string> lines, string token) =>
        [.. lines.Select(Split).Where(cells => cells[^1] == token).Select(ToTask)];

    private static string[] Split(string line)
    {
        var cells = new string[Columns.Length];
        var start = 0;
        for (var index = 0; index < Columns.Length; index++)
        {
            var width = Columns[index].Width;
            if (start >= line.Length && index < Columns.Length - 1)
            {
                throw new FormatException($"squeue wrote a line that is too short: '{line.Trim()}'");
            }

            cells[index] = start >= line.Length ? "" : line.Substring(start, Math.Min(width, line.Length - start)).Trim();
            start += width;
        }

        return cells;
    }

    private static JobTask ToTask(string[] cells)
    {
        var (array, number, job, state, reason) = (cells[0], cells[1], cells[2], cells[3], cells[4]);
        var isArray = int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var task);
        var status = int.TryParse(cells[5], NumberStyles.None, CultureInfo.InvariantCulture, out var waited) ? waited : (int?)null;
        var read = StateOf(state, reason, status);
        return new JobTask
        {
            JobId = array.Length > 0 && array != "N/A" ? array : job,
            Number = isArray ? task : null,
            State = read,
            Reason = reason is "None" or "(null)" ? "" : reason,
            Nodes = cells[7] is "(null)" or "N/A" ? "" : cells[7],
            ExitCode = read is JobState.Done or JobState.Failed ? ExitCodeOf(status) : null,
            Restarts = int.TryParse(cells[6], NumberStyles.None, CultureInfo.InvariantCulture, out var restarts) ? restarts : 0,
        };
    }

    /// <summary>Slurm hands out what <c>wait</c> returned: a signal in the low bits, else the exit code above them.</summary>
    private static int? ExitCodeOf(int? status) =>
        status is not { } known ? null
        : (known & 127) is > 0 and var signal ? 128 + signal
        : (known >> 8) & 255;

    private static JobState StateOf(string state, string reason, int? status) =>
        state switch
        {
            "PENDING" when reason is "JobHeldUser" or "JobHeldAdmin" => JobState.Held,
            "PENDING" or "REQUEUED" or "REQUEUE_FED" or "SPECIAL_EXIT" or "REQUEUE_HOLD" or "RESV_DEL_HOLD" => JobState.Waiting,
            "RUNNING" or "CONFIGURING" or "COMPLETING" or "SUSPENDED" or "STOPPED" or "SIGNALING" or "STAGE_OUT" or "RESIZING" =>
                JobState.Running,
            "COMPLETED" => JobState.Done,
            "CANCELLED" or "REVOKED" => JobState.Cancelled,
            "TIMEOUT" or "DEADLINE" => JobState.TimedOut,
            "OUT_OF_MEMORY" => JobState.OutOfMemory,
            "NODE_FAIL" => JobState.NodeFailed,
            "PREEMPTED" => JobState.Preempted,
            "BOOT_FAIL" => JobState.NotStarted,
            // The same reason is given for a script that a signal killed; where nothing was started, the signal is none that there is.
            "FAILED" when reason == "JobLaunchFailure" && (status & 127) is not (> 0 and <= LastSignal) => JobState.NotStarted,
            "FAILED" => JobState.Failed,
            _ => throw new FormatException($"squeue names a state that is not known: '{state}'"),
        };
}
