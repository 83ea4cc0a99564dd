using System.Diagnostics;

namespace ServeMulti.LoadGeneration;

/// <summary>A simulated server in a process of its own, on a free port. Disposing kills it.</summary>
internal sealed class SimulatedServerProcess : IAsyncDisposable
{
    private const string Announcement = "Listening on ";

    private readonly Process _process;

    private SimulatedServerProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    public static async Task<SimulatedServerProcess> StartAsync(params string[] options)
    {
        var command = TestProgram.SimulatedServer(["serve", "m", "--port", "0", .. options]);
        var process = Process.Start(new ProcessStartInfo(command.Executable, command.Arguments) { RedirectStandardOutput = true })!;
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(StreamServer.HangLimit);
        Assert.That(line, Does.StartWith(Announcement));
        return new(process, new Uri(line![Announcement.Length..]));
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(StreamServer.HangLimit);
        _process.Dispose();
    }
}
