using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ServeMulti.RealEngine;

/// <summary>The test engine, a random model on llama.cpp, as a process of its own on a free port. Disposing kills it.</summary>
internal sealed partial class EngineProcess : IAsyncDisposable
{
    /// <summary>Only a hang takes this long.</summary>
    public static readonly TimeSpan HangLimit = TimeSpan.FromMinutes(2);

    private const string Announcement = "Listening on ";

    private readonly Process _process;

    private EngineProcess(Process process, Uri address)
    {
        _process = process;
        Client = new() { BaseAddress = address, Timeout = HangLimit };
    }

    public static string Executable { get; } = TestProgram.FindExecutable("LlamaEngine", "llama-engine");

    public HttpClient Client { get; }

    public Uri Address => Client.BaseAddress!;

    public static async Task<EngineProcess> StartAsync(params string[] options)
    {
        var process = Process.Start(
            new ProcessStartInfo(Executable, ["--port", "0", .. options]) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var error = process.StandardError.ReadToEndAsync();
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(HangLimit);
        if (line is null)
        {
            // What kept it, such as a native library that does not load on this platform: the tests must not pass without an engine.
            Assert.Fail($"The engine did not start: {await error.WaitAsync(HangLimit)}");
        }

        return new(process, new Uri(line![Announcement.Length..]));
    }

    /// <summary>Asks the engine, and returns the status and the answer.</summary>
    public async Task<(int Status, JsonElement Answer)> PostAsync(string path, string body)
    {
        using var response = await Client.PostAsync(new Uri(path, UriKind.Relative), new StringContent(body));
        return ((int)response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    /// <summary>Reads the data of a stream's events.</summary>
    public async Task<IReadOnlyList<string>> StreamAsync(string path, string body)
    {
        var text = await (await Client.PostAsync(new Uri(path, UriKind.Relative), new StringContent(body))).Content.ReadAsStringAsync();
        return [.. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(data => data["data: ".Length..])];
    }

    /// <summary>Reads a counter of <c>/metrics</c>.</summary>
    public async Task<long> ReadCounterAsync(string name)
    {
        var text = await Client.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        return long.Parse(
            Counter().Matches(text).Single(match => match.Groups[1].Value == name).Groups[2].Value,
            CultureInfo.InvariantCulture
        );
    }

    /// <summary>Waits until a counter has a value, which it must come to.</summary>
    public async Task WaitForCounterAsync(string name, long value)
    {
        using var hang = new CancellationTokenSource(HangLimit);
        while (await ReadCounterAsync(name) != value)
        {
            await Task.Delay(5, hang.Token);
        }
    }

    /// <summary>Asks the process to end, and returns its exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync().WaitAsync(HangLimit);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(HangLimit);
        _process.Dispose();
    }

    [GeneratedRegex(@"^([a-z_:]+) (\d+)$", RegexOptions.Multiline)]
    private static partial Regex Counter();
}
