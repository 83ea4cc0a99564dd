using Microsoft.Extensions.Time.Testing;
using ServeMulti.Cases;
using ServeMulti.Parameters;
using ServeMulti.Results.Folder;
using ServeMulti.Sweeping;
using static ServeMulti.Results.SweepCases;

namespace ServeMulti.Results;

[TestFixture]
public sealed class ExperimentMergeTests
{
    private static readonly BenchmarkCase[] Cases =
    [
        .. Enumerable.Range(0, 6).Select(number => Case(16 * (number / 2 + 1), 64 * (number % 2 + 1))),
    ];

    private readonly ScratchFolder _output = new();

    [TearDown]
    public void RemoveFolder() => _output.Dispose();

    [Test]
    public async Task Merge_ShardsOfAPlan_GiveTheFilesOfOneHost()
    {
        var plan = SweepPlanner.Plan(
            new SweepDefinition
            {
                ServeCommand = Serve,
                BenchCommand = Bench,
                ServeParameters = ParameterSweep.Grid(("max_num_seqs", [1, 2, 3, 4, 5])),
                BenchParameters = ParameterSweep.Grid(("random_input_len", [64, 128])),
                RunsPerCase = 2,
            }
        );
        var whole = plan.ToExperiment();
        await RunAsync("whole", whole, [.. Enumerable.Range(0, 10)]);
        for (var shard = 0; shard < 3; shard++)
        {
            var part = plan.Shard(shard, 3).ToExperiment();
            await RunAsync($"shard{shard}", part, [.. part.Cases.Select(one => whole.Cases.ToList().IndexOf(one))]);
        }

        var merged = await ExperimentMerge.MergeAsync([_output["shard2"], _output["shard0"], _output["shard1"]], _output.Path, "merged");
        Assert.That((merged.Location, merged.CaseCount, merged.RunCount), Is.EqualTo((_output["merged"], 10, 20)));
        Assert.That(merged.Notes, Is.Empty);
        Assert.That(File.ReadAllText(_output["merged/summary.csv"]), Is.EqualTo(File.ReadAllText(_output["whole/summary.csv"])));
        Assert.That(CaseFiles("merged"), Is.EqualTo(CaseFiles("whole")));
    }

    [TestCase("serve-multi --shard 1/2", "serve-multi --shard 2/2", null)]
    [TestCase("sweep {experiment}", "sweep {experiment}", "sweep {experiment}")]
    public async Task Merge_CommandsThatResumeTheParts_AreKeptOnlyIfTheyAreOne(string first, string second, string? kept)
    {
        foreach (var (name, command, one) in new[] { ("a", first, Cases[0]), ("b", second, Cases[1]) })
        {
            var definition = new SweepDefinition { ResumeCommand = command, RunsPerCase = 1 };
            await RunAsync(name, Sweep(1, one) with { Definition = DefinitionJson.Write(definition) }, [name == "a" ? 0 : 1]);
        }

        await ExperimentMerge.MergeAsync([_output["a"], _output["b"]], _output.Path, "merged");
        var merged = (await StoredExperiment.ReadAsync(_output["merged"])).Definition;

        Assert.That(StoredDefinition.FindResumeCommand(merged), Is.EqualTo(kept));
        Assert.That(merged.GetProperty("runsPerCase").GetInt32(), Is.EqualTo(1), "the rest is that of the first");
    }

    [Test]
    public async Task Merge_Merged_CanBeResumed()
    {
        await RunAsync("a", Sweep(1, Cases[0]), [0]);
        await RunAsync("b", Sweep(1, Cases[1]), [1]);
        await ExperimentMerge.MergeAsync([_output["a"], _output["b"]], _output.Path, "merged");
        var store = new FileResultStore(_output.Path, "merged", new FileResultStoreOptions { Mode = ExperimentMode.Resume });
        var inspection = await store.InspectAsync(Sweep(1, Cases[0], Cases[1]));
        Assert.That(inspection.Problems, Is.Empty);
        Assert.That(inspection.Cases.Select(one => one.FinishedRuns), Is.EqualTo(new int[][] { [0], [0] }));
    }

    [Test]
    public async Task Merge_DifferentRunsOfOneCase_StandTogether()
    {
        await RunAsync("a", Sweep(1, Cases[0]), [0]);
        await RunAsync("b", Sweep(2, Cases[0]), [7], skip: 1);
        var merged = await ExperimentMerge.MergeAsync([_output["a"], _output["b"]], _output.Path, "merged");
        Assert.That(merged.RunCount, Is.EqualTo(2));
        Assert.That(
            (await StoredExperiment.ReadTableAsync(_output["merged"])).Rows.Select(row => row["request_throughput"].ToString()),
            Is.EqualTo(["0", "701"])
        );
    }

    [Test]
    public async Task Merge_SameRunTwice_IsTakenOnce()
    {
        await RunAsync("a", Sweep(2, Cases[0], Cases[1]), [0, 1]);
        await RunAsync("b", Sweep(2, Cases[1]), [1]);
        Assert.That((await ExperimentMerge.MergeAsync([_output["a"], _output["b"]], _output.Path, "merged")).RunCount, Is.EqualTo(4));
    }

    [Test]
    public async Task Merge_SameRunWithOtherResults_IsRefused()
    {
        await RunAsync("a", Sweep(1, Cases[0]), [0]);
        await RunAsync("b", Sweep(1, Cases[0]), [5]);
        Assert.That(
            () => ExperimentMerge.MergeAsync([_output["a"], _output["b"]], _output.Path, "merged"),
            Throws
                .InstanceOf<InvalidInputException>()
                .With.Message.Contains(
                    $"Run 0 of SERVE-max_num_seqs=16-BENCH-random_input_len=64 is in {_output["a"]} and in {_output["b"]} with different results"
                )
        );
        Assert.That(_output["merged"], Does.Not.Exist);
    }

    [Test]
    public async Task Merge_OtherCommands_AreListed()
    {
        await RunAsync("a", Sweep(1, Cases[0]), [0]);
        await RunAsync("b", Sweep(1, Cases[1] with { ServeCommand = new CommandLine("vllm", "serve", "other"), BenchCommand = null }), [0]);
        Assert.That(
            () => ExperimentMerge.MergeAsync([_output["a"], _output["b"]], _output.Path, "merged"),
            Throws
                .InstanceOf<InvalidInputException>()
                .With.Property("Problems")
                .EqualTo(
                    new[]
                    {
                        $"{_output["a"]} and {_output["b"]} do not belong together: serve command changed: vllm serve model -> vllm serve other.",
                        $"{_output["a"]} and {_output["b"]} do not belong together: bench command changed: vllm bench serve -> none.",
                    }
                )
        );
    }

    [Test]
    public async Task Merge_OtherEnvironment_IsRefusedByName()
    {
        await RunAsync("a", Sweep(1, Cases[0]) with { Environment = new Dictionary<string, string?> { ["X"] = "secret" } }, [0]);
        await RunAsync("b", Sweep(1, Cases[1]), [0]);
        Assert.That(
            () => ExperimentMerge.MergeAsync([_output["a"], _output["b"]], _output.Path, "merged"),
            Throws.InstanceOf<InvalidInputException>().With.Message.EndsWith("only one of them had environment X.")
        );
    }

    [Test]
    public async Task Merge_OtherConditions_IsRefusedWithTheDifference()
    {
        await RunAsync("a", Sweep(1, Cases[0]) with { Conditions = new Dictionary<string, string> { ["cache reset"] = "none" } }, [0]);
        await RunAsync(
            "b",
            Sweep(1, Cases[1]) with
            {
                Conditions = new Dictionary<string, string> { ["cache reset"] = "sh reset.sh" },
            },
            [0]
        );
        Assert.That(
            () => ExperimentMerge.MergeAsync([_output["a"], _output["b"]], _output.Path, "merged"),
            Throws
                .InstanceOf<InvalidInputException>()
                .With.Message.EndsWith("do not belong together: cache reset changed: none -> sh reset.sh.")
        );
    }

    [Test]
    public async Task Merge_SameConditions_KeepsThem()
    {
        var conditions = new Dictionary<string, string> { ["cache reset"] = "none" };
        await RunAsync("a", Sweep(1, Cases[0]) with { Conditions = conditions }, [0]);
        await RunAsync("b", Sweep(1, Cases[1]) with { Conditions = conditions }, [0]);
        await ExperimentMerge.MergeAsync([_output["a"], _output["b"]], _output.Path, "merged");
        var merged = new FileResultStore(_output.Path, "merged", new FileResultStoreOptions { Mode = ExperimentMode.Resume });
        var changed = Sweep(1, Cases[0], Cases[1]) with { Conditions = new Dictionary<string, string> { ["cache reset"] = "other" } };
        Assert.That((await merged.InspectAsync(changed)).Problems, Has.One.StartsWith("cache reset changed: none -> other"));
    }

    [Test]
    public async Task Merge_Loads_ComeAlong()
    {
        await RunAsync("a", Sweep(1, Cases[0]), [0], rates: [2, 0.5]);
        await RunAsync("b", Sweep(1, Cases[0]), [0], rates: [4]);
        await ExperimentMerge.MergeAsync([_output["a"], _output["b"]], _output.Path, "merged");
        Assert.That(
            (await StoredExperiment.ReadTableAsync(_output["merged"])).Rows.Select(row => row["request_rate"].ToString()),
            Is.EqualTo(["", "0.5", "2.0", "4.0"])
        );
    }

    [Test]
    public async Task Merge_FilesBesideTheRuns_ComeAlong()
    {
        const string Name = "SERVE-max_num_seqs=16-BENCH-random_input_len=64";
        await RunAsync("a", Sweep(2, Cases[0]), [0], runs: 1);
        File.WriteAllText(_output[$"a/{Name}/SLA-p99_e2el_ms-le-500.json"], "{}");
        File.WriteAllText(_output[$"a/{Name}/run=1.failure.json"], "{}");
        var merged = await ExperimentMerge.MergeAsync([_output["a"]], _output.Path, "merged");
        Assert.That(merged.Notes, Is.EqualTo(["1 of 1 cases lack runs."]));
        Assert.That(merged.IncompleteCaseCount, Is.EqualTo(1));
        Assert.That(
            Directory.GetFiles(_output[$"merged/{Name}"]).Select(Path.GetFileName).Order(StringComparer.Ordinal),
            Is.EqualTo(["SLA-p99_e2el_ms-le-500.json", "case.json", "run=0.json", "run=1.failure.json"])
        );
    }

    [Test]
    public async Task Merge_NoExperiment_IsSaid()
    {
        Directory.CreateDirectory(_output["empty"]);
        File.WriteAllText(_output["packed.zip"], "");
        Assert.That(
            () => ExperimentMerge.MergeAsync([_output["missing"], _output["packed.zip"], _output["empty"]], _output.Path, "merged"),
            Throws
                .InstanceOf<InvalidInputException>()
                .With.Message.Contains("missing does not exist")
                .And.Message.Contains("packed.zip is a file; give the folder of an experiment")
                .And.Message.Contains("has no experiment.json")
        );
        Assert.That(() => ExperimentMerge.MergeAsync([], _output.Path, "merged"), Throws.InstanceOf<InvalidInputException>());
    }

    [Test]
    public async Task Merge_ExperimentThatIsBeingRun_IsRefused()
    {
        await using var session = await new FileResultStore(_output.Path, "a").OpenAsync(Sweep(1, Cases[0]));
        Assert.That(
            () => ExperimentMerge.MergeAsync([_output["a"]], _output.Path, "merged"),
            Throws.InstanceOf<InvalidInputException>().With.Message.Contains("is held by process")
        );
    }

    [Test]
    public async Task Merge_NameThatExists_IsRefused()
    {
        await RunAsync("a", Sweep(1, Cases[0]), [0]);
        Assert.That(
            () => ExperimentMerge.MergeAsync([_output["a"]], _output.Path, "a"),
            Throws.InstanceOf<InvalidInputException>().With.Message.Contains("exists")
        );
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Merge_KilledAtAnyStep_IsNoExperimentAndCanBeRepeated(bool isHalfDone)
    {
        await RunAsync("a", Sweep(2, Cases[0]), [0], rates: [2]);
        await RunAsync("b", Sweep(2, Cases[1]), [1]);
        var sources = ScratchFolder.Snapshot(_output.Path);
        var steps = new KillingFileSystem();
        await MergeAsync("whole", steps);
        var expected = CaseFiles("whole");
        for (var step = 1; step <= steps.Steps.Count; step++)
        {
            var (name, killed) = ($"merged{step}", steps.Steps[step - 1]);
            Assert.That(() => MergeAsync(name, new KillingFileSystem(step, isHalfDone)), Throws.InstanceOf<HostKilledException>(), killed);
            if (!Directory.Exists(_output[name]))
            {
                await MergeAsync(name, new KillingFileSystem());
            }

            Assert.That(CaseFiles(name), Is.EqualTo(expected), killed);
            Assert.That(_output[$"{name}.merging"], Does.Not.Exist, killed);
        }

        Assert.That(ScratchFolder.Snapshot(_output.Path).Where(file => file.Key[..2] is "a/" or "b/"), Is.EqualTo(sources));
    }

    [Test]
    public async Task Merge_RunDamagedAfterItWasWritten_IsNamedWithAdvice()
    {
        const string File = "SERVE-max_num_seqs=16-BENCH-random_input_len=64/run=0.json";
        await RunAsync("a", Sweep(1, Cases[0]), [0]);
        var writtenAt = System.IO.File.GetLastWriteTimeUtc(_output[$"a/{File}"]);
        System.IO.File.WriteAllText(_output[$"a/{File}"], new string('x', (int)new FileInfo(_output[$"a/{File}"]).Length));
        System.IO.File.SetLastWriteTimeUtc(_output[$"a/{File}"], writtenAt);
        Assert.That(
            () => ExperimentMerge.MergeAsync([_output["a"]], _output.Path, "merged"),
            Throws
                .InstanceOf<ResultStoreException>()
                .With.Message.StartsWith($"{_output[$"a/{File}"]} cannot be read (")
                .And.Message.EndsWith("delete it, resume a to run it again, and merge again.")
        );
        Assert.That(Directory.EnumerateFileSystemEntries(_output.Path).Select(Path.GetFileName), Is.EqualTo(["a"]));
    }

    [Test]
    public async Task Merge_IntoTheSameNameAtOnce_IsRefused()
    {
        await RunAsync("a", Sweep(1, Cases[0]), [0]);
        await using var otherSession = await new FileResultStore(_output.Path, "merged.merging").OpenAsync(Sweep(1, Cases[1]));
        Assert.That(
            () => ExperimentMerge.MergeAsync([_output["a"]], _output.Path, "merged"),
            Throws.InstanceOf<InvalidInputException>().With.Message.Contains("merged.merging is held by process")
        );
        Assert.That(_output["merged.merging/experiment.json"], Does.Exist);
    }

    [Test]
    public async Task Merge_FolderOfSomebodyElseInPlaceOfTheDraft_IsRefusedAndKept()
    {
        await RunAsync("a", Sweep(1, Cases[0]), [0]);
        Directory.CreateDirectory(_output["merged.merging"]);
        File.WriteAllText(_output["merged.merging/notes"], "kept");
        Assert.That(
            () => ExperimentMerge.MergeAsync([_output["a"]], _output.Path, "merged"),
            Throws.InstanceOf<InvalidInputException>().With.Message.StartsWith($"{_output["merged.merging"]} ")
        );
        Assert.That(File.ReadAllText(_output["merged.merging/notes"]), Is.EqualTo("kept"));
        Assert.That(_output["merged"], Does.Not.Exist);
    }

    [Test]
    public async Task Merge_WithoutAName_TakesTheNextFreeOne()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 6, 10, 13, TimeSpan.Zero));
        await RunAsync("a", Sweep(1, Cases[0]), [0]);
        await ExperimentMerge.MergeAsync([_output["a"]], _output.Path, timeProvider: clock);
        Assert.That(
            (await ExperimentMerge.MergeAsync([_output["a"]], _output.Path, timeProvider: clock)).Location,
            Is.EqualTo(_output["20261124_061013_2"]).And.Exist
        );
    }

    private Task<MergedExperiment> MergeAsync(string name, IFileSystem files) =>
        ExperimentMerge.MergeAsync(
            [_output["a"], _output["b"]],
            _output.Path,
            name,
            timeProvider: null,
            logger: null,
            files,
            CancellationToken.None
        );

    /// <summary>Runs an experiment; the throughputs are those that the cases of these numbers have in the whole plan.</summary>
    private async Task RunAsync(string name, Experiment experiment, int[] numbers, int? runs = null, int skip = 0, double[]? rates = null)
    {
        await using var session = await new FileResultStore(_output.Path, name, new FileResultStoreOptions { IsDurable = false }).OpenAsync(
            experiment
        );
        for (var index = 0; index < experiment.Cases.Count; index++)
        {
            for (var run = skip; run < (runs ?? experiment.RunsPerCase); run++)
            {
                await session.SaveRunAsync(Run(experiment.Cases[index], run, (100 * numbers[index]) + run));
            }

            if (skip == 0 && runs is null)
            {
                await session.CompleteCaseAsync(experiment.Cases[index], experiment.RunsPerCase);
            }

            foreach (var rate in rates ?? [])
            {
                await session.SaveRunAsync(Run(experiment.Cases[index].At(rate), 0, rate));
            }
        }

        await session.CompleteAsync();
    }

    private SortedDictionary<string, string> CaseFiles(string name)
    {
        var files = ScratchFolder.Snapshot(_output[name]);
        foreach (var own in files.Keys.Where(file => !file.Contains('/', StringComparison.Ordinal)).ToList())
        {
            files.Remove(own);
        }

        return files;
    }
}
