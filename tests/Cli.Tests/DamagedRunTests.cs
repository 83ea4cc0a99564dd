namespace ServeMulti.Cli;

/// <summary>A sweep resumed with the file of a finished run damaged: it is run again, or the sweep says how to find it.</summary>
[TestFixture]
[Platform("Linux", Reason = "Shell scripts.")]
public sealed class DamagedRunTests
{
    private SweepFolder _folder = null!;

    private string Damaged => _folder.At("results", "a", "SERVE-BENCH-x=1", "run=1.json");

    [SetUp]
    public async Task RunOnceAsync()
    {
        _folder = new SweepFolder();
        _folder.Write("bench.json", """[{"x": 1}, {"x": 2}]""");
        using var process = await SweepAsync("-e", "a");
        Assert.That(process.ExitCode, Is.Zero, process.ToString());
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public async Task Resume_RunChanged_RunsItAgainAndSaysSoOnce()
    {
        var before = _folder.ReadResults("a");
        Damage(keepsTime: false);

        using var process = await SweepAsync("--resume", "a");

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        Assert.That(process.Error, Has.Exactly(1).Contains("run=1.json"), process.ToString());
        Assert.That(
            process.Error,
            Has.Exactly(1)
                .EndsWith(
                    $"] note: {Damaged}: it is not what was stored (its SHA-256 differs); it is set aside, and its run is done again."
                )
        );
        var after = _folder.ReadResults("a").Where(file => !file.Key.EndsWith(".corrupt", StringComparison.Ordinal));
        Assert.That(after, Is.EquivalentTo(before));
        Assert.That(CountExecutions(), Is.EqualTo(5));
    }

    [Test]
    public async Task Resume_DamageThatOnlyReadingShows_ExitsWith2AndVerifyRunsItAgain()
    {
        Damage(keepsTime: true);

        using (var resumed = await SweepAsync("--resume", "a"))
        {
            Assert.That(resumed.ExitCode, Is.EqualTo(2), resumed.ToString());
            Assert.That(resumed.Error, Has.Some.StartsWith("Finished runs that are damaged, as the warnings above say: 1."));
            Assert.That(resumed.Error[^1], Does.StartWith("Resume with: ").And.EndWith("--resume a --verify"));
            Assert.That(CountExecutions(), Is.EqualTo(4));
        }

        using var verified = await SweepAsync("--resume", "a", "--verify");

        Assert.That(verified.ExitCode, Is.Zero, verified.ToString());
        Assert.That(CountExecutions(), Is.EqualTo(5));
    }

    [Test]
    public async Task Verify_NewExperiment_IsRefused()
    {
        using var process = await SweepAsync("-e", "b", "--verify");

        Assert.That(process.ExitCode, Is.EqualTo(1));
        Assert.That(process.Error, Is.EqualTo(["error: --verify needs --resume NAME: a new experiment has no results to verify."]));
    }

    private Task<CliProcess> SweepAsync(params string[] arguments) =>
        CliProcess.RunAsync(_folder.Path, [.. _folder.Options, "--bench-params", "bench.json", "--num-runs", "2", .. arguments]);

    private int CountExecutions() => File.ReadAllLines(_folder.At("begun")).Length;

    private void Damage(bool keepsTime)
    {
        var writtenAt = File.GetLastWriteTimeUtc(Damaged);
        File.WriteAllText(Damaged, File.ReadAllText(Damaged).Replace("\"completed\": 10", "\"completed\": 90", StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(Damaged, keepsTime ? writtenAt : writtenAt.AddSeconds(1));
    }
}
