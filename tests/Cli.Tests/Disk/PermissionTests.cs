namespace ServeMulti.Cli.Disk;

/// <summary>What a user may not read or write: the tests may run as the superuser, who may everything, so the sweep runs as another
/// user.</summary>
[TestFixture]
[Platform("Linux", Reason = "Users.")]
public sealed class PermissionTests
{
    private const string Nobody = "setpriv --reuid 65534 --regid 65534 --clear-groups";

    private readonly DiskFolder _disk = new();

    [SetUp]
    public void GiveFolderAway()
    {
        Shell.RunOrIgnore($"{Nobody} test -x {Shell.Quote(CliProcess.Executable)}", "another user who may run serve-multi");
        Directory.CreateDirectory(_disk.At("results"));
        Shell.RunOrIgnore($"chown -R 65534:65534 {Shell.Quote(_disk.Folder.Path)}", "the right to change owners");
    }

    [TearDown]
    public void TearDown() => _disk.Dispose();

    [Test]
    public async Task Run_OutputFolderIsReadOnly_IsRefused()
    {
        Shell.Run($"chmod 555 {Shell.Quote(_disk.At("results"))}");
        using var process = await SweepAsync("-e", "a");

        Assert.That(process.ExitCode, Is.EqualTo(1), process.ToString());
        Assert.That(
            process.Error,
            Is.EqualTo([
                $"error: {_disk.At("results")} cannot be written (no permission, or a read-only disk); use another output folder, or allow it.",
            ])
        );
    }

    [Test]
    public async Task Run_OutputFolderCannotBeLookedAt_IsRefused()
    {
        Shell.Run($"chmod 000 {Shell.Quote(_disk.At("results"))}");
        using var process = await SweepAsync("-e", "a", "-o", _disk.At("results", "below"));

        Assert.That(process.ExitCode, Is.EqualTo(1), process.ToString());
        Assert.That(
            process.Error,
            Has.Count.EqualTo(1)
                .And.Some.Contains($"error: {_disk.At("results", "below", "a")} cannot be looked at (no permission on a folder above it)")
        );
    }

    [Test]
    public async Task Run_PermissionLostInTheMiddle_BreaksOffAndResumesWhenItIsBack()
    {
        var expected = await RunUndisturbedAsync();
        _disk.HappensAt(3, "chmod 555 \"$here/results/a\"");
        using (var process = await SweepAsync("-e", "a"))
        {
            DiskFolder.CheckBrokeOff(process, $"Allow this user to read and write {_disk.At("results", "a")}, and resume a.");
        }

        Shell.Run($"chmod 755 {Shell.Quote(_disk.At("results", "a"))}");
        await ResumeAsync(expected);
    }

    [Test]
    public async Task Run_PermissionOnOneCaseLost_OthersGoOn()
    {
        var expected = await RunUndisturbedAsync();
        var broken = _disk.At("results", "a", "SERVE-max_num_seqs=1-BENCH-x=1");
        _disk.HappensAt(2, "chmod 555 \"$here/results/a/SERVE-max_num_seqs=1-BENCH-x=1\"");
        using (var process = await SweepAsync("-e", "a", "--continue-on-error"))
        {
            Assert.That(process.ExitCode, Is.EqualTo(2), process.ToString());
            Assert.That(process.Error, Has.Some.Contains($"Allow this user to read and write {broken}, and resume a."));
            Assert.That(process.FindLeftovers(), Is.Empty);
        }

        Assert.That(Directory.GetFiles(_disk.At("results", "a"), "run=?.json", SearchOption.AllDirectories), Has.Length.EqualTo(7));
        Shell.Run($"chmod 755 {Shell.Quote(broken)}");
        await ResumeAsync(expected);
    }

    [Test]
    public async Task Resume_SomethingCannotBeRead_SaysSoAndTouchesNothing()
    {
        await RunUndisturbedAsync();
        foreach (var name in new[] { "SERVE-max_num_seqs=1-BENCH-x=1", "experiment.json", "runs.jsonl" })
        {
            var place = _disk.At("results", "undisturbed", name);
            Shell.Run($"chmod 000 {Shell.Quote(place)}");
            using var process = await SweepAsync("--resume", "undisturbed");

            Assert.That(process.ExitCode, Is.EqualTo(3), process.ToString());
            Assert.That(
                process.Error.Where(line => line.StartsWith("error: ", StringComparison.Ordinal)),
                Has.Exactly(1).Contains(place).And.Exactly(1).Contains("Allow this user")
            );
            Shell.Run($"chmod 755 {Shell.Quote(place)}");
        }

        using var resumed = await SweepAsync("--resume", "undisturbed");
        Assert.That(resumed.ExitCode, Is.Zero, resumed.ToString());
        Assert.That(File.Exists(_disk.At("begun")), Is.False, "nothing was run again");
        Assert.That(Directory.GetFileSystemEntries(_disk.At("results"), "*.corrupt*", SearchOption.AllDirectories), Is.Empty);
    }

    [Test]
    public async Task Run_ParameterFileCannotBeRead_IsRefused()
    {
        Shell.Run($"chmod 000 {Shell.Quote(_disk.At("serve.json"))}");
        using var process = await SweepAsync("-e", "a");

        Assert.That(process.ExitCode, Is.EqualTo(1), process.ToString());
        Assert.That(process.Error, Has.Count.EqualTo(1).And.Some.Contains(_disk.At("serve.json")).And.Some.Contains("denied"));
    }

    private async Task<IReadOnlyDictionary<string, string>> RunUndisturbedAsync()
    {
        using var process = await SweepAsync("-e", "undisturbed");
        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        File.Delete(_disk.At("begun"));
        return _disk.Folder.ReadResults("undisturbed");
    }

    private async Task ResumeAsync(IReadOnlyDictionary<string, string> expected)
    {
        _disk.NothingHappens();
        using var resumed = await SweepAsync("--resume", "a");
        Assert.That(resumed.ExitCode, Is.Zero, resumed.ToString());
        Assert.That(_disk.Folder.ReadResults("a"), Is.EqualTo(expected));
        Assert.That(_disk.Executions, Is.EqualTo(9), "8 runs, and the one that could not be stored");
    }

    private async Task<CliProcess> SweepAsync(params string[] more)
    {
        var command = string.Join(' ', new[] { CliProcess.Executable }.Concat(_disk.Arguments(more)).Select(Shell.Quote));
        var process = CliProcess.StartShell(_disk.Folder.Path, $"exec {Nobody} env HOME={Shell.Quote(_disk.Folder.Path)} {command}");
        await process.WaitForExitAsync();
        return process;
    }
}
