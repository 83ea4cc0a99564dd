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
        var baseline = _folder.At("baseline.zip");

        using var pack = await CliProcess.RunAsync(_folder.Path, "pack", _folder.At("results", "before"), "-o", baseline);
        using var compare = await CliProcess.RunAsync(_folder.Path, "compare", baseline, _folder.At("results", "before"));

        Assert.That(pack.ExitCode, Is.Zero, pack.ToString());
        Assert.That(pack.Output, Is.EqualTo(new[] { $"1 case, 3 runs, {(new FileInfo(baseline).Length + 1023) / 1024} KiB: {baseline}" }));
        Assert.That(compare.ExitCode, Is.Zero, compare.ToString());
        Assert.That(compare.Output[0], Is.EqualTo("verdict: no relevant difference"));
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
