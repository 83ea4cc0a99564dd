namespace ServeMulti.Cli.Disk;

/// <summary>A sweep on a small disk of its own that is full before it ends.</summary>
[TestFixture]
[Platform("Linux", Reason = "A file system in memory.")]
public sealed class FullDiskTests
{
    private readonly DiskFolder _disk = new();

    [TearDown]
    public void TearDown()
    {
        Shell.TryRun($"umount {Shell.Quote(_disk.At("results"))}");
        _disk.Dispose();
    }

    [TestCase(0)]
    [TestCase(2)]
    public async Task Run_DiskHasRoomForSoManyPagesOnly_BreaksOffWithOneMessageAndLosesAndRepeatsNothing(int pages)
    {
        Directory.CreateDirectory(_disk.At("results"));
        Shell.RunOrIgnore($"mount -t tmpfs -o size=1m serve-multi-test {Shell.Quote(_disk.At("results"))}", "the right to mount");
        var expected = await _disk.RunUndisturbedAsync();
        _disk.HappensAt(3, $"cat /dev/zero > \"$here/results/filler\"; truncate -s -{pages * 4096} \"$here/results/filler\"; true");
        using (var process = await _disk.SweepAsync("-e", "a"))
        {
            DiskFolder.CheckBrokeOff(process, "ree space");
        }

        var finished = Directory
            .GetFiles(_disk.At("results", "a"), "run=?.json", SearchOption.AllDirectories)
            .ToDictionary(file => file, File.ReadAllText);
        var executed = _disk.Executions;
        Assert.That(executed, Is.AnyOf(3, 4), "it is not tried again and again");
        File.Delete(_disk.At("results", "filler"));
        _disk.NothingHappens();
        using var resumed = await _disk.SweepAsync("--resume", "a");

        Assert.That(resumed.ExitCode, Is.Zero, resumed.ToString());
        Assert.That(finished.Where(file => File.ReadAllText(file.Key) != file.Value), Is.Empty);
        Assert.That(_disk.Folder.ReadResults("a"), Is.EqualTo(expected));
        Assert.That(_disk.Executions - executed, Is.EqualTo(8 - finished.Count));
    }
}
