namespace ServeMulti.Cli;

/// <summary>What becomes of caches between runs, with servers that are real processes.</summary>
[Platform(Exclude = "Win", Reason = "The servers and benchmarks are shell scripts.")]
public sealed class CacheOptionsTests
{
    private readonly SweepFolder _folder = new();

    private string[] Commands =>
        ["--serve-cmd", $"sh {_folder.At("server.sh")}", "--bench-cmd", $"sh {_folder.At("bench.sh")}", "--no-ready-check", "-e", "a"];

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task RestartBetweenRuns_ThreeRuns_StartsTheServerThreeTimes()
    {
        using var process = await CliProcess.RunAsync(_folder.Path, [.. Commands, "--restart-between-runs", "--num-runs", "3"]);

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        Assert.That(CountStarts(), Is.EqualTo(3));
        Assert.That(process.Output.Concat(process.Error), Has.Some.Contains("Each server is started anew before every run but its first."));
        using var resumed = await CliProcess.RunAsync(
            _folder.Path,
            [.. Commands[..^2], "--resume", "a", "--cache-reset", "none", "--num-runs", "4"]
        );
        Assert.That(resumed.ExitCode, Is.EqualTo(1), resumed.ToString());
        Assert.That(resumed.Error, Has.Some.Contains("server between runs changed: started anew -> kept:"));
        Assert.That(CountStarts(), Is.EqualTo(3), "nothing was run again");
    }

    [Test]
    public async Task CacheResetNone_UnknownServer_RunsAllOnOneServerAndSaysSo()
    {
        using var process = await CliProcess.RunAsync(_folder.Path, [.. Commands, "--cache-reset", "none", "--num-runs", "3"]);

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        Assert.That(CountStarts(), Is.EqualTo(1));
        Assert.That(process.Output.Concat(process.Error), Has.Some.Contains("caches are not reset (--cache-reset none)"));
    }

    [Test]
    public async Task DryRun_RestartBetweenRuns_SaysSo()
    {
        using var process = await CliProcess.RunAsync(_folder.Path, [.. Commands, "--restart-between-runs", "--dry-run"]);

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        Assert.That(process.Error, Has.Some.EqualTo("note: Each server is started anew before every run but its first."));
    }

    [TestCase("--cache-reset some", "--cache-reset 'some': use auto or none.")]
    [TestCase("--cache-reset none --restart-between-runs", "--cache-reset none and --restart-between-runs contradict each other")]
    [TestCase("--cache-reset none --after-bench-cmd true", "--after-bench-cmd and --cache-reset none contradict each other")]
    [TestCase("--restart-between-runs --warmup-num-prompts 3", "the warm-up before it would be lost")]
    [TestCase("", "--restart-between-runs")]
    public async Task Sweep_OptionsThatCannotBe_AreRefused(string options, string problem)
    {
        using var process = await CliProcess.RunAsync(
            _folder.Path,
            [.. Commands, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]
        );

        Assert.That(process.ExitCode, Is.EqualTo(1), process.ToString());
        Assert.That(process.Error, Has.Some.Contains(problem));
        Assert.That(Directory.Exists(_folder.At("results")), Is.False, "nothing was started");
    }

    [Test]
    public async Task RestartBetweenRuns_ServerThatIsNotOurs_IsRefused()
    {
        using var process = await CliProcess.RunAsync(
            _folder.Path,
            "--endpoint",
            "http://127.0.0.1:9",
            "--bench-cmd",
            "true",
            "--restart-between-runs"
        );

        Assert.That(process.ExitCode, Is.EqualTo(1), process.ToString());
        Assert.That(process.Error, Has.Some.Contains("http://127.0.0.1:9/ is not ours to start anew"));
    }

    private int CountStarts() =>
        Directory
            .EnumerateFiles(_folder.At("results", "a", "logs"), "*.log")
            .SelectMany(File.ReadAllLines)
            .Count(line => line.StartsWith("server: ", StringComparison.Ordinal));
}
