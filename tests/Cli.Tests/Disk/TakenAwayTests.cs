namespace ServeMulti.Cli.Disk;

/// <summary>Folders and files that are removed, or replaced, while a sweep runs and between sweeps.</summary>
[TestFixture]
[Platform("Linux", Reason = "The servers and benchmarks are shell scripts.")]
public sealed class TakenAwayTests
{
    private readonly DiskFolder _disk = new();

    [TearDown]
    public void TearDown() => _disk.Dispose();

    [Test]
    public async Task Run_FolderTakenAwayInTheMiddle_BreaksOffAndResumesWhenItIsBack()
    {
        var expected = await _disk.RunUndisturbedAsync();
        _disk.HappensAt(3, "mv \"$here/results/a\" \"$here/away\"");

        using (var process = await _disk.SweepAsync("-e", "a"))
        {
            DiskFolder.CheckBrokeOff(process, $"Bring {_disk.At("results", "a")} back, and resume a.");
        }

        Assert.That(_disk.At("results", "a"), Does.Not.Exist, "an empty folder in its place would hide it");
        Directory.Move(_disk.At("away"), _disk.At("results", "a"));
        _disk.NothingHappens();
        using var resumed = await _disk.SweepAsync("--resume", "a");

        Assert.That(resumed.ExitCode, Is.Zero, resumed.ToString());
        Assert.That(_disk.Folder.ReadResults("a"), Is.EqualTo(expected));
        Assert.That(_disk.Executions, Is.EqualTo(9), "8 runs, and the one whose folder was gone");
    }

    [Test]
    public async Task Run_OneCaseTakenAway_OthersGoOn()
    {
        var expected = await _disk.RunUndisturbedAsync();
        _disk.HappensAt(2, "rm -r \"$here/results/a/SERVE-max_num_seqs=1-BENCH-x=1\"");

        using (var process = await _disk.SweepAsync("-e", "a", "--continue-on-error"))
        {
            Assert.That(process.ExitCode, Is.EqualTo(2), process.ToString());
            Assert.That(
                process.Error,
                Has.Some.Contains("SERVE-max_num_seqs=1-BENCH-x=1 run 1: The files of one case cannot be read or written: ")
            );
        }

        Assert.That(Directory.GetFiles(_disk.At("results", "a"), "run=?.json", SearchOption.AllDirectories), Has.Length.EqualTo(6));
        using var resumed = await _disk.SweepAsync("--resume", "a");

        Assert.That(resumed.ExitCode, Is.Zero, resumed.ToString());
        Assert.That(_disk.Folder.ReadResults("a"), Is.EqualTo(expected));
        Assert.That(_disk.Executions, Is.EqualTo(10), "8 runs, and the two of the case that was removed");
    }

    [TestCase("rm -rf LOGS SCRATCH; touch SCRATCH", 0)]
    [TestCase(
        "rm -rf LOGS; touch LOGS; (printf '{\"event\": \"\\\\ud800\"}\\n\\000\\001\\377\\n'; head -c 20000000 /dev/zero | tr '\\000' '['; printf '\\n{\"event\": \"st') >> LEDGER",
        0
    )]
    [TestCase("rm LEDGER; mkdir LEDGER", 3)]
    public async Task Resume_SomethingStrangeInTheFolder_GoesOnOrSaysWhatToDo(string script, int exitCode)
    {
        _disk.Folder.Write("fail", "");
        using (var failed = await _disk.SweepAsync("-e", "a"))
        {
            Assert.That(failed.ExitCode, Is.EqualTo(2), failed.ToString());
        }

        File.Delete(_disk.At("fail"));
        Shell.Run(
            script
                .Replace("LOGS", Place("logs"), StringComparison.Ordinal)
                .Replace("SCRATCH", Place("scratch"), StringComparison.Ordinal)
                .Replace("LEDGER", Place("processes.jsonl"), StringComparison.Ordinal)
        );
        using var process = await _disk.SweepAsync("--resume", "a");

        Assert.That(process.ExitCode, Is.EqualTo(exitCode), process.ToString());
        if (exitCode == 0)
        {
            Assert.That(_disk.Executions, Is.EqualTo(9), "the run that failed, and 8");
            return;
        }

        DiskFolder.CheckBrokeOff(
            process,
            $"{_disk.At("results", "a", "processes.jsonl")}, the record of what was started, cannot be read or written: "
        );
        Assert.That(_disk.Executions, Is.EqualTo(1), "nothing was started");
    }

    private string Place(string name) => Shell.Quote(_disk.At("results", "a", name));
}
