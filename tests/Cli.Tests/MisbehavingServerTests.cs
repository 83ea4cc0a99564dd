using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;

namespace ServeMulti.Cli;

/// <summary>What the command line says of a server that cannot hold its model, between two that can.</summary>
[TestFixture]
[SupportedOSPlatform("linux")]
[Platform("Linux", Reason = "The server is a shell script that becomes another program.")]
public sealed class MisbehavingServerTests
{
    /// <summary>Ends as vLLM does, with the cause far above its last lines, where it is asked for a long context; else it is the simulated
    /// server.</summary>
    private const string Vllm = """
        #!/bin/sh
        case "$*" in *"--max-model-len 262144"*)
          echo "(EngineCore_DP0 pid=1094) ValueError: To serve at least one request with the models's max seq len (262144), (24.0 GiB KV cache is needed, which is larger than the available KV cache memory (3.18 GiB)." >&2
          for line in 1 2 3 4 5 6; do for frame in 1 2 3 4 5 6 7 8 9 10; do echo "(APIServer pid=1)   File core_client.py, line $line$frame" >&2; done; done
          echo "(APIServer pid=1) RuntimeError: Engine core initialization failed. See root cause above. Failed core proc(s): {}" >&2
          exit 1;;
        esac
        exec EXECUTABLE simulate --port PORT
        """;

    private SweepFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new SweepFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public async Task Run_OneServerIsOutOfMemory_NamesItFinishesTheOthersAndExitsWith2()
    {
        var port = FindFreePort();
        _folder.Write(
            "vllm",
            Vllm.Replace("EXECUTABLE", CliProcess.Executable, StringComparison.Ordinal).Replace("PORT", port, StringComparison.Ordinal)
        );
        File.SetUnixFileMode(_folder.At("vllm"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _folder.Write("serve.json", """[{"max_model_len": 4096}, {"max_model_len": 262144}, {"max_model_len": 8192}]""");

        using var process = await CliProcess.RunAsync(
            _folder.Path,
            "--serve-cmd",
            $"{_folder.At("vllm")} serve m --port {port}",
            "--serve-params",
            "serve.json",
            "--bench-cmd",
            $"sh {_folder.At("bench.sh")}",
            "--num-runs",
            "2",
            "--continue-on-error",
            "-e",
            "a"
        );

        Assert.Multiple(() =>
        {
            Assert.That(process.ExitCode, Is.EqualTo(2), process.ToString());
            Assert.That(
                process.Error,
                Has.One.Contains(
                        "server 2: FAILED, its remaining cases are skipped. The server exited with code 1 before it was ready: not enough GPU memory for the KV cache ("
                    )
                    .And.Contains("Lower max_model_len, raise gpu_memory_utilization")
            );
            Assert.That(
                Directory.EnumerateFiles(_folder.At("results", "a"), "run=?.json", SearchOption.AllDirectories).Count(),
                Is.EqualTo(4)
            );
            Assert.That(process.FindLeftovers(), Is.Empty);
        });
    }

    private static string FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
