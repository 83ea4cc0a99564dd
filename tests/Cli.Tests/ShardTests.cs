namespace ServeMulti.Cli;

[TestFixture]
[Platform(Exclude = "Win", Reason = "The servers and benchmarks are shell scripts.")]
public sealed class ShardTests
{
    private SweepFolder _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new SweepFolder();
        _folder.Write("serve.json", """[{"max_num_seqs": 1}, {"max_num_seqs": 2}, {"max_num_seqs": 3}]""");
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public async Task Merge_AllShardsOfAPlan_GivesTheTableOfOneSweep()
    {
        await SweepAsync("-e", "whole");
        await SweepAsync("-e", "part1", "--shard", "1/2");
        await SweepAsync("-e", "part2", "--shard", "2/2");

        using var merge = await CliProcess.RunAsync(_folder.Path, "merge", "results/merged", "results/part1", "results/part2");

        Assert.That(merge.ExitCode, Is.Zero, merge.ToString());
        Assert.That(merge.Output, Is.EqualTo(new[] { $"3 cases, 6 runs: {_folder.At("results", "merged")}" }));
        Assert.That(ReadRows("merged"), Is.EqualTo(ReadRows("whole")));
    }

    [TestCase("results/merged", "results/nowhere", "nowhere")]
    [TestCase("/", "results/nowhere", "'/'")]
    [TestCase("", "results/nowhere", "''")]
    public async Task Merge_BadInput_RefusedAndNamed(string target, string source, string named)
    {
        using var merge = await CliProcess.RunAsync(_folder.Path, "merge", target, source);

        Assert.That(merge.ExitCode, Is.EqualTo(1), merge.ToString());
        Assert.That(merge.Error, Has.Count.EqualTo(1).And.Some.StartsWith("error: ").And.Some.Contains(named));
        Assert.That(Directory.Exists(_folder.At("results")), Is.False);
    }

    private async Task SweepAsync(params string[] more)
    {
        using var process = await CliProcess.RunAsync(_folder.Path, [.. _folder.Options, "--serve-params", "serve.json", "--num-runs", "2", .. more]);
        Assert.That(process.ExitCode, Is.Zero, process.ToString());
    }

    /// <summary>Reads the rows of the table without their number; a merge may have another order of cases.</summary>
    private string[] ReadRows(string experiment) =>
        [.. File.ReadLines(_folder.At("results", experiment, "summary.csv")).Select(row => row[row.IndexOf(',')..]).Order(StringComparer.Ordinal)];
}
