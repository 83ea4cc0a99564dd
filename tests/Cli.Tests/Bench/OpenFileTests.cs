using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ServeMulti.Cli.Bench;

/// <summary>A process that may open fewer files than a load needs: it says so, and never aborts.</summary>
[TestFixture]
[Platform(Exclude = "Win")]
public sealed class OpenFileTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("serve-multi-files-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase("--num-prompts 450", "num_prompts: 450")]
    [TestCase("--num-prompts 450 --max-concurrency 400", "max_concurrency: 400")]
    [TestCase("--num-prompts 10 --num-warmups 450", "num_warmups: 450")]
    public async Task Bench_MoreAtOnceThanFilesAllow_IsRefusedBeforeAnythingIsSent(string load, string said)
    {
        await using var server = await BenchServer.StartAsync();
        using var bench = await RunAsync("ulimit -n 300", $"--base-url {server.Address} {load}");
        Assert.That((bench.ExitCode, bench.Error.Count, await server.CountRequestsAsync()), Is.EqualTo((1, 1, 0)), bench.ToString());
        Assert.That(
            bench.Error[0],
            Does.Contain(said).And.Contain("300 files").And.Contain("ulimit -n").And.Contain("140 or fewer at once")
        );
    }

    [Test]
    public async Task Bench_LimitThatCanBeRaised_IsRaised()
    {
        await using var server = await BenchServer.StartAsync();
        using var bench = await RunAsync(
            "ulimit -Sn 200",
            $"--base-url {server.Address} --num-prompts 300 --random-input-len 4 --random-output-len 2"
        );
        Assert.That(bench.ExitCode, Is.Zero, bench.ToString());
        Assert.That(
            bench.Output.Single(line => line.StartsWith("Successful requests:", StringComparison.Ordinal)).TrimEnd(),
            Does.EndWith(" 300")
        );
    }

    /// <summary>At the limit the runtime ends a process that starts a thread.</summary>
    [TestCase("", TestName = "Bench_ServerSlowerThanFilesAllow_FailsAsALimitOfTheClient(sockets)")]
    [TestCase("--header Accept-Encoding=identity", TestName = "Bench_ServerSlowerThanFilesAllow_FailsAsALimitOfTheClient(HttpClient)")]
    public async Task Bench_ServerSlowerThanFilesAllow_FailsAsALimitOfTheClient(string way)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start(1000);
        var port = ((IPEndPoint)silent.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        using var bench = await RunAsync(
            "ulimit -n 300",
            $"--port {port} --model m --prompt-form words --request-rate 100000 --num-prompts 450 --request-timeout 5 --save-detailed {way}"
        );
        Assert.That(bench.ExitCode, Is.EqualTo(2), bench.ToString());
        Assert.Multiple(() =>
        {
            Assert.That(bench.Error[0], Does.StartWith("warning: ").And.Contain("up to 450 requests").And.Contain("140 connections"));
            Assert.That(bench.Error[^1], Does.Match(@"All 450 requests to .* failed \(.*\d+ client_limit"));
        });
    }

    [TestCase(64)]
    [TestCase(100)]
    [TestCase(191)]
    public async Task AnyCommand_TooFewFilesForTheRuntime_IsOneLine(int limit)
    {
        using var process = await RunAsync($"ulimit -n {limit.ToString(CultureInfo.InvariantCulture)}", "--num-prompts 1");
        Assert.That((process.ExitCode, process.Error.Count), Is.EqualTo((1, 1)), process.ToString());
        Assert.That(
            process.Error[0],
            Is.EqualTo($"error: The limit of open files is {limit}, and at least 192 are needed: raise it (ulimit -n 1024).")
        );
    }

    private async Task<CliProcess> RunAsync(string limit, string arguments)
    {
        var process = CliProcess.StartShell(
            _folder,
            $"ulimit -c 0; {limit}; exec '{CliProcess.Executable}' bench --disable-tqdm {arguments}"
        );
        await process.WaitForExitAsync();
        return process;
    }
}
