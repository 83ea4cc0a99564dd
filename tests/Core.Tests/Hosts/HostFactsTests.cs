using ServeMulti.Fakes;
using ServeMulti.Results;

namespace ServeMulti.Hosts;

public sealed class HostFactsTests
{
    private readonly ScratchFolder _root = new();

    [TearDown]
    public void RemoveFolder() => _root.Dispose();

    [Test]
    public async Task ReadAsync_LinuxHost_NamesProcessorMemoryAndGovernor()
    {
        Write(
            "proc/cpuinfo",
            "processor\t: 0\nmodel name\t: AMD EPYC 9654 96-Core Processor\nprocessor\t: 1\nmodel name\t: AMD EPYC 9654 96-Core Processor\n"
        );
        Write("proc/meminfo", "MemTotal:       1056270724 kB\nMemFree: 1 kB\n");
        Write("proc/sys/kernel/osrelease", "6.8.0-45-generic\n");
        Write("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave\n");
        Write("sys/devices/system/cpu/cpu1/cpufreq/scaling_governor", "performance\n");
        Write("sys/devices/system/cpu/cpuidle/current_driver", "acpi\n");

        var facts = await ReadAsync();

        Assert.That(facts["processor"], Is.EqualTo("AMD EPYC 9654 96-Core Processor"));
        Assert.That(facts["memory"], Is.EqualTo("1007 GiB"));
        Assert.That(facts["kernel"], Is.EqualTo("6.8.0-45-generic"));
        Assert.That(facts["governor"], Is.EqualTo("performance, powersave"));
        Assert.That(facts.Keys, Has.None.StartsWith("container"));
    }

    [Test]
    public async Task ReadAsync_NothingToRead_NamesWhatTheRuntimeKnows()
    {
        var facts = await ReadAsync();

        Assert.That(facts.Keys, Is.SupersetOf(new[] { "operating system", "processor", "processors" }));
        Assert.That(facts.Values, Has.None.Empty);
    }

    [Test]
    public async Task ReadAsync_ControlGroupOfVersion2_StatesTheStrictestLimit()
    {
        Write("proc/self/cgroup", "0::/kube/pod\n");
        Write("sys/fs/cgroup/kube/pod/cpu.max", "max 100000\n");
        Write("sys/fs/cgroup/kube/cpu.max", "750000 100000\n");
        Write("sys/fs/cgroup/kube/pod/memory.max", "34359738368\n");
        Write("sys/fs/cgroup/kube/memory.max", "max\n");

        var facts = await ReadAsync();

        Assert.That(facts["container limit of processors"], Is.EqualTo("7.5"));
        Assert.That(facts["container limit of memory"], Is.EqualTo("32 GiB"));
    }

    [Test]
    public async Task ReadAsync_ControlGroupOfVersion1_StatesItsLimits()
    {
        Write("proc/self/cgroup", "5:cpu,cpuacct:/docker/1\n4:memory:/docker/1\n0::/\n");
        Write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "400000\n");
        Write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
        Write("sys/fs/cgroup/memory/memory.limit_in_bytes", "536870912\n");

        var facts = await ReadAsync();

        Assert.That(facts["container limit of processors"], Is.EqualTo("4"));
        Assert.That(facts["container limit of memory"], Is.EqualTo("512 MiB"));
    }

    [Test]
    public async Task ReadAsync_NoLimit_StatesNone()
    {
        Write("proc/self/cgroup", "4:memory:/\n3:cpu:/\n");
        Write("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
        Write("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
        Write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");

        Assert.That((await ReadAsync()).Keys, Has.None.StartsWith("container"));
    }

    [Test]
    public async Task ReadAsync_AFolderOrAPipeInPlaceOfAFile_IsNotKnown()
    {
        Directory.CreateDirectory(_root["proc/cpuinfo"]);
        Directory.CreateDirectory(_root["proc/sys/kernel"]);
        if (!OperatingSystem.IsWindows())
        {
            ScratchFolder.MakePipe(_root["proc/sys/kernel/osrelease"]);
        }

        Assert.That((await ReadAsync()).Keys, Has.None.EqualTo("kernel"));
    }

    [Test]
    public void NvidiaGpus_EqualOnes_AreCounted()
    {
        const string Line = "NVIDIA H100 80GB HBM3, 81559 MiB, 550.54.15, 1980 MHz, 2619 MHz, 700.00 W";

        Assert.That(
            NvidiaGpus.Parse([Line, Line, "NVIDIA L4, 23034 MiB, 550.54.15, 2040 MHz, 6251 MHz, 72.00 W"]),
            Is.EqualTo(
                new KeyValuePair<string, string>[]
                {
                    new("GPUs", "2 x NVIDIA H100 80GB HBM3, 81559 MiB, 1 x NVIDIA L4, 23034 MiB"),
                    new("GPU driver", "NVIDIA 550.54.15"),
                    new(
                        "GPU clocks",
                        "up to 1980 MHz, memory up to 2619 MHz, power limit 700.00 W, up to 2040 MHz, memory up to 6251 MHz, power limit 72.00 W"
                    ),
                }
            )
        );
    }

    [TestCase("Card Series")]
    [TestCase("Card series")]
    public void RocmGpus_LinesOfSeveralVersions_AreRead(string series)
    {
        string[] lines =
        [
            "============================ ROCm System Management Interface ============================",
            "Driver version: 6.7.0",
            $"GPU[0]\t\t: {series}: \t\tAMD Instinct MI300X OAM",
            "GPU[0]\t\t: Card Model: \t\t0x74a1",
            "GPU[0]\t\t: VRAM Total Memory (B): 206141652992",
            "GPU[0]\t\t: VRAM Total Used Memory (B): 297144320",
            "GPU[0]\t\t: Performance Level: auto",
            "GPU[0]\t\t: Max Graphics Package Power (W): 750.0",
            $"GPU[1]\t\t: {series}: \t\tAMD Instinct MI300X OAM",
            "GPU[1]\t\t: VRAM Total Memory (B): 206141652992",
            "GPU[1]\t\t: Performance Level: auto",
            "GPU[1]\t\t: Max Graphics Package Power (W): 750.0",
            "================================== End of ROCm SMI Log ===================================",
        ];

        Assert.That(
            RocmGpus.Parse(lines, new HostFiles(_root.Path)),
            Is.EqualTo(
                new KeyValuePair<string, string>[]
                {
                    new("GPUs", "2 x AMD Instinct MI300X OAM, 192 GiB"),
                    new("GPU driver", "amdgpu 6.7.0"),
                    new("GPU clocks", "performance level auto, power limit 750.0 W"),
                }
            )
        );
    }

    [Test]
    public void Parse_OutputThatIsNotKnown_GivesNothing()
    {
        Assert.That(NvidiaGpus.Parse(["No devices were found"]), Is.Empty);
        Assert.That(
            RocmGpus.Parse(["ERROR:root:Driver not initialized (amdgpu not found in modules)"], new HostFiles(_root.Path)),
            Is.Empty
        );
    }

    private async Task<IReadOnlyDictionary<string, string>> ReadAsync() =>
        await new HostFacts(new FakeProcessLauncher(), TimeProvider.System, new HostFiles(_root.Path)).ReadAsync();

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root[path])!);
        File.WriteAllText(_root[path], text);
    }
}
