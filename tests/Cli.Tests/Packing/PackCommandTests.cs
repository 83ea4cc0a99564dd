namespace ServeMulti.Cli.Packing;

[TestFixture]
[Platform(Exclude = "Win", Reason = "The servers and benchmarks are shell scripts.")]
public sealed class PackCommandTests
{
    private SweepFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new SweepFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public async Task Pack_Experiment_IsComparedLikeItsFolder()
    {
        await SweepAsync("before");
        await SweepAsync("after");
        var baseline = _folder.At("baseline.zip");

        using var pack = await CliProcess.RunAsync(_folder.Path, "pack", _folder.At("results", "before"), "-o", baseline);
        using var compare = await CliProcess.RunAsync(_folder.Path, "compare", baseline, _folder.At("results", "after"));
        using var same = await CliProcess.RunAsync(_folder.Path, "compare", baseline, _folder.At("results", "before"));

        Assert.That(pack.ExitCode, Is.Zero, pack.ToString());
        Assert.That(pack.Output, Is.EqualTo(new[] { $"1 case, 3 runs, {(new FileInfo(baseline).Length + 1023) / 1024} KiB: {baseline}" }));
        Assert.That(compare.ExitCode, Is.Zero, compare.ToString());
        Assert.That(compare.Output[0], Is.EqualTo("verdict: no relevant difference"));
        Assert.That(same.ExitCode, Is.EqualTo(1), same.ToString());
        Assert.That(same.Error.Single(), Does.Contain("are the same results"));
    }

    /// <summary>It is drawn as its folder is.</summary>
    [Test]
    public async Task Report_PackedExperiment_IsDrawn()
    {
        await SweepAsync("before");
        var packed = _folder.At("baseline.zip");
        using var pack = await CliProcess.RunAsync(_folder.Path, "pack", _folder.At("results", "before"), "-o", packed);
        File.WriteAllBytes(_folder.At("torn.zip"), File.ReadAllBytes(packed)[..200]);

        using var report = await CliProcess.RunAsync(_folder.Path, "report", packed, "-o", _folder.At("report.html"));
        using var markdown = await CliProcess.RunAsync(_folder.Path, "report", packed, "--format", "md");
        using var plot = await CliProcess.RunAsync(_folder.Path, "plot", packed, "--var-y", "request_throughput");
        using var torn = await CliProcess.RunAsync(_folder.Path, "report", _folder.At("torn.zip"));

        Assert.Multiple(() =>
        {
            Assert.That(report.ExitCode, Is.Zero, report.ToString());
            Assert.That(File.ReadAllText(_folder.At("report.html")), Does.Contain("request_throughput").And.Not.Contain("--resume"));
            Assert.That(markdown.Output, Has.Some.Contains("1 case · 3 runs"), markdown.ToString());
            Assert.That(plot.Output.Single(), Does.Exist, plot.ToString());
            Assert.That(torn.ExitCode, Is.EqualTo(1));
            Assert.That(torn.Error, Has.Some.Contains("is no packed experiment: it is cut off, or no zip archive"));
        });
    }

    [Test]
    public async Task Pack_NoExperiment_IsRefused()
    {
        using var pack = await CliProcess.RunAsync(_folder.Path, "pack", _folder.At("nothing"), "-o", _folder.At("baseline.zip"));

        Assert.That(pack.ExitCode, Is.EqualTo(1));
        Assert.That(pack.Error, Has.One.Contains("holds no experiment"));
        Assert.That(File.Exists(_folder.At("baseline.zip")), Is.False);
    }

    [TestCase("-")]
    [TestCase("/dev/stdout")]
    public async Task Pack_StandardOutput_IsRefused(string output)
    {
        await SweepAsync("before");

        using var pack = await CliProcess.RunAsync(_folder.Path, "pack", _folder.At("results", "before"), "-o", output);

        Assert.That(pack.ExitCode, Is.EqualTo(1), pack.ToString());
        Assert.That(pack.Error, Has.One.Contains("a packed experiment is not written to standard output; name a file"));
        Assert.That(pack.Output, Is.Empty);
        Assert.That(File.Exists(_folder.At("-")), Is.False);
    }

    [Test]
    public async Task Pack_FileOfSomebodyElse_IsRefusedAndKept()
    {
        await SweepAsync("before");
        var file = _folder.At(_folder.Write("notes.txt", "mine"));

        using var pack = await CliProcess.RunAsync(_folder.Path, "pack", _folder.At("results", "before"), "-o", file);

        Assert.That(pack.ExitCode, Is.EqualTo(1), pack.ToString());
        Assert.That(pack.Error, Has.One.Contains("--overwrite"));
        Assert.That(File.ReadAllText(file), Is.EqualTo("mine"));
    }

    private async Task SweepAsync(string experiment)
    {
        using var sweep = await CliProcess.RunAsync(_folder.Path, [.. _folder.Options, "-e", experiment, "--num-runs", "3"]);
        Assert.That(sweep.ExitCode, Is.Zero, sweep.ToString());
    }
}
