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

    [Test]
    [Platform("Linux", Reason = "What a killed host left is found in /proc.")]
    public async Task Merge_EightShardsRunTogetherAndOneOfThemKilled_GivesTheTableOfOneSweep()
    {
        _folder.Write(
            "serve.json",
            $"[{string.Join(", ", Enumerable.Range(1, 9).Select(number => $$"""{"max_num_seqs": {{number}}}"""))}]"
        );
        File.WriteAllText(
            _folder.At("bench.sh"),
            "case \"$*\" in */part3/*run=1*) while [ -e \"$(dirname \"$0\")/stop\" ]; do echo 'benchmark: stopped'; sleep 1000; done;; esac\n"
                + File.ReadAllText(_folder.At("bench.sh"))
        );
        await SweepAsync("-e", "whole");
        _folder.Write("stop", "");
        var shards = Enumerable
            .Range(1, 8)
            .Select(number => CliProcess.Start(_folder.Path, Arguments("-e", $"part{number}", "--shard", $"{number}/8")))
            .ToArray();
        try
        {
            await Task.WhenAll(shards.Where((_, index) => index != 2).Select(shard => shard.WaitForExitAsync()));
            Assert.That(shards.Where((_, index) => index != 2).Select(shard => shard.ExitCode), Is.All.Zero);
            await shards[2].WaitForAsync("run 0");
            using (var early = await MergeAsync("early"))
            {
                Assert.That(early.ExitCode, Is.EqualTo(1), early.ToString());
                Assert.That(
                    early.Error,
                    Has.Count.EqualTo(1).And.Some.Contains($"{_folder.At("results", "part3")} is held by process {shards[2].Id} on ")
                );
            }

            shards[2].Kill();
            await shards[2].WaitForExitAsync();
            using (var partial = await MergeAsync("partial"))
            {
                Assert.That(partial.ExitCode, Is.Zero, partial.ToString());
                Assert.That(partial.Error, Is.EqualTo(["note: 1 of 9 cases lack runs.", "note: resume partial to do the missing runs."]));
            }

            File.Delete(_folder.At("stop"));
            await SweepAsync("--resume", "part3", "--shard", "3/8");
            using var merge = await MergeAsync("merged");

            Assert.That(merge.ExitCode, Is.Zero, merge.ToString());
            Assert.That(
                File.ReadAllText(_folder.At("results", "merged", "summary.csv")),
                Is.EqualTo(File.ReadAllText(_folder.At("results", "whole", "summary.csv")))
            );
            Assert.That(shards.SelectMany(shard => shard.FindLeftovers()), Is.Empty);
        }
        finally
        {
            Array.ForEach(shards, shard => shard.Dispose());
        }
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
        using var process = await CliProcess.RunAsync(_folder.Path, Arguments(more));
        Assert.That(process.ExitCode, Is.Zero, process.ToString());
    }

    private string[] Arguments(params string[] more) => [.. _folder.Options, "--serve-params", "serve.json", "--num-runs", "2", .. more];

    private Task<CliProcess> MergeAsync(string name) =>
        CliProcess.RunAsync(
            _folder.Path,
            ["merge", $"results/{name}", .. Enumerable.Range(1, 8).Select(number => $"results/part{number}")]
        );

    /// <summary>Reads the rows of the table without their number; a merge may have another order of cases.</summary>
    private string[] ReadRows(string experiment) =>
        [
            .. File.ReadLines(_folder.At("results", experiment, "summary.csv"))
                .Select(row => row[row.IndexOf(',')..])
                .Order(StringComparer.Ordinal),
        ];
}
