namespace ServeMulti.Cli;

/// <summary>A sweep resumed with something changed: refused with the difference before anything starts, or run again on request, never
/// mixed.</summary>
[TestFixture]
[Platform("Linux", Reason = "Shell scripts.")]
public sealed class StaleResultsTests
{
    private SweepFolder _folder = null!;

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

    [TestCase("--serve-cmd", "sh SERVER --more", "serve command changed: sh SERVER -> sh SERVER --more:")]
    [TestCase("--bench-cmd", "sh BENCH --more", "bench command changed: sh BENCH -> sh BENCH --more:")]
    [TestCase("--after-bench-cmd", "true again", "cache reset changed: true -> true again:")]
    [TestCase("--warmup-num-prompts", "2", "warm-up prompts changed: 0 -> 2:")]
    public async Task Resume_OptionChanged_IsRefusedWithTheDifference(string option, string value, string difference)
    {
        using var process = await SweepAsync("--resume", "a", option, Fill(value));

        Assert.That(process.ExitCode, Is.EqualTo(1), process.ToString());
        Assert.That(process.Error, Has.Some.Contains(Fill(difference)));
        Assert.That(CountExecutions(), Is.EqualTo(4), "nothing was run again");
    }

    [Test]
    public async Task Resume_ParameterChanged_IsRefusedWithTheDifferenceAndRunAgainOnRequest()
    {
        _folder.Write("bench.json", """[{"x": 1}, {"x": "2"}]""");
        using (var refused = await SweepAsync("--resume", "a"))
        {
            Assert.That(refused.ExitCode, Is.EqualTo(1), refused.ToString());
            Assert.That(refused.Error, Has.Some.Contains("bench parameter x: 2 (number) -> 2 (text)"));
        }

        using var again = await SweepAsync("--resume", "a", "--rerun-changed");

        Assert.That(again.ExitCode, Is.Zero, again.ToString());
        Assert.That(CountExecutions(), Is.EqualTo(6), "the two runs of the case that changed");
        Assert.That(
            File.ReadAllLines(_folder.At("results", "a", "summary.csv")),
            Has.Length.EqualTo(5),
            "old and new are in no table together"
        );
        Assert.That(
            Directory.EnumerateFiles(_folder.At("results", "a", "stale"), "run=*.json", SearchOption.AllDirectories).Count(),
            Is.EqualTo(2),
            "nothing is deleted"
        );
    }

    [TestCase("3", 6, 7)]
    [TestCase("1", 4, 3)]
    public async Task Resume_OtherNumberOfRuns_RunsWhatIsMissingAndReadsFewer(string runs, int executions, int lines)
    {
        using var process = await SweepAsync("--resume", "a", "--num-runs", runs);

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        Assert.That(CountExecutions(), Is.EqualTo(executions));
        Assert.That(File.ReadAllLines(_folder.At("results", "a", "summary.csv")), Has.Length.EqualTo(lines));
    }

    /// <summary>An option that is given again takes the place of the one before.</summary>
    private Task<CliProcess> SweepAsync(params string[] options)
    {
        string[] all = [.. _folder.Options, "--bench-params", "bench.json", "--num-runs", "2"];
        for (var index = 0; index + 1 < options.Length; index++)
        {
            var place = Array.IndexOf(all, options[index]);
            if (place >= 0)
            {
                all = [.. all[..place], .. all[(place + 2)..]];
            }
        }

        return CliProcess.RunAsync(_folder.Path, [.. all, .. options]);
    }

    private int CountExecutions() => File.ReadLines(_folder.At("begun")).Count();

    private string Fill(string text) =>
        text.Replace("SERVER", _folder.At("server.sh"), StringComparison.Ordinal)
            .Replace("BENCH", _folder.At("bench.sh"), StringComparison.Ordinal);
}
