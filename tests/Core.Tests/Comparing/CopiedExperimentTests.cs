using ServeMulti.Cases;
using ServeMulti.Results;
using static ServeMulti.Results.SweepCases;

namespace ServeMulti.Comparing;

/// <summary>An experiment beside a copy of itself: packed, copied and continued, or merged with another.</summary>
[TestFixture]
public sealed class CopiedExperimentTests
{
    private static readonly BenchmarkCase[] Cases = [Case(16), Case(64)];

    private readonly ScratchFolder _output = new();

    [TearDown]
    public void RemoveFolder() => _output.Dispose();

    [Test]
    public async Task Compare_PackedExperimentWithItsFolder_IsRefused()
    {
        var original = await RunAsync("a", Cases, runs: 2);
        await original.PackAsync(_output["a.zip"]);
        await (await StoredExperiment.ReadAsync(_output["a.zip"])).PackAsync(_output["again.zip"]);

        foreach (var copy in new[] { "a.zip", "again.zip" })
        {
            await Refuses(copy, "a", $"are the same results: {_output["a"]} holds the runs of {_output[copy]}.");
            await Refuses("a", copy, "are the same results");
        }
    }

    [Test]
    public async Task Compare_CopyThatWentOn_IsRefusedForWhatBothHave()
    {
        await RunAsync("a", Cases, runs: 2);
        Copy("a", "b");
        await RunAsync("b", Cases, runs: 3);

        await Refuses("a", "b", "have 4 runs in common, such as SERVE-max_num_seqs=16-BENCH-random_input_len=64/run=0.json: ");
    }

    [Test]
    public async Task Compare_PartOfAMerge_IsRefused()
    {
        await RunAsync("a", [Cases[0]], runs: 2);
        await RunAsync("b", [Cases[1]], runs: 2);
        await ExperimentMerge.MergeAsync([_output["a"], _output["b"]], _output.Path, "merged");

        await Refuses("b", "merged", "have 2 runs in common");
    }

    /// <summary>Where nothing says which experiment runs are of, the date does that the benchmark wrote: in folders of the original.</summary>
    [TestCase(true)]
    [TestCase(false)]
    public async Task Compare_FoldersWithoutIdentity_AreTheSameWhereTheBenchmarkWroteWhenItRan(bool isDated)
    {
        foreach (var name in new[] { "a", "b" })
        {
            var folder = Directory.CreateDirectory(_output[$"{name}/SERVE-max_num_seqs=16-BENCH"]).FullName;
            for (var run = 0; run < 2; run++)
            {
                var date = isDated ? $"\"date\": \"20261124-06101{run}\", " : "";
                File.WriteAllText(
                    Path.Combine(folder, $"run={run}.json"),
                    $$"""{{{date}}"request_throughput": 10.5, "run_number": {{run}}, "max_num_seqs": 16}"""
                );
            }
        }

        if (isDated)
        {
            await Refuses("a", "b", "are the same results");
        }
        else
        {
            Assert.That((await CompareAsync("a", "b")).Verdict, Is.EqualTo(ChangeVerdict.NoRelevantDifference));
        }
    }

    /// <summary>A scripted benchmark measures the same again.</summary>
    [Test]
    public async Task Compare_TwoExperimentsWithTheSameNumbers_AreCompared()
    {
        await RunAsync("a", Cases, runs: 2);
        await RunAsync("b", Cases, runs: 2);
        await (await StoredExperiment.ReadAsync(_output["a"])).PackAsync(_output["a.zip"]);

        Assert.That((await CompareAsync("a.zip", "b")).Verdict, Is.Not.EqualTo(ChangeVerdict.Regressed));
    }

    private Task Refuses(string baseline, string current, string message) =>
        Assert.ThatAsync(
            () => CompareAsync(baseline, current),
            Throws
                .TypeOf<InvalidInputException>()
                .With.Message.StartsWith("The baseline and the current build ")
                .And.Message.Contains(message)
                .And.Message.EndsWith("Name the experiment of each build.")
        );

    private async Task<ExperimentComparison> CompareAsync(string baseline, string current) =>
        await ExperimentComparison.OfAsync(
            await StoredExperiment.ReadAsync(_output[baseline]),
            await StoredExperiment.ReadAsync(_output[current])
        );

    private async Task<StoredExperiment> RunAsync(string name, BenchmarkCase[] cases, int runs)
    {
        var options = new FileResultStoreOptions { IsDurable = false, Mode = ExperimentMode.NewOrResume };
        await using (var session = await new FileResultStore(_output.Path, name, options).OpenAsync(Sweep(runs, cases)))
        {
            foreach (var (one, place) in cases.Select((one, place) => (one, place)))
            {
                for (var run = 0; run < runs; run++)
                {
                    if (await session.FindRunAsync(one, run) is null)
                    {
                        await session.SaveRunAsync(Run(one, run, (100 * (place + 1)) + run));
                    }
                }
            }

            await session.CompleteAsync();
        }

        return await StoredExperiment.ReadAsync(_output[name]);
    }

    private void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(_output[from], "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_output[to], Path.GetRelativePath(_output[from], file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
