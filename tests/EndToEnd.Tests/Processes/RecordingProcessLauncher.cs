using System.Collections.Concurrent;
using System.Threading.Channels;

namespace ServeMulti.Processes;

/// <summary>Starts real processes and keeps them, and their lines, for the test.</summary>
internal sealed class RecordingProcessLauncher : IProcessLauncher
{
    private static readonly TimeSpan HangLimit = TimeSpan.FromMinutes(2);

    private readonly ProcessLauncher _launcher = new();
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly ConcurrentQueue<IChildProcess> _started = new();

    public IReadOnlyCollection<IChildProcess> Started => _started;

    public string? FindProblem(ProcessSpec spec) => _launcher.FindProblem(spec);

    public IChildProcess Start(ProcessSpec spec)
    {
        var process = _launcher.Start(spec with { OutputReceived = spec.OutputReceived + (line => _lines.Writer.TryWrite(line)) });
        _started.Enqueue(process);
        return process;
    }

    /// <summary>Waits for a line of any of the processes.</summary>
    public async Task<string> WaitForLineAsync(Predicate<string> isWanted)
    {
        using var limit = new CancellationTokenSource(HangLimit);
        while (true)
        {
            var line = await _lines.Reader.ReadAsync(limit.Token);
            if (isWanted(line))
            {
                return line;
            }
        }
    }

    public void AssertNoneIsLeft() =>
        Assert.That(Started.Select(process => process.Identity).Where(ScriptChild.IsRunning), Is.Empty, "processes left running");
}
