using System.Globalization;
using System.Text.RegularExpressions;
using ServeMulti.Parameters;
using ServeMulti.Processes;

namespace ServeMulti.Clusters.Slurm;

/// <summary>Slurm, by its own commands: <c>sbatch</c>, <c>squeue</c>, <c>scontrol</c> and <c>scancel</c>. It needs no accounting.</summary>
/// <remarks>
/// A job carries its token in its comment. Jobs are cancelled by their ids, never by a name or a user. Slurm forgets a job some minutes after
/// it has ended (<c>MinJobAge</c>): keep what a task did in a file of its own.
/// </remarks>
/// <example><code>var scheduler = new SlurmScheduler(new ProcessLauncher());</code></example>
public sealed partial class SlurmScheduler : IJobScheduler
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private readonly SlurmCommand _command;

    /// <summary>Initializes a new instance.</summary>
    /// <param name="processes">Starts Slurm's commands.</param>
    /// <param name="timeProvider">The clock of the limit of one minute for an answer; null (the default): the system's.</param>
    public SlurmScheduler(IProcessLauncher processes, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(processes);
        _command = new SlurmCommand(processes, Timeout, timeProvider ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public string Name => "slurm";

    /// <inheritdoc/>
    public async Task<int> ReadLargestTaskAsync(CancellationToken cancellationToken = default)
    {
        var lines = await ReadAsync(new CommandLine("scontrol", "show", "config"), cancellationToken).ConfigureAwait(false);
        var size = lines.Select(line => ArraySize().Match(line)).FirstOrDefault(match => match.Success);
        return size is null
            ? throw new JobSchedulerException("Slurm does not say how large an array may be: 'scontrol show config' names no MaxArraySize.")
            : int.Parse(size.Groups[1].Value, CultureInfo.InvariantCulture) - 1;
    }

    /// <inheritdoc/>
    public async Task<string> SubmitAsync(JobSpec spec, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var (exitCode, lines) = await _command.RunAsync(ToCommand(spec), spec.Environment, cancellationToken).ConfigureAwait(false);
        var id = lines.Select(line => JobId().Match(line)).FirstOrDefault(match => match.Success);
        return exitCode == 0 && id is not null ? id.Groups[1].Value
            : IsSilence(lines) ? throw NoAnswer("sbatch", lines)
            : throw new InvalidInputException($"Slurm refused the job: {Describe(lines)}");
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JobTask>> ListAsync(string token, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(token);
        string[] arguments =
        [
            "--noheader",
            "--all",
            "--array",
            "--states=all",
            $"--user={Environment.UserName}",
            $"--Format={SlurmQueue.Format}",
        ];
        var lines = await ReadAsync(new CommandLine("squeue", arguments), cancellationToken).ConfigureAwait(false);
        try
        {
            return SlurmQueue.Read(lines, token);
        }
        catch (FormatException exception)
        {
            throw new JobSchedulerException($"Slurm's list of jobs cannot be read: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public Task ReleaseAsync(string jobId, CancellationToken cancellationToken = default) =>
        ReadAsync(new CommandLine("scontrol", "release", Checked(jobId)), cancellationToken);

    /// <inheritdoc/>
    public async Task CancelAsync(IReadOnlyList<string> jobIds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(jobIds);
        string[] ids = [.. jobIds.Select(Checked)];
        if (ids.Length > 0)
        {
            // Without an error for a job that has ended: that is what was asked for.
            await ReadAsync(new CommandLine("scancel", ["--quiet", .. ids]), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Returns the command that submits a job.</summary>
    internal static CommandLine ToCommand(JobSpec spec)
    {
        List<string> words =
        [
            "--parsable",
            $"--job-name={spec.Name}",
            $"--comment={spec.Token}",
            $"--chdir={spec.WorkingDirectory}",
            $"--output={spec.OutputPath}",
            "--open-mode=append",
            spec.IsRestartable ? "--requeue" : "--no-requeue",
            // To the script alone, two minutes before the time limit, so that it ends what it runs in order.
            "--signal=B:TERM@120",
        ];
        if (spec.Tasks.Count > 0)
        {
            var most = spec.MostRunning is { } running ? string.Create(CultureInfo.InvariantCulture, $"%{running}") : "";
            words.Add($"--array={TaskRanges.Of(spec.Tasks)}{most}");
        }

        if (spec.After.Count > 0)
        {
            words.Add($"--dependency=afterany:{string.Join(':', spec.After.Select(Checked))}");
        }

        words.AddRange(spec.Options);
        if (spec.IsHeld)
        {
            words.Add("--hold");
        }

        return new CommandLine("sbatch", [.. words, spec.Script.Executable, .. spec.Script.Arguments]);
    }

    /// <summary>An id that is none could mean other jobs to a command, such as all of a user's.</summary>
    private static string Checked(string jobId) =>
        PlainId().IsMatch(jobId) ? jobId : throw new ArgumentException($"'{jobId}' is not the id of a job.", nameof(jobId));

    private async Task<IReadOnlyList<string>> ReadAsync(CommandLine command, CancellationToken cancellationToken)
    {
        var (exitCode, lines) = await _command.RunAsync(command, null, cancellationToken).ConfigureAwait(false);
        return exitCode == 0 ? lines
            : IsSilence(lines) ? throw NoAnswer(command.Executable, lines)
            : throw new JobSchedulerException($"Slurm refused '{command}': {Describe(lines)}");
    }

    private static bool IsSilence(IReadOnlyList<string> lines) =>
        lines.Any(line =>
            line.Contains("Unable to contact slurm controller", StringComparison.OrdinalIgnoreCase)
            || line.Contains("Could not establish a configuration source", StringComparison.OrdinalIgnoreCase)
            || line.Contains("Socket timed out", StringComparison.OrdinalIgnoreCase)
            || line.Contains("Connection refused", StringComparison.OrdinalIgnoreCase)
        );

    private static JobSchedulerException NoAnswer(string command, IReadOnlyList<string> lines) =>
        new($"Slurm does not answer {command}: {Describe(lines)} See whether its controller runs (scontrol ping).");

    private static string Describe(IReadOnlyList<string> lines)
    {
        var sentences = lines.Select(line => Prefix().Replace(line, "").Trim().TrimEnd('.')).Where(line => line.Length > 0).Distinct();
        var text = string.Join(' ', sentences.TakeLast(3).Select(sentence => sentence + "."));
        return text.Length == 0 ? "it gave no reason." : text;
    }

    [GeneratedRegex(@"^MaxArraySize\s*=\s*(\d+)\s*$")]
    private static partial Regex ArraySize();

    [GeneratedRegex(@"^(\d+)(;\S*)?$")]
    private static partial Regex JobId();

    [GeneratedRegex(@"^\d+\z")]
    private static partial Regex PlainId();

    [GeneratedRegex("^[a-z]+: error: ")]
    private static partial Regex Prefix();
}
