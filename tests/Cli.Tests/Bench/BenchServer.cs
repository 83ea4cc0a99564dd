using System.Globalization;
using System.Text;
using ServeMulti.Simulation;

namespace ServeMulti.Cli.Bench;

/// <summary>A fast simulated server within the test's process, on a free port.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private static readonly TimeSpan HangLimit = TimeSpan.FromMinutes(2);

    private readonly CancellationTokenSource _stop;
    private readonly Task<int> _running;

    private BenchServer(string address, CancellationTokenSource stop, Task<int> running)
    {
        Address = address;
        _stop = stop;
        _running = running;
    }

    public string Address { get; }

    public static async Task<BenchServer> StartAsync()
    {
        var stop = new CancellationTokenSource();
        var output = new AnnouncementWriter();
        var running = SimulatedServer.RunAsync(
            ["serve", "org/m", "--port", "0", "--host", "127.0.0.1", "--step-base-ms", "1"],
            output,
            TextWriter.Null,
            stop.Token
        );
        var line = await output.First.WaitAsync(HangLimit);
        return new(line[(line.LastIndexOf(' ') + 1)..], stop, running);
    }

    /// <summary>Returns how many requests have ended.</summary>
    public async Task<double> CountRequestsAsync()
    {
        using var client = new HttpClient();
        var lines = (await client.GetStringAsync($"{Address}/metrics")).Split('\n');
        return lines
            .Where(line => line.StartsWith("vllm:request_success_total", StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(HangLimit);
        _stop.Dispose();
    }

    private sealed class AnnouncementWriter : StringWriter
    {
        private readonly TaskCompletionSource<string> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public AnnouncementWriter()
            : base(new StringBuilder(), CultureInfo.InvariantCulture) { }

        public Task<string> First => _first.Task;

        public override Task WriteLineAsync(string? value)
        {
            _first.TrySetResult(value ?? "");
            return Task.CompletedTask;
        }
    }
}
