using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ServeMulti.Parameters;
using ServeMulti.Processes;

namespace ServeMulti.Benchmarking;

/// <summary>Executes benchmarks as commands that write one JSON file, such as <c>vllm bench serve</c>.</summary>
/// <remarks>
/// <para>The command is completed by <c>--save-result --result-dir FOLDER --result-filename run=N.json</c>; where it has these options,
/// ours replace them. SGLang's <c>bench_serving</c> gets <c>--output-file FILE</c> in their place. A command that is known to take the
/// options of <c>vllm bench serve</c> also gets <c>--percentile-metrics ttft,tpot,itl,e2el</c>, unless it has that option.</para>
/// <para>The command finds the server's address, where it is known, in the environment variable <c>SERVEMULTI_ENDPOINT</c>. A known client
/// (<c>serve-multi bench</c>, <c>vllm bench serve</c>, <c>python -m sglang.bench_serving</c>) that asks another address is refused, unless
/// <see cref="BenchmarkRequest.AllowsOtherAddress"/>. Whatever the command started is ended when the run is over, however it ended. The
/// result is read after that, from a folder that is new for each run.</para>
/// <para>A result of SGLang's <c>bench_serving</c>, which counts only what was answered, gets <c>failed</c>. Every result gets one field at
/// its end, <c>host_cpu_share</c>: the processor time that this process used during the run, as a share of all processors of the machine;
/// where it has such a field, that stays.</para>
/// </remarks>
/// <example>
/// <code>
/// var runner = new CommandBenchmarkRunner();
/// var result = await runner.RunAsync(new BenchmarkRequest
/// {
///     Command = CommandLine.Parse("vllm bench serve --model m --num-prompts 100"),
///     Timeout = TimeSpan.FromMinutes(10),
///     LogPath = "bench.log",
/// });
/// </code>
/// </example>
public sealed class CommandBenchmarkRunner : IBenchmarkRunner
{
    private readonly IProcessLauncher _processLauncher;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly TimeSpan _stopGrace = TimeSpan.FromSeconds(5);

    // The runs of a case, and cases of several servers, have one command: a dry run of many asks for it each time.
    private readonly ConditionalWeakTable<CommandLine, PreparedCommand> _prepared = new();

    /// <summary>Initializes a new instance.</summary>
    /// <param name="processLauncher">What starts the command; null (the default): a <see cref="ProcessLauncher"/>.</param>
    /// <param name="timeProvider">The clock; null (the default): the system's.</param>
    /// <param name="logger">Where to log; null (the default): nowhere.</param>
    public CommandBenchmarkRunner(
        IProcessLauncher? processLauncher = null,
        TimeProvider? timeProvider = null,
        ILogger<CommandBenchmarkRunner>? logger = null
    )
    {
        _processLauncher = processLauncher ?? new ProcessLauncher(timeProvider: timeProvider);
        _timeProvider = timeProvider ?? TimeProvider.System;
        _logger = logger ?? NullLogger<CommandBenchmarkRunner>.Instance;
    }

    /// <summary>Gets how long a benchmark that is ended, at a timeout or a cancellation, may take to end by itself before it is killed;
    /// default 5 s, zero kills at once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan StopGrace
    {
        get => _stopGrace;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            _stopGrace = value;
        }
    }

    /// <summary>Gets a receiver of each line of the benchmarks' output as it comes; null (the default): none.</summary>
    public Action<string>? OutputReceived { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<string> FindProblems(BenchmarkRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Command is not { } command)
        {
            return ["There is no benchmark command: add one, or use another benchmark runner."];
        }

        var missingMetrics = request.RequiredMetrics.Select(metric => BenchCommandProfile.FindProblem(command, metric));
        return
        [
            .. missingMetrics
                .Prepend(FindAddressProblem(request, command))
                .Prepend(_processLauncher.FindProblem(ToSpec(request, command)))
                .OfType<string>(),
        ];
    }

    private static string? FindAddressProblem(BenchmarkRequest request, CommandLine command) =>
        request.AllowsOtherAddress ? null : AddressCheck.FindProblem(command, request.Endpoint);

    /// <inheritdoc/>
    public IReadOnlyList<string> FindMachineProblems(BenchmarkRequest request) =>
        request?.Command is { } command && _processLauncher.FindProblem(ToSpec(request, command)) is { } problem ? [problem] : [];

    /// <summary>Returns the command that would be executed. Its result goes into a new folder for each run, for which <c>new</c>
    /// stands.</summary>
    /// <inheritdoc/>
    public CommandLine? CommandFor(BenchmarkRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Command is not { } command)
        {
            return null;
        }

        var parent = request.ScratchFolder ?? Path.GetTempPath();
        if (!Path.IsPathFullyQualified(parent))
        {
            parent = Path.GetFullPath(parent);
        }

        if (!_prepared.TryGetValue(command, out var prepared) || !prepared.IsFor(request.RequiredMetrics, parent))
        {
            prepared = new PreparedCommand(command, request.RequiredMetrics, Path.Combine(Path.GetFullPath(parent), "new"), parent);
            _prepared.AddOrUpdate(command, prepared);
        }

        return prepared.WithFile(RunScratch.NameOf(request.RunNumber));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The request has no command.</exception>
    /// <exception cref="ServeMultiException">The folder for the raw result cannot be made.</exception>
    public async Task<BenchmarkResult> RunAsync(BenchmarkRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var command = request.Command ?? throw new ArgumentException("The request has no benchmark command.", nameof(request));
        cancellationToken.ThrowIfCancellationRequested();

        // Some launchers know the address only once the server runs.
        if (FindAddressProblem(request, command) is { } problem)
        {
            return BenchmarkResult.Failed(new(BenchmarkFailureReason.OtherServer, problem));
        }

        using var scratch = RunScratch.Create(request.ScratchFolder, request.RunNumber, _logger);
        var completeCommand = new PreparedCommand(command, request.RequiredMetrics, scratch.Folder).WithFile(scratch.FileName);
        var startedAt = _timeProvider.GetTimestamp();
        var usage = new HostUsage(_timeProvider);
        Log.BenchmarkStarting(_logger, request.RunNumber, completeCommand.Redact());
        var result = usage.AddTo(await ExecuteAsync(request, completeCommand, scratch.ResultPath, cancellationToken).ConfigureAwait(false));
        LogEnd(request.RunNumber, result, _timeProvider.GetElapsedTime(startedAt));
        return result;
    }

    private async Task<BenchmarkResult> ExecuteAsync(
        BenchmarkRequest request,
        CommandLine command,
        string resultPath,
        CancellationToken cancellationToken
    )
    {
        IChildProcess process;
        try
        {
            process = PartAnswer.Require(
                _processLauncher.Start(ToSpec(request, command)),
                "process launcher",
                nameof(_processLauncher.Start)
            );
        }
        catch (ProcessStartException exception)
        {
            return BenchmarkResult.Failed(new(BenchmarkFailureReason.NotStarted, exception.Message));
        }

        ProcessExit? exit;
        IReadOnlyList<string> recentOutput,
            lookedBack;
        await using (process.ConfigureAwait(false))
        {
            exit = await WaitAsync(process, request.Timeout, cancellationToken).ConfigureAwait(false);
            recentOutput = exit?.RecentOutput ?? ChildOutput.Of(process);
            lookedBack = ChildOutput.Of(process, FailureHeadline.LinesLookedBack);
        }

        // Only now: nothing of the benchmark is left that could still write. And without the token: a run that is finished is not thrown
        // away.
        var result = exit switch
        {
            null => BenchmarkResult.Failed(RunTimeLimit.Failure(request.Timeout)),
            { ExitCode: not 0 } => BenchmarkResult.Failed(NonZeroExit(exit.ExitCode, File.Exists(resultPath))),
            _ => await RawResult.ReadAsync(resultPath, request).ConfigureAwait(false),
        };
        return result.IsSuccess
            ? BenchmarkResult.Success(SglangResult.AddFailed(result.Document, command))
            : BenchmarkResult.Failed(
                Complete(result.Failure, exit?.ExitCode, recentOutput, FailureHeadline.TryFind(lookedBack), request.LogPath)
            );
    }

    private static BenchmarkFailure NonZeroExit(int exitCode, bool hasResult) =>
        new(
            BenchmarkFailureReason.NonZeroExit,
            $"The benchmark {ExitCodes.Describe(exitCode)}{(hasResult ? "; the result that it wrote does not count" : "")}."
        );

    private ProcessSpec ToSpec(BenchmarkRequest request, CommandLine command) =>
        new(command)
        {
            LogPath = request.LogPath,
            OutputReceived = OutputReceived,
            Environment = EnvironmentOf(request),
        };

    private static Dictionary<string, string?> EnvironmentOf(BenchmarkRequest request)
    {
        Dictionary<string, string?> environment = [];
        if (request.Endpoint is { } endpoint)
        {
            environment[BenchAddress.Variable] = endpoint.ToString().TrimEnd('/');
            environment[BenchAddress.AllowanceVariable] = request.AllowsOtherAddress ? "1" : null;
        }

        return environment;
    }

    /// <summary>Waits for the end of the process; null if its time ran out and it was ended.</summary>
    private async Task<ProcessExit?> WaitAsync(IChildProcess process, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        using var limit = RunTimeLimit.Start(timeout, _timeProvider, cancellationToken);
        try
        {
            return await PartAnswer
                .RequireAsync(process.Exited?.WaitAsync(limit.Token), "child process", nameof(process.Exited))
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await PartAnswer.OrDone(process.StopAsync(StopGrace, CancellationToken.None)).ConfigureAwait(false);
            throw new OperationCanceledException(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await PartAnswer.OrDone(process.StopAsync(StopGrace, cancellationToken)).ConfigureAwait(false);
            return null;
        }
    }

    private static BenchmarkFailure Complete(
        BenchmarkFailure failure,
        int? exitCode,
        IReadOnlyList<string> recentOutput,
        string? headline,
        string? logPath
    )
    {
        var lastLine = recentOutput.LastOrDefault(line => !string.IsNullOrWhiteSpace(line))?.Trim();
        var why =
            headline is not null ? $" It says: {headline}"
            : lastLine is null ? " It printed nothing."
            : failure.Reason == BenchmarkFailureReason.TimedOut ? $" The last that it printed: {lastLine}"
            : "";
        var message = failure.Message + why + (logPath is null || lastLine is null ? "" : $" (all of its output: {logPath})");
        return failure with { Message = message, ExitCode = exitCode, RecentOutput = recentOutput, LogPath = logPath };
    }

    private void LogEnd(int runNumber, BenchmarkResult result, TimeSpan elapsed)
    {
        if (result.IsSuccess)
        {
            Log.BenchmarkFinished(_logger, runNumber, elapsed);
        }
        else
        {
            Log.BenchmarkFailed(_logger, runNumber, result.Failure.Reason, elapsed, result.Failure.Message);
        }
    }
}
