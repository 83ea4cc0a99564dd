using System.Diagnostics;

namespace ServeMulti.FaultLab.Crash;

/// <summary>A host process that runs a sweep, kills itself or is killed.</summary>
internal sealed class CrashHost : IDisposable
{
    private const int KilledExitCode = 128 + 9;

    /// <summary>Only a hang takes this long.</summary>
    private static readonly TimeSpan HangLimit = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly Task<string> _error;

    private CrashHost(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync();
    }

    public bool WasKilled => _process.ExitCode == KilledExitCode;

    public bool HasSucceeded => _process.ExitCode == 0;

    public static CrashHost Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", [LabProgram.Find("CrashHost"), .. arguments]) { RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new CrashHost(Process.Start(start)!);
    }

    /// <summary>Waits for the end; false where it did not come: it is killed then.</summary>
    public async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(HangLimit);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }

    /// <summary>Kills it once some time has passed since its start, unless it has come to its end.</summary>
    public async Task KillAfterAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        while (!_process.HasExited && Stopwatch.GetElapsedTime(start) is var passed && passed < time)
        {
            await Task.Delay(time - passed, cancellationToken);
        }

        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Reads what it said.</summary>
    public async Task<string> ReadErrorAsync() => (await _error).Trim();

    public void Dispose() => _process.Dispose();
}
