using System.Diagnostics;
using ServeMulti.Results;

namespace ServeMulti.Cli;

/// <summary>Real sweeps with small programs in place of nvidia-smi and rocm-smi.</summary>
[TestFixture]
[Platform(Exclude = "Win", Reason = "The programs are shell scripts.")]
public sealed class FactsTests
{
    private const string Nvidia = """
        #!/bin/sh
        case "$*" in *--query-gpu=*--format=csv,noheader*) ;; *) exit 3;; esac
        echo 'NVIDIA H100 80GB HBM3, 81559 MiB, 550.54.15, 1980 MHz, 2619 MHz, 700.00 W'
        echo 'NVIDIA H100 80GB HBM3, 81559 MiB, 550.54.15, 1980 MHz, 2619 MHz, 700.00 W'
        """;

    private const string Rocm = """
        #!/bin/sh
        printf 'Driver version: 6.7.0\nGPU[0]\t\t: Card Series: \t\tAMD Instinct MI300X OAM\n'
        """;

    private SweepFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new SweepFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public async Task Sweep_ToolsOnPath_RecordsGpusAndTheHost()
    {
        AddTool("nvidia-smi", Nvidia);
        AddTool("rocm-smi", Rocm);

        using var sweep = await SweepAsync("a");

        Assert.That(sweep.ExitCode, Is.Zero, sweep.ToString());
        var facts = (await StoredExperiment.ReadAsync(_folder.At("results", "a"))).Facts;
        Assert.That(facts["GPUs"], Is.EqualTo("2 x NVIDIA H100 80GB HBM3, 81559 MiB; 1 x AMD Instinct MI300X OAM"));
        Assert.That(facts["GPU driver"], Is.EqualTo("NVIDIA 550.54.15; amdgpu 6.7.0"));
        Assert.That(facts["GPU clocks"], Is.EqualTo("up to 1980 MHz, memory up to 2619 MHz, power limit 700.00 W"));
        Assert.That(facts.Keys, Is.SupersetOf(new[] { "operating system", "processor", "processors", "memory" }));
        Assert.That(File.ReadAllText(_folder.At("results", "a", "report.html")), Does.Contain("NVIDIA 550.54.15"));
    }

    [TestCase("sleep 1000", "not known: nvidia-smi did not answer within 2 s")]
    [TestCase("trap '' TERM; while :; do sleep 1000; done", "not known: nvidia-smi did not answer within 2 s")]
    [TestCase("echo no driver; exit 9", "not known: nvidia-smi exited with code 9")]
    [TestCase("exit 0", "not known: nvidia-smi printed nothing that is known")]
    [Platform("Linux", Reason = "What is left running is found in /proc.")]
    public async Task Sweep_ToolThatDoesNotAnswer_CostsNoRunAndIsNotLeftRunning(string script, string expected)
    {
        AddTool("nvidia-smi", $"#!/bin/sh\n{script}\n");

        using var sweep = await SweepAsync("a");

        Assert.That(sweep.ExitCode, Is.Zero, sweep.ToString());
        Assert.That((await StoredExperiment.ReadAsync(_folder.At("results", "a"))).Facts["GPUs"], Is.EqualTo(expected));
        Assert.That(sweep.FindLeftovers(), Is.Empty);
    }

    [Test]
    public async Task Compare_AnotherDriver_IsTheFirstLine()
    {
        AddTool("nvidia-smi", Nvidia);
        using (var before = await SweepAsync("a"))
        {
            Assert.That(before.ExitCode, Is.Zero, before.ToString());
        }

        AddTool("nvidia-smi", Nvidia.Replace("550.54.15", "570.86.10", StringComparison.Ordinal));
        using (var after = await SweepAsync("b"))
        {
            Assert.That(after.ExitCode, Is.Zero, after.ToString());
        }

        using var compare = await CliProcess.RunAsync(_folder.Path, "compare", "results/a", "results/b");

        Assert.That(
            compare.Output[0],
            Is.EqualTo("differs: GPU driver: NVIDIA 550.54.15 in the baseline, NVIDIA 570.86.10 in the current build"),
            compare.ToString()
        );
        Assert.That(compare.Output[1], Does.StartWith("verdict: "));
    }

    [Test]
    public async Task Sweep_ServerThatAnswers_RecordsItsVersionAndModel()
    {
        using var sweep = await RunAsync([
            "--serve-cmd",
            TestServer.Serve(TestServer.FreePort()),
            "--bench-cmd",
            TestServer.Bench(""),
            "--num-runs",
            "1",
            "-e",
            "a",
        ]);

        Assert.That(sweep.ExitCode, Is.Zero, sweep.ToString());
        var facts = (await StoredExperiment.ReadAsync(_folder.At("results", "a"))).Facts;
        Assert.That((facts["server version"], facts["served model"]), Is.EqualTo(("simulated simulated", "m")));
    }

    private Task<CliProcess> SweepAsync(string name) => RunAsync([.. _folder.Options, "--num-runs", "2", "-e", name]);

    private async Task<CliProcess> RunAsync(string[] arguments)
    {
        var environment = new Dictionary<string, string> { ["PATH"] = $"{_folder.At("bin")}:{Environment.GetEnvironmentVariable("PATH")}" };
        var process = CliProcess.Start(_folder.Path, environment, arguments);
        await process.WaitForExitAsync();
        return process;
    }

    private void AddTool(string name, string script)
    {
        Directory.CreateDirectory(_folder.At("bin"));
        File.WriteAllText(_folder.At("bin", name), script);
        using var chmod = Process.Start("chmod", ["+x", _folder.At("bin", name)]);
        chmod.WaitForExit();
    }
}
