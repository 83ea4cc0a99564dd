using ServeMulti.Parameters;
using ServeMulti.Processes;

namespace ServeMulti.Clusters.Slurm;

/// <summary>Runs one of Slurm's commands to its end.</summary>
internal sealed class SlurmCommand
{
    private readonly IProcessLauncher _processes;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _timeProvider;

    public SlurmCommand(IProcessLauncher processes, TimeSpan timeout, TimeProvider timeProvider)
    {
        _processes = processes;
        _timeout = timeout;
        _timeProvider = timeProvider;
    }

    /// <summary>Runs a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="environment">Further variables of the command's environment, which a job inherits; null: none.</param>
    /// <param name="cancellationToken">Cancels the operation; the command is ended.</param>
    /// <returns>Its exit code, and all lines of its output.</returns>
    /// <exception cref="JobSchedulerException">The command is not installed, or did not end in time.</exception>
    public async Task<(int ExitCode, IReadOnlyList<string> Lines)> RunAsync(
        CommandLine command,
        IReadOnlyDictionary<string, string?>? environment,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        var lines = new List<string>();
        // The words of messages that are read must not depend on the user's language; two of Slurm's formats must not either.
        var spec = new ProcessSpec(command)
        {
            Environment = new Dictionary<string, string?>(environment ?? new Dictionary<string, string?>())
            {
                ["LC_ALL"] = "C",
                ["SQUEUE_FORMAT"] = null,
                ["SQUEUE_FORMAT2"] = null,
                ["SQUEUE_STATES"] = null,
                ["SLURM_TIME_FORMAT"] = null,
            },
            OutputReceived = lines.Add,
        };
        IChildProcess process;
        try
        {
            process = _processes.Start(spec);
        }
        catch (ProcessStartException exception)
        {
            throw new JobSchedulerException(
                $"Slurm's command {command.Executable} cannot be started: {exception.Message} Submit from a machine that has Slurm's commands, such as the cluster's login node.",
                exception
            );
        }

        await using (process.ConfigureAwait(false))
        {
            try
            {
                var exit = await process.Exited.WaitAsync(_timeout, _timeProvider, cancellationToken).ConfigureAwait(false);
                return (exit.ExitCode, lines);
            }
            catch (TimeoutException exception)
            {
                throw new JobSchedulerException(
                    $"Slurm did not answer within {_timeout.TotalSeconds:0} s: {command}. See whether its controller runs (scontrol ping).",
                    exception
                );
            }
        }
    }
}
