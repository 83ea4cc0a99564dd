using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace ServeMulti.Simulation.Tests.Http;

public sealed class LifetimeTests
{
    private static readonly object Endless = new
    {
        model = "m",
        prompt = "a b c",
        max_tokens = 30_000,
        stream = true,
    };

    [TestCase("/health")]
    [TestCase("/v1/models")]
    [TestCase("/metrics")]
    public async Task Get_DuringStartupDelay_Is503(string path)
    {
        await using var server = await ServerProcess.StartAsync("--startup-delay 3600");

        using var response = await server.Client.GetAsync(path);

        Assert.That((int)response.StatusCode, Is.EqualTo(503));
    }

    [Test]
    public async Task Health_AfterStartupDelay_Is200()
    {
        await using var server = await ServerProcess.StartAsync("--startup-delay 0.2");
        Assert.That(await server.ReadLineAsync(), Is.EqualTo("Ready: m"));

        using var response = await server.Client.GetAsync("/health");

        Assert.That((int)response.StatusCode, Is.EqualTo(200));
    }

    [Test]
    public async Task Models_Ready_ListsTheServedName()
    {
        await using var server = await ServerProcess.StartAsync("--served-model-name other/\"name");

        var models = await server.Client.GetFromJsonAsync<JsonElement>("/v1/models");

        Assert.That(models.GetProperty("data")[0].GetProperty("id").GetString(), Is.EqualTo("other/\"name"));
        Assert.That(models.GetProperty("data")[0].GetProperty("root").GetString(), Is.EqualTo("m"));
    }

    [Test]
    public async Task Completions_ClientLeavesAStream_FreesTheSlot()
    {
        await using var server = await ServerProcess.StartAsync("--max-num-seqs 1");
        using (var response = await OpenStreamAsync(server))
        {
            Assert.That(await server.ReadMetricAsync("vllm:num_requests_running"), Is.EqualTo(1));
        }

        await server.CompleteAsync(
            new
            {
                model = "m",
                prompt = "a",
                max_tokens = 1,
            }
        );

        Assert.That(await server.ReadMetricAsync("vllm:request_success_total|abort"), Is.EqualTo(1));
    }

    [Test]
    public async Task Completions_ClientLeavesBeforeAWholeAnswer_FreesTheSlot()
    {
        await using var server = await ServerProcess.StartAsync("--max-num-seqs 1");
        using var leave = new CancellationTokenSource();
        var answer = server.Client.PostAsJsonAsync(
            "/v1/completions",
            new
            {
                model = "m",
                prompt = "a b c",
                max_tokens = 30_000,
            },
            leave.Token
        );
        await server.WaitForMetricAsync("vllm:num_requests_running", 1);
        await leave.CancelAsync();

        await server.CompleteAsync(
            new
            {
                model = "m",
                prompt = "a",
                max_tokens = 1,
            }
        );

        Assert.That(async () => await answer, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await server.ReadMetricAsync("vllm:request_success_total|abort"), Is.EqualTo(1));
    }

    [Test]
    public async Task Completions_ClientLeavesTheQueue_IsNeverRun()
    {
        await using var server = await ServerProcess.StartAsync("--max-num-seqs 1");
        using var running = await OpenStreamAsync(server);
        using var leave = new CancellationTokenSource();
        var waiting = server.Client.PostAsJsonAsync("/v1/completions", Endless, leave.Token);
        await server.WaitForMetricAsync("vllm:num_requests_waiting", 1);

        await leave.CancelAsync();

        await server.WaitForMetricAsync("vllm:num_requests_waiting", 0);
        Assert.That(await server.ReadMetricAsync("vllm:num_requests_running"), Is.EqualTo(1));
    }

    [Test]
    [Platform("Linux,MacOsX")]
    public async Task Terminate_WithARunningStream_CutsItAndExitsWith0()
    {
        await using var server = await ServerProcess.StartAsync();
        using var response = await OpenStreamAsync(server);

        using var kill = Process.Start("kill", ["-TERM", server.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        (var exitCode, var error) = await server.WaitForExitAsync();

        Assert.That(exitCode, Is.Zero);
        Assert.That(error, Is.Empty);
        var rest = await response.Content.ReadAsStreamAsync();
        Assert.That(
            async () => await rest.CopyToAsync(Stream.Null),
            Throws.InstanceOf<IOException>(),
            "the client sees that the answer is not whole"
        );
    }

    [Test]
    public async Task Run_PortInUse_Exits1AndNamesThePort()
    {
        await using var server = await ServerProcess.StartAsync("--host 127.0.0.1");
        var port = server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

        (var exitCode, _, var error) = await ServerProcess.RunAsync("serve", "m", "--host", "127.0.0.1", "--port", port);

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Does.StartWith($"error: cannot listen on 127.0.0.1:{port}: ").And.Contain("in use"));
    }

    [Test]
    public async Task Run_UnknownFlag_Exits1AndNamesIt()
    {
        (var exitCode, var output, var error) = await ServerProcess.RunAsync("serve", "m", "--max-num-seq", "5");

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(output, Is.Empty);
        Assert.That(error, Does.StartWith("error: unrecognized argument: '--max-num-seq'"));
    }

    [Test]
    public async Task Run_HostThatDoesNotResolve_Exits1AndNamesIt()
    {
        (var exitCode, _, var error) = await ServerProcess.RunAsync("--host", "no such host", "--port", "0");

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Does.Contain("'no such host'"));
    }

    [Test]
    public async Task Run_ExitBeforeReady_ExitsWithThatCode()
    {
        (var exitCode, var output, var error) = await ServerProcess.RunAsync("serve", "m", "--port", "0", "--exit-before-ready", "3");

        Assert.That(exitCode, Is.EqualTo(3));
        Assert.That(output, Does.Not.Contain("Ready"));
        Assert.That(error, Does.Contain("--exit-before-ready"));
    }

    [Test]
    public async Task FailAfter_ThatManyAnswers_Exits1()
    {
        await using var server = await ServerProcess.StartAsync("--fail-after 2 --step-base-ms 0.1");
        await server.CompleteAsync(
            new
            {
                model = "m",
                prompt = "a",
                max_tokens = 2,
            }
        );
        await server.StreamAsync(
            new
            {
                model = "m",
                prompt = "a",
                max_tokens = 2,
                stream = true,
            }
        );

        (var exitCode, var error) = await server.WaitForExitAsync();

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Does.Contain("--fail-after"));
    }

    [Test]
    public async Task RunAsync_InThisProcess_ServesUntilCancelled()
    {
        using var stop = new CancellationTokenSource();
        await using var output = new LineWriter();
        var run = SimulatedServer.RunAsync(["--port", "0"], output, TextWriter.Null, stop.Token);
        var listening = await output.FirstLine.WaitAsync(ServerProcess.HangLimit);
        using var client = new HttpClient();
        using var health = await client.GetAsync(new Uri(listening.Split(' ')[^1] + "/health"));

        await stop.CancelAsync();

        Assert.That((int)health.StatusCode, Is.EqualTo(200));
        Assert.That(await run.WaitAsync(ServerProcess.HangLimit), Is.Zero);
    }

    /// <summary>At the limit of open files the runtime aborts the process.</summary>
    [Test]
    [Platform(Exclude = "Win")]
    public async Task Connections_MoreThanFilesAllow_AreClosedAndTheServerLivesOn()
    {
        await using var server = await ServerProcess.StartAsync(openFiles: 400);
        var connections = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 200; i++)
            {
                connections.Add(new TcpClient(server.Client.BaseAddress!.Host, server.Port));
            }

            Assert.That(await IsClosedAsync(connections[^1]), Is.True);
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
        }

        Assert.That(await IsHealthyAsync(server), Is.True);
    }

    private static async Task<bool> IsClosedAsync(TcpClient connection)
    {
        try
        {
            return await connection.GetStream().ReadAsync(new byte[1]).AsTask().WaitAsync(ServerProcess.HangLimit) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    // Until the server has noticed that connections ended, it closes new ones.
    private static async Task<bool> IsHealthyAsync(ServerProcess server)
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < ServerProcess.HangLimit; )
        {
            try
            {
                using var response = await server.Client.GetAsync("/health");
                return response.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                await Task.Yield();
            }
        }

        return false;
    }

    /// <summary>Opens a stream that does not end by itself, and waits for its first token.</summary>
    private static async Task<HttpResponseMessage> OpenStreamAsync(ServerProcess server)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/completions") { Content = JsonContent.Create(Endless) };
        var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var stream = await response.Content.ReadAsStreamAsync();
        var read = await stream.ReadAsync(new byte[1]).AsTask().WaitAsync(ServerProcess.HangLimit);
        Assert.That(read, Is.EqualTo(1));
        return response;
    }

    private sealed class LineWriter : StringWriter
    {
        private readonly TaskCompletionSource<string> _firstLine = new();

        public Task<string> FirstLine => _firstLine.Task;

        public override Task WriteLineAsync(string? value)
        {
            _firstLine.TrySetResult(value!);
            return Task.CompletedTask;
        }
    }
}
