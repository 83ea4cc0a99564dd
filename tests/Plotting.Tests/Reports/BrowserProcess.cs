using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json.Nodes;

namespace ServeMulti.Plotting.Reports;

/// <summary>
/// A browser without a window, which takes commands of the DevTools protocol over its pipe. The pipe closes with this process, however that ends, and the
/// browser ends with its pipe.
/// </summary>
internal sealed class BrowserProcess : IAsyncDisposable
{
    private static readonly TimeSpan HangLimit = TimeSpan.FromMinutes(3);
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    private readonly Process _process;
    private readonly DirectoryInfo _profile;
    private readonly Task<string> _errors;
    private readonly Task _reading;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _answers = new();
    private readonly ConcurrentDictionary<string, Action<string, JsonNode>> _listeners = new();
    private int _lastCommand;

    private BrowserProcess(Process process, DirectoryInfo profile)
    {
        _process = process;
        _profile = profile;
        _errors = process.StandardError.ReadToEndAsync();
        _reading = ReadAsync();
    }

    /// <summary>Finds the browser; ignores the test where there is none.</summary>
    public static string Require()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var found = Names.SelectMany(_ => folders, (name, folder) => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        if (found is null)
        {
            Assert.Ignore("There is no browser to look at reports with. Install one, such as Debian's package chromium, to run this test.");
        }

        return found!;
    }

    /// <summary>Starts the browser with an empty profile.</summary>
    public static BrowserProcess Start()
    {
        var profile = Directory.CreateTempSubdirectory("servemulti-browser-");
        var start = new ProcessStartInfo("/bin/sh")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
            ArgumentList =
            {
                "-c",
                // The browser reads commands from descriptor 3 and writes answers to 4.
                "exec \"$0\" \"$@\" 3<&0 4>&1 0</dev/null 1>&2",
                Require(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--hide-scrollbars",
                "--remote-debugging-pipe",
                $"--user-data-dir={profile.FullName}",
                "about:blank",
            },
        };
        return new BrowserProcess(Process.Start(start)!, profile);
    }

    /// <summary>Sends a command and returns its answer.</summary>
    /// <exception cref="InvalidOperationException">The browser refused the command, or has ended.</exception>
    public async Task<JsonNode> SendAsync(string method, JsonObject parameters, string? session = null)
    {
        var id = Interlocked.Increment(ref _lastCommand);
        var answer = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        _answers[id] = answer;
        var command = new JsonObject
        {
            ["id"] = id,
            ["method"] = method,
            ["params"] = parameters,
        };
        if (session is not null)
        {
            command["sessionId"] = session;
        }

        await WriteAsync(command);
        await Task.WhenAny(answer.Task, _reading).WaitAsync(HangLimit);
        if (!answer.Task.IsCompleted)
        {
            throw new InvalidOperationException($"The browser ended before it answered {method}. It wrote: {await _errors}");
        }

        var result = await answer.Task;
        return result["error"] is { } error
            ? throw new InvalidOperationException($"The browser refused {method}: {error.ToJsonString()}")
            : result["result"]!;
    }

    /// <summary>Passes each event of a session to a listener: its name and its parameters.</summary>
    public void Listen(string session, Action<string, JsonNode> listener) => _listeners[session] = listener;

    /// <summary>Ends the events of a session.</summary>
    public void StopListening(string session) => _listeners.TryRemove(session, out _);

    /// <summary>Ends the browser by closing its pipe, and by force where that does not end it.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        await _reading;
        _process.Dispose();
        _writing.Dispose();
        _profile.Delete(recursive: true);
    }

    private async Task WriteAsync(JsonObject command)
    {
        byte[] message = [.. Encoding.UTF8.GetBytes(command.ToJsonString()), 0];
        await _writing.WaitAsync();
        try
        {
            await _process.StandardInput.BaseStream.WriteAsync(message);
            await _process.StandardInput.BaseStream.FlushAsync();
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task ReadAsync()
    {
        var reader = PipeReader.Create(_process.StandardOutput.BaseStream);
        while (true)
        {
            var read = await reader.ReadAsync();
            var rest = read.Buffer;
            while (rest.PositionOf((byte)0) is { } end)
            {
                Take(JsonNode.Parse(Encoding.UTF8.GetString(rest.Slice(0, end)))!);
                rest = rest.Slice(rest.GetPosition(1, end));
            }

            reader.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted)
            {
                return;
            }
        }
    }

    private void Take(JsonNode message)
    {
        if (message["id"] is { } id)
        {
            if (_answers.TryRemove(id.GetValue<int>(), out var answer))
            {
                answer.SetResult(message);
            }
        }
        else if (message["sessionId"] is { } session && _listeners.TryGetValue(session.GetValue<string>(), out var listener))
        {
            listener(message["method"]!.GetValue<string>(), message["params"]!);
        }
    }
}
