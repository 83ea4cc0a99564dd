using System.Globalization;
using ServeMulti.Parameters;
using ServeMulti.Processes;

namespace ServeMulti.Launching;

/// <summary>Empties caches by a command, which must exit with 0.</summary>
public sealed class CommandCacheResetter : ICacheResetter
{
    private readonly CommandLine _command;
    private readonly IProcessLauncher _processLauncher;
    private readonly TimeSpan _timeout;
    private readonly string? _logPath;
    private readonly TimeProvider _timeProvider;

    /// <summary>Initializes a new instance.</summary>
    /// <param name="command">The command.</param>
    /// <param name="processLauncher">What starts it.</param>
    /// <param name="timeout">How long it may take; null (the default): 5 minutes.</param>
    /// <param name="logPath">The file its output is appended to; null (the default): none.</param>
    /// <param name="timeProvider">The clock of the time limit; null (the default): the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is not positive.</exception>
    public CommandCacheResetter(
        CommandLine command,
        IProcessLauncher processLauncher,
        TimeSpan? timeout = null,
        string? logPath = null,
        TimeProvider? timeProvider = null
    )
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(processLauncher);
        _command = command;
        _processLauncher = processLauncher;
        _timeout = timeout ?? TimeSpan.FromMinutes(5);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_timeout, TimeSpan.Zero, nameof(timeout));
        _logPath = logPath;
        _timeProvider = timeProvider ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public string? FindProblem(ServerSpec spec) =>
        _processLauncher.FindProblem(ToSpec()) is { } problem ? "The command that resets caches cannot run: " + problem : null;

    /// <inheritdoc/>
    public string? FindMachineProblem(ServerSpec spec) => FindProblem(spec);

    /// <inheritdoc/>
    public string DescribeReset(ServerSpec spec) => _command.Redact().ToString();

    /// <inheritdoc/>
    public async Task ResetAsync(IRunningServer server, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var process = Start();
        await using var disposal = process.ConfigureAwait(false);
        ProcessExit exit;
        try
        {
            exit = await PartAnswer
                .RequireAsync(
                    process.Exited?.WaitAsync(_timeout, _timeProvider, cancellationToken),
                    "child process",
                    nameof(process.Exited)
                )
                .ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            throw new CacheResetException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The command that resets caches did not end within {_timeout.TotalSeconds} s: {_command.Redact()}."
                ) + ServerOutput.DescribeOutput(ChildOutput.Of(process), _logPath),
                exception
            );
        }

        if (exit.ExitCode != 0)
        {
            throw new CacheResetException(
                $"The command that resets caches {ExitCodes.Describe(exit.ExitCode)}: {_command.Redact()}.{(FailureHeadline.TryFind(exit.RecentOutput) is { } headline ? $" It says: {headline}" : "")}{ServerOutput.DescribeOutput(exit.RecentOutput, _logPath)}"
            );
        }
    }

    private ProcessSpec ToSpec() => new(_command) { LogPath = _logPath };

    private IChildProcess Start()
    {
        try
        {
            return PartAnswer.Require(_processLauncher.Start(ToSpec()), "process launcher", nameof(_processLauncher.Start));
        }
        catch (ProcessStartException exception)
        {
            throw new CacheResetException("The command that resets caches cannot run: " + exception.Message, exception);
        }
    }
}
