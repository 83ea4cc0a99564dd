using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ServeMulti.Parameters;

namespace ServeMulti.Processes;

/// <summary>Starts child processes of this machine, and ends them with everything they started.</summary>
/// <remarks>
/// On Linux a child starts in a session of its own (through <c>setsid</c>, where that command exists) and carries an environment variable
/// that only it and its descendants have, so that its whole family is found again: also after it died itself, and also what left its
/// session. Where Linux shares the processors out between sessions, the child's is as nice as the host. On Windows and macOS the tree of
/// living descendants is ended; a process whose parent has exited before is missed there. A child does not get the terminal's Ctrl-C: the
/// host decides, and turns SIGINT and SIGTERM into a stop. Where the host's <c>Main</c> returns or it calls <c>Environment.Exit</c> without
/// having disposed a child, the child is killed. Safe for use from several threads.
/// </remarks>
public sealed class ProcessLauncher : IProcessLauncher
{
    private readonly ProcessLedger? _ledger;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly string? _setSid;

    /// <summary>Initializes a new instance.</summary>
    /// <param name="ledger">Where to record what is started, so that a later host finds what this one left behind; null (the default):
    /// nowhere.</param>
    /// <param name="timeProvider">The clock of a stop's grace; null (the default): the system's.</param>
    /// <param name="logger">Where to log; null (the default): nowhere.</param>
    public ProcessLauncher(ProcessLedger? ledger = null, TimeProvider? timeProvider = null, ILogger<ProcessLauncher>? logger = null)
        : this(
            OperatingSystem.IsLinux() && ExecutableFinder.TryFind("setsid", out var setSid, out _) ? setSid : null,
            ledger,
            timeProvider,
            logger
        ) { }

    internal ProcessLauncher(string? setSid, ProcessLedger? ledger, TimeProvider? timeProvider, ILogger? logger)
    {
        _setSid = setSid;
        _ledger = ledger;
        _timeProvider = timeProvider ?? TimeProvider.System;
        _logger = logger ?? NullLogger.Instance;
    }

    /// <summary>Gets whether children are read and ended by the means of systems without <c>/proc</c> and <c>poll</c>, which work here too:
    /// for tests of them.</summary>
    internal bool UsesPortableMeans { get; init; }

    /// <inheritdoc/>
    public string? FindProblem(ProcessSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return TryFind(spec, out _, out var problem) ? null : problem;
    }

    /// <inheritdoc/>
    /// <exception cref="ServeMultiException">The ledger cannot be written; nothing was started.</exception>
    public IChildProcess Start(ProcessSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var executable = Find(spec);
        var mark = ProcessMark.Create();
        var secrets = new SecretRedactor([spec.Command], spec.Environment);
        var tail = new OutputTail(secrets);
        var sink = OpenSink(spec, tail, secrets);
        RecordStarting(mark, sink);
        var startTimestamp = Stopwatch.GetTimestamp();
        Process process;
        try
        {
            process = StartProcess(spec, executable, mark);
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException or IOException)
        {
            sink.Dispose();
            _ledger?.RecordEnded(mark);
            throw new ProcessStartException($"'{spec.Command.Executable}' could not be started: {exception.Message}.", exception);
        }

        process.StandardInput.Close();
        var identity = ProcessIdentities.Identify(process);
        RecordStarted(mark, identity);
        Log.StartedProcess(_logger, spec.Command.Executable, identity.Id);
        IProcessFamily family =
            ProcFs.IsAvailable && !UsesPortableMeans
                ? new LinuxProcessFamily(identity, mark, new FamilyIdRange(identity.Id, startTimestamp))
                : new TreeProcessFamily(process, identity);
        return new ChildProcess(
            process,
            family,
            identity,
            mark,
            tail,
            Read(process, sink),
            _ledger,
            new ProcessEnder(_timeProvider, _logger)
        );
    }

    private static string Find(ProcessSpec spec) =>
        TryFind(spec, out var path, out var problem) ? path : throw new ProcessStartException(problem);

    private static bool TryFind(ProcessSpec spec, [NotNullWhen(true)] out string? path, [NotNullWhen(false)] out string? problem)
    {
        spec.Environment.TryGetValue("PATH", out var searchPath);
        return ExecutableFinder.TryFind(spec.Command.Executable, out path, out problem, spec.WorkingDirectory, searchPath);
    }

    private OutputSink OpenSink(ProcessSpec spec, OutputTail tail, SecretRedactor secrets)
    {
        Action<string>? lineReceiver = spec.OutputReceived is { } receive ? line => receive(secrets.Redact(line)) : null;
        try
        {
            return new OutputSink(spec.LogPath, lineReceiver, tail, _logger);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ProcessStartException(
                $"'{spec.Command.Executable}' was not started: its log file '{spec.LogPath}' cannot be written: {exception.Message}",
                exception
            );
        }
    }

    private Process StartProcess(ProcessSpec spec, string executable, ProcessMark mark)
    {
        string[] words = _setSid is null ? [executable] : [_setSid, .. SessionNiceness.FindWrapper(), executable];
        var start = new ProcessStartInfo(words[0])
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = spec.WorkingDirectory ?? "",
        };
        foreach (var argument in words[1..].Concat(spec.Command.Arguments))
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((var name, var value) in spec.Environment)
        {
            start.Environment.Remove(name);
            if (value is not null)
            {
                start.Environment.Add(name, value);
            }
        }

        start.Environment[mark.Variable] = "1";
        return Process.Start(start) ?? throw new InvalidOperationException("the system started no process");
    }

    private void RecordStarting(ProcessMark mark, OutputSink sink)
    {
        try
        {
            _ledger?.RecordStarting(mark);
        }
        catch
        {
            sink.Dispose();
            throw;
        }
    }

    private void RecordStarted(ProcessMark mark, ProcessIdentity identity)
    {
        try
        {
            _ledger?.RecordStarted(mark, identity);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The mark is recorded already, by which the process is found; to stop now would leave it running.
            Log.LedgerFailed(_logger, exception);
        }
    }

    private IOutputReader Read(Process process, OutputSink sink)
    {
        var output = process.StandardOutput.BaseStream;
        var error = process.StandardError.BaseStream;
        return
            !OperatingSystem.IsWindows()
            && !UsesPortableMeans
            && output is AnonymousPipeClientStream outputPipe
            && error is AnonymousPipeClientStream errorPipe
            ? new PolledOutputReader(outputPipe, errorPipe, sink)
            : new StreamOutputReader(output, error, sink);
    }
}
