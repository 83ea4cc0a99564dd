using System.Diagnostics;

namespace ServeMulti.TestPrograms;

/// <summary>A process that a server keeps beside it, as the engine of vLLM is one.</summary>
internal sealed class Worker : IDisposable
{
    private readonly Process _process;

    private Worker(Process process) => _process = process;

    public static Worker Start()
    {
        var process = Process.Start(new ProcessStartInfo("sleep", "1000"))!;
        Console.WriteLine($"worker {process.Id}");
        return new Worker(process);
    }

    public void Lose()
    {
        _process.Kill();
        _process.WaitForExit();
        Console.Error.WriteLine("EngineCore encountered an issue. See stack trace (above) for the root cause.");
    }

    public void Dispose() => _process.Dispose();
}
