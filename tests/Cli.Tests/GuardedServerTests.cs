using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ServeMulti.Cli;

/// <summary>A server that already runs and asks for a key at every path.</summary>
[TestFixture]
[Platform(Exclude = "Win", Reason = "The benchmarks are shell scripts.")]
public sealed class GuardedServerTests
{
    private const string Key = "sk-cli-7d02b1";

    private readonly CancellationTokenSource _end = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private SweepFolder _folder = null!;
    private Task _serving = null!;

    private string[] Options =>
        [
            "--endpoint",
            $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}",
            "--bench-cmd",
            $"sh {_folder.At("bench.sh")}",
            "--after-bench-cmd",
            "true",
            "--num-runs",
            "1",
            "-e",
            "a",
        ];

    [SetUp]
    public void SetUp()
    {
        _folder = new SweepFolder();
        _listener.Start();
        _serving = ServeAsync();
    }

    [TearDown]
    public async Task TearDown()
    {
        await _end.CancelAsync();
        await _serving;
        _listener.Dispose();
        _end.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task Run_NoKey_EndsAtOnceAndNamesTheOption()
    {
        using var process = CliProcess.Start(_folder.Path, new Dictionary<string, string> { ["OPENAI_API_KEY"] = "" }, Options);
        await process.WaitForExitAsync();

        Assert.That(process.ExitCode, Is.EqualTo(2), process.ToString());
        Assert.That(
            process.Error,
            Has.Some.Contains("answered 401: the server wants a key, and none was found")
                .And.Contains("OPENAI_API_KEY")
                .And.Contains("--api-key-env")
        );
    }

    [TestCase("OPENAI_API_KEY", null)]
    [TestCase("MY_SERVER_KEY", "MY_SERVER_KEY")]
    public async Task Run_Key_LetsInAndIsNeitherPrintedNorStored(string variable, string? named)
    {
        using var process = CliProcess.Start(
            _folder.Path,
            new Dictionary<string, string> { [variable] = Key },
            [.. Options, .. named is null ? [] : new[] { "--api-key-env", named }]
        );
        await process.WaitForExitAsync();

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        Assert.That(process.Error.Concat(process.Output), Has.None.Contains(Key));
        Assert.That(
            Directory
                .EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories)
                .Where(file => File.ReadAllText(file).Contains(Key, StringComparison.Ordinal)),
            Is.Empty
        );
    }

    [Test]
    public async Task Run_NamedVariableIsNotSet_IsRefused()
    {
        using var process = await CliProcess.RunAsync(_folder.Path, [.. Options, "--api-key-env", "MY_SERVER_KEY_THAT_IS_NOT_SET"]);

        Assert.That(process.ExitCode, Is.EqualTo(1), process.ToString());
        Assert.That(process.Error, Has.One.Items.And.Some.Contains("MY_SERVER_KEY_THAT_IS_NOT_SET"));
        Assert.That(Directory.Exists(_folder.At("results")), Is.False);
    }

    private async Task ServeAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_end.Token);
                using var reader = new StreamReader(client.GetStream());
                var isLetIn = false;
                while (await reader.ReadLineAsync(_end.Token) is { Length: > 0 } line)
                {
                    isLetIn |= line == $"Authorization: Bearer {Key}";
                }

                await client
                    .GetStream()
                    .WriteAsync(
                        Encoding.ASCII.GetBytes($"HTTP/1.1 {(isLetIn ? 200 : 401)} x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
                        _end.Token
                    );
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException)
            {
                // The end, or a client that went away.
            }
        }
    }
}
