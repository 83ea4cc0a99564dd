using System.Globalization;
using System.Threading.Channels;
using ServeMulti.Parameters;

namespace ServeMulti.Processes;

/// <summary>A child that runs a shell script, whose lines a test waits for. Processes it names are checked by id and start time.</summary>
internal sealed class ScriptChild : IAsyncDisposable
{
    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(60);

    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    public ScriptChild(IProcessLauncher launcher, string script, Func<ProcessSpec, ProcessSpec>? configure = null)
    {
        var spec = new ProcessSpec(new CommandLine("sh", "-c", script)) { OutputReceived = line => _lines.Writer.TryWrite(line) };
        Process = launcher.Start(configure is null ? spec : configure(spec));
    }

    public IChildProcess Process { get; }

    public async Task<string> ReadLineAsync() => await _lines.Reader.ReadAsync().AsTask().WaitAsync(HangLimit);

    /// <summary>Reads lines until one that is wanted; a shell says more than it is told to, such as how its own children ended.</summary>
    public async Task WaitForLineAsync(string wanted)
    {
        while (await ReadLineAsync() != wanted) { }
    }

    /// <summary>Reads the next line as the id of a process that runs now.</summary>
    public async Task<ProcessIdentity> ReadProcessAsync()
    {
        var id = int.Parse(await ReadLineAsync(), CultureInfo.InvariantCulture);
        return ProcFs.TryRead(id)?.Identity ?? throw new InvalidOperationException($"Process {id} is not there.");
    }

    public Task<ProcessExit> WaitForExitAsync() => Process.Exited.WaitAsync(HangLimit);

    public async ValueTask DisposeAsync() => await Process.DisposeAsync();

    public static bool IsRunning(ProcessIdentity identity) =>
        ProcFs.TryRead(identity.Id) is { IsAlive: true } entry && entry.Identity == identity;
}
