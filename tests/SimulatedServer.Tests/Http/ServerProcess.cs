using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace ServeMulti.Simulation.Tests.Http;

/// <summary>A real server process on a free port, and a client for it. Disposing kills what is left.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>How long a test waits for something that must happen before it is called a hang.</summary>
    public static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private ServerProcess(Process process, Uri address)
    {
        _process = process;
        Client = new HttpClient { BaseAddress = address, Timeout = HangLimit };
    }

    public HttpClient Client { get; }

    public int Port => Client.BaseAddress!.Port;

    public int Id => _process.Id;

    /// <summary>Starts a server and waits until it listens.</summary>
    public static async Task<ServerProcess> StartAsync(string arguments = "", bool devMode = false, int? openFiles = null)
    {
        var process = Start(
            ["serve", "m", "--port", "0", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)],
            devMode,
            openFiles
        );
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(HangLimit);
        if (line is null || !line.StartsWith("Listening on ", StringComparison.Ordinal))
        {
            throw new InvalidOperationException(
                $"The server said '{line}' and {await process.StandardError.ReadToEndAsync().WaitAsync(HangLimit)}"
            );
        }

        return new ServerProcess(process, new Uri(line["Listening on ".Length..]));
    }

    /// <summary>Runs the program until it ends by itself.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments, devMode: false);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().WaitAsync(HangLimit);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            process.Kill();
        }
    }

    /// <summary>Waits for the next line of output.</summary>
    public async Task<string?> ReadLineAsync() => await _process.StandardOutput.ReadLineAsync().WaitAsync(HangLimit);

    /// <summary>Waits until the process has ended.</summary>
    public async Task<(int ExitCode, string Error)> WaitForExitAsync()
    {
        var error = await _process.StandardError.ReadToEndAsync().WaitAsync(HangLimit);
        await _process.WaitForExitAsync().WaitAsync(HangLimit);
        return (_process.ExitCode, error);
    }

    /// <summary>Asks for a completion and returns the answer as JSON.</summary>
    public async Task<JsonElement> CompleteAsync(object body, string path = "/v1/completions")
    {
        using var response = await Client.PostAsJsonAsync(path, body);
        return (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>())!;
    }

    /// <summary>Asks for a stream and returns the data of its events.</summary>
    public async Task<List<string>> StreamAsync(object body, string path = "/v1/completions")
    {
        using var response = await Client.PostAsJsonAsync(path, body);
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/event-stream"));
        var text = await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
        Assert.That(text, Does.EndWith("\n\n"));
        return
        [
            .. text[..^2].Split("\n\n").Select(static item => item.StartsWith("data: ", StringComparison.Ordinal) ? item[6..] : "?" + item),
        ];
    }

    /// <summary>Posts a text as the body and returns status and answer.</summary>
    public async Task<(int Status, JsonElement Body)> PostAsync(string path, string body)
    {
        using var content = new StringContent(body);
        using var response = await Client.PostAsync(path, content);
        return ((int)response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonElement>())!);
    }

    /// <summary>Reads one value of <c>/metrics</c>; <paramref name="series"/> is its name, or its name and a label.</summary>
    public async Task<double> ReadMetricAsync(string series)
    {
        var text = await Client.GetStringAsync("/metrics");
        string line = text.Split('\n')
            .Single(line => !line.StartsWith('#') && series.Split('|').All(part => line.Contains(part, StringComparison.Ordinal)));
        return double.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Reads the metric again and again until it has the value.</summary>
    public async Task WaitForMetricAsync(string series, double value)
    {
        var start = Stopwatch.GetTimestamp();
        for (var found = await ReadMetricAsync(series); found != value; found = await ReadMetricAsync(series))
        {
            Assert.That(Stopwatch.GetElapsedTime(start), Is.LessThan(HangLimit), $"{series} is {found}, not {value}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(HangLimit);
        _process.Dispose();
    }

    private static Process Start(IReadOnlyList<string> arguments, bool devMode, int? openFiles = null)
    {
        var program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "SimulatedServer.exe" : "SimulatedServer");
        ProcessStartInfo start = openFiles is null
            ? new(program, arguments)
            : new(
                "/bin/sh",
                [
                    "-c",
                    $"ulimit -n {openFiles.Value.ToString(System.Globalization.CultureInfo.InvariantCulture)}; exec \"$0\" \"$@\"",
                    program,
                    .. arguments,
                ]
            );
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.Environment.Remove("VLLM_SERVER_DEV_MODE");
        if (devMode)
        {
            start.Environment["VLLM_SERVER_DEV_MODE"] = "1";
        }

        return Process.Start(start)!;
    }
}
