using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ServeMulti.Cli;

/// <summary>A child process of the built <c>serve-multi</c>, marked so that everything it starts can be found.</summary>
internal sealed partial class CliProcess : IDisposable
{
    /// <summary>Only a hang takes this long; nothing waits for it when all is well.</summary>
    private static readonly TimeSpan HangLimit = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly string _mark = $"SERVE_MULTI_TEST_{Guid.NewGuid():N}";
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _error = new();
    private readonly SemaphoreSlim _newLine = new(0);
    private readonly TaskCompletionSource _outputEnd = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _errorEnd = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private CliProcess(string folder, IReadOnlyDictionary<string, string> environment, string executable, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(executable, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[_mark] = "1";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Receive(line.Data, _output, _outputEnd);
        _process.ErrorDataReceived += (_, line) => Receive(line.Data, _error, _errorEnd);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Gets the path of the built program.</summary>
    public static string Executable { get; } = CompiledProgram.Find("serve-multi");

    public int Id => _process.Id;

    public IReadOnlyList<string> Output => [.. _output];

    public IReadOnlyList<string> Error => [.. _error];

    public static CliProcess Start(string folder, params string[] arguments) =>
        new(folder, new Dictionary<string, string>(), Executable, arguments);

    public static CliProcess Start(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        new(folder, environment, Executable, arguments);

    public static CliProcess StartProgram(string folder, string executable, params string[] arguments) =>
        new(folder, new Dictionary<string, string>(), executable, arguments);

    /// <summary>Runs a shell script, such as a command that a message told to paste.</summary>
    public static CliProcess StartShell(string folder, string script) =>
        new(folder, new Dictionary<string, string>(), "/bin/sh", ["-c", script]);

    /// <summary>Runs to the end.</summary>
    public static async Task<CliProcess> RunAsync(string folder, params string[] arguments)
    {
        var process = Start(folder, arguments);
        await process.WaitForExitAsync();
        return process;
    }

    /// <summary>Waits for the end, and returns the exit code.</summary>
    public async Task<int> WaitForExitAsync()
    {
        using var hang = new CancellationTokenSource(HangLimit);
        try
        {
            await _process.WaitForExitAsync(hang.Token);
            await Task.WhenAll(_outputEnd.Task, _errorEnd.Task).WaitAsync(hang.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"serve-multi did not end. Its output:\n{this}");
        }

        return _process.ExitCode;
    }

    public int ExitCode => _process.ExitCode;

    /// <summary>Waits until a line of output holds a text.</summary>
    public async Task WaitForAsync(string text)
    {
        using var hang = new CancellationTokenSource(HangLimit);
        while (!_error.Concat(_output).Any(line => line.Contains(text, StringComparison.Ordinal)))
        {
            if (_errorEnd.Task.IsCompleted && _outputEnd.Task.IsCompleted)
            {
                throw new InvalidOperationException($"serve-multi ended without saying '{text}'. Its output:\n{this}");
            }

            try
            {
                await _newLine.WaitAsync(hang.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"serve-multi did not say '{text}'. Its output:\n{this}");
            }
        }
    }

    public void Signal(PosixSignal signal) => Assert.That(SendSignal(_process.Id, NumberOf(signal)), Is.Zero, $"kill {signal}");

    /// <summary>Kills the process alone, as a crash or an out-of-memory killer does.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Lists the processes that this one started, directly or not, and that still run.</summary>
    public IReadOnlyList<string> FindLeftovers() => ProcessTable.FindMarked(_mark);

    /// <summary>Waits until none of the processes that this one started runs any more.</summary>
    public async Task WaitForLeftoversToEndAsync()
    {
        using var hang = new CancellationTokenSource(HangLimit);
        foreach (var id in FindLeftovers().Select(ProcessTable.IdOf))
        {
            if (ProcessTable.TryFind(id) is { } leftover)
            {
                using (leftover)
                {
                    await leftover.WaitForExitAsync(hang.Token);
                }
            }
        }
    }

    public override string ToString() =>
        $"exit code: {(_process.HasExited ? _process.ExitCode : "none")}\n--- stdout\n{string.Join('\n', _output)}\n--- stderr\n{string.Join('\n', _error)}";

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        _newLine.Dispose();
    }

    private void Receive(string? line, ConcurrentQueue<string> lines, TaskCompletionSource end)
    {
        if (line is null)
        {
            end.TrySetResult();
        }
        else
        {
            lines.Enqueue(line);
        }

        _newLine.Release();
    }

    private static int NumberOf(PosixSignal signal) =>
        signal switch
        {
            PosixSignal.SIGHUP => 1,
            PosixSignal.SIGINT => 2,
            PosixSignal.SIGQUIT => 3,
            PosixSignal.SIGTERM => 15,
            _ => throw new ArgumentOutOfRangeException(nameof(signal)),
        };

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int processId, int signal);
}
