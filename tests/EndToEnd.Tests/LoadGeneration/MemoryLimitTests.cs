using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ServeMulti.LoadGeneration;

/// <summary>What the load generator takes at most while servers send without end: the peak of a process of its own.</summary>
[TestFixture("sockets")]
[TestFixture("httpclient")]
[Platform("Linux", Reason = "The peak is read in /proc.")]
[NonParallelizable]
public sealed class MemoryLimitTests(string transport)
{
    private const int Streams = 256;
    private const long MostBytes = 300_000_000;

    [TestCase("data: {\"choices\":[{\"text\":\"", "aaaaaaaa", "malformed", TestName = "a line without end")]
    [TestCase(
        "",
        "data: 0123456789012345678901234567890123456789012345678901234567890123456789\n",
        "malformed",
        TestName = "an event without end"
    )]
    [TestCase(
        "",
        "event: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n",
        null,
        TestName = "names of events without end"
    )]
    public async Task Bench_256StreamsOfOneThing_TakesLittleMemory(string before, string again, string? reason)
    {
        await using var server = StreamServer.Start(exchange => WriteForeverAsync(exchange, before, again));
        var (peak, error) = await RunAsync(server, "--request-timeout", reason is null ? "2" : "60");
        Assert.That(peak, Is.LessThan(MostBytes));
        Assert.That(error, Does.Contain(reason ?? "timeout").Or.Contain("client_limit"));
    }

    private static async Task WriteForeverAsync(Exchange exchange, string before, string again)
    {
        await exchange.BeginUntilCloseAsync();
        await exchange.WriteAsync(before);
        var block = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(again, 65_536 / again.Length)));
        try
        {
            while (true)
            {
                await exchange.WriteAsync(block);
            }
        }
        catch (IOException)
        {
            exchange.Close();
        }
    }

    private async Task<(long Peak, string Error)> RunAsync(StreamServer server, params string[] options)
    {
        string[] arguments =
        [
            "bench",
            "--base-url",
            server.Address.ToString().TrimEnd('/'),
            "--transport",
            transport,
            "--prompt-form",
            "words",
            "--num-prompts",
            $"{Streams}",
            "--max-concurrency",
            $"{Streams}",
            "--random-input-len",
            "4",
            "--random-output-len",
            "16",
            .. options,
        ];
        var start = new ProcessStartInfo(TestProgram.FindExecutable("ServeMulti.Cli", "serve-multi"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var exited = process.WaitForExitAsync();
        var peak = 0L;
        while (await Task.WhenAny(exited, Task.Delay(20)) != exited)
        {
            peak = Math.Max(peak, ReadPeak(process.Id));
        }

        await output;
        return (peak, await error);
    }

    private static long ReadPeak(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status")
                .FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null
                ? 0
                : 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It has just exited.
            return 0;
        }
    }
}
