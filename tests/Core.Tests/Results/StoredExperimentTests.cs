using System.Text.Json;
using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Parameters;
using static ServeMulti.Results.SweepCases;

namespace ServeMulti.Results;

/// <summary>Experiments of this library as they are read without their sweep.</summary>
[TestFixture]
public sealed class StoredExperimentTests
{
    private static readonly BenchmarkCase First = Case(16);
    private static readonly BenchmarkCase Second = Case(64);

    private readonly StoreFolder _folder = new();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task ReadAsync_Experiment_HasWhatWasRunAndChangesNothing()
    {
        using var definition = JsonDocument.Parse("""{"serveCommand": ["vllm", "serve", "model"]}""");
        await _folder.RunAsync(Sweep(2, First, Second) with { Definition = definition.RootElement });
        var before = _folder.Snapshot();

        var read = await StoredExperiment.ReadAsync(_folder.Path);
        var runs = await read.ReadRunsAsync().ToListAsync();

        Assert.Multiple(() =>
        {
            Assert.That((read.Name, read.Folder, read.RunsPerCase, read.Host), Is.EqualTo(("e", _folder.Path, 2, Environment.MachineName)));
            Assert.That(read.StartedAt, Is.LessThanOrEqualTo(read.EndedAt!.Value));
            Assert.That(read.ToolVersion, Is.Not.Empty);
            Assert.That(read.Definition.GetProperty("serveCommand")[0].GetString(), Is.EqualTo("vllm"));
            Assert.That(read.Cases.Select(one => one.Case), Is.EqualTo([First, Second]));
            Assert.That(
                read.Cases.Select(one => one.Folder),
                Is.EqualTo(["SERVE-max_num_seqs=16-BENCH-random_input_len=64", "SERVE-max_num_seqs=64-BENCH-random_input_len=64"])
            );
            Assert.That(read.Cases.Select(one => one.IsVerified), Has.All.True);
            Assert.That(read.Cases[0].FinishedRuns, Is.EqualTo([0, 1]));
            Assert.That(runs.Select(run => run.Throughput()), Is.EqualTo([0, 1, 100, 101]));
            Assert.That(runs[2].Case, Is.SameAs(read.Cases[1].Case));
            Assert.That(read.Problems, Is.Empty);
            Assert.That(_folder.Snapshot(), Is.EqualTo(before));
        });
    }

    [Test]
    public async Task ReadAsync_WhileASweepWrites_HasWhatIsFinished()
    {
        await using var session = await _folder.New().OpenAsync(Sweep(2, First, Second));
        await session.SaveRunAsync(Run(First, 0, 1));

        var read = await StoredExperiment.ReadAsync(_folder.Path);
        await session.SaveRunAsync(Run(First, 1, 2));

        Assert.That(
            (read.EndedAt, read.Cases.Single().FinishedRuns.Count),
            Is.EqualTo(((DateTimeOffset?)null, 1)),
            "a case without a folder has nothing to read yet"
        );
        Assert.That(
            (await read.ReadRunsAsync().ToListAsync()).Select(run => run.Throughput()),
            Is.EqualTo([1]),
            "what was listed when it was read"
        );
        Assert.That((await ReadRunsAsync()).Select(run => run.Throughput()), Is.EqualTo([1, 2]));
    }

    [TestCase("request_rate")]
    [TestCase("max_concurrency")]
    public async Task ReadAsync_LoadsOfASearchOrAScan_FollowTheirCase(string variable)
    {
        {
            await using var session = await _folder.New().OpenAsync(Sweep(1, First, Second));
            await session.SaveRunAsync(Run(Second, 0, 9));
            foreach (var load in new ParameterValue[] { 16, 2 })
            {
                await session.SaveRunAsync(Run(First with { Load = new CaseLoad(variable, load) }, 0, double.Parse(load.Text, null)));
                await session.SaveRunAsync(Run(First with { Load = new CaseLoad(variable, load) }, 5, double.Parse(load.Text, null)));
            }

            await session.CompleteAsync();
        }

        var read = await StoredExperiment.ReadAsync(_folder.Path);

        Assert.That(read.Cases.Select(one => one.Case.Load?.ToString()), Is.EqualTo([null, $"{variable}=2", $"{variable}=16", null]));
        Assert.That(read.Cases[1].Case, Is.EqualTo(First with { Load = new CaseLoad(variable, 2) }));
        Assert.That(
            read.Cases.Select(one => one.FinishedRuns),
            Is.EqualTo(new int[][] { [], [0, 5], [0, 5], [0] }),
            "loads decide for themselves how many runs count"
        );
        Assert.That((await read.ReadRunsAsync().ToListAsync()).Select(run => run.Throughput()), Is.EqualTo([2, 2, 16, 16, 9]));
    }

    [Test]
    public async Task ReadAsync_FailuresAndAnswers_AreThoseThatWereSaved()
    {
        using var answer = JsonDocument.Parse("""{"variable": "request_rate", "load": 20.5}""");
        var failed = new FailedRun(
            First,
            1,
            new BenchmarkFailure(BenchmarkFailureReason.ServerExited, "It exited.")
            {
                ExitCode = 137,
                Cause = "out of GPU memory",
                RecentOutput = ["a", "b"],
                LogPath = "/x.log",
            }
        );
        {
            await using var session = await _folder.New().OpenAsync(Sweep(2, First, Second));
            await session.SaveRunAsync(Run(First, 0, 1));
            await session.SaveFailureAsync(failed);
            await session.SaveAnswerAsync(First, "SLA-p99_e2el_ms-le-500", answer.RootElement);
            await session.CompleteAsync();
        }

        var one = (await StoredExperiment.ReadAsync(_folder.Path)).Cases.Single();

        Assert.Multiple(() =>
        {
            var read = one.Failures.Single();
            Assert.That(
                read with
                {
                    Failure = read.Failure with { RecentOutput = [] },
                },
                Is.EqualTo(failed with { Failure = failed.Failure with { RecentOutput = [] } })
            );
            Assert.That(read.Failure.RecentOutput, Is.EqualTo(["a", "b"]));
            Assert.That(one.Answers.Keys, Is.EqualTo(["SLA-p99_e2el_ms-le-500"]));
            Assert.That(one.Answers.Values.Single().GetProperty("load").GetDouble(), Is.EqualTo(20.5));
        });
    }

    [Test]
    public async Task ReadAsync_ResumedWithFewer_LeavesOutWhatIsNotAskedFor()
    {
        await _folder.RunAsync(Sweep(3, First, Second));
        await _folder.RunAsync(Sweep(1, Second));

        var read = await StoredExperiment.ReadAsync(_folder.Path);

        Assert.That(read.Cases.Select(one => one.Case), Is.EqualTo([Second]));
        Assert.That((await read.ReadRunsAsync().ToListAsync()).Select(run => run.Throughput()), Is.EqualTo([100]));
    }

    [Test]
    public async Task ReadRunsAsync_WithoutArrays_HasTheSameNumbersWithOrWithoutJournal()
    {
        {
            await using var session = await _folder.New().OpenAsync(Sweep(1, First));
            await session.SaveRunAsync(
                Run(
                    First,
                    0,
                    """{"completed": 5, "x": 1e-05, "nan": NaN, "text": "a\"b", "itls": [1, [2]], "object": {"a": 1}, "max_num_seqs": 99, "none": null}"""
                )
            );
            await session.CompleteAsync();
        }

        var full = (await ReadRunsAsync()).Single().Document;
        var quick = (await ReadRunsAsync(withArrays: false)).Single().Document;
        File.Delete(_folder["runs.jsonl"]);
        var slow = (await ReadRunsAsync(withArrays: false)).Single().Document;

        Assert.That(
            full.Fields.Select(field => field.Key),
            Is.EqualTo(["completed", "x", "nan", "text", "itls", "object", "max_num_seqs", "none"])
        );
        Assert.That(
            Cells(quick),
            Is.EqualTo(
                Cells(full)
                    .Where(cell =>
                        !cell.StartsWith("itls", StringComparison.Ordinal) && !cell.StartsWith("object", StringComparison.Ordinal)
                    )
            )
        );
        Assert.That(Cells(slow), Is.EqualTo(Cells(quick)));
    }

    [TestCase("""{"completed": 5""")]
    [TestCase("[]")]
    [TestCase("")]
    public async Task ReadRunsAsync_DamagedRun_CostsNoOther(string damage)
    {
        await _folder.RunAsync(Sweep(2, First));
        File.WriteAllText(_folder["SERVE-max_num_seqs=16-BENCH-random_input_len=64", "run=0.json"], damage);

        var read = await StoredExperiment.ReadAsync(_folder.Path);

        Assert.That((await read.ReadRunsAsync().ToListAsync()).Select(run => run.RunNumber), Is.EqualTo([1]));
        Assert.That(
            read.Problems.Single(),
            Does.StartWith("SERVE-max_num_seqs=16-BENCH-random_input_len=64/run=0.json: ").And.EndWith(".")
        );
    }

    [Test]
    public async Task ReadRunsAsync_RunThatWasRemovedSince_IsAProblem()
    {
        await _folder.RunAsync(Sweep(2, First));
        var read = await StoredExperiment.ReadAsync(_folder.Path);
        File.Delete(_folder["SERVE-max_num_seqs=16-BENCH-random_input_len=64", "run=1.json"]);

        Assert.That((await read.ReadRunsAsync().ToListAsync()).Select(run => run.RunNumber), Is.EqualTo([0]));
        Assert.That(
            read.Problems,
            Is.EqualTo(["SERVE-max_num_seqs=16-BENCH-random_input_len=64/run=1.json: it was removed after the experiment was read."])
        );
    }

    [Test]
    public async Task ReadRunsAsync_DamagedJournal_ReadsTheFilesOfTheRuns([Values("", "no line\n", "{\"case\": 1}\n")] string journal)
    {
        await _folder.RunAsync(Sweep(2, First));
        File.WriteAllText(_folder["runs.jsonl"], journal);

        Assert.That((await ReadRunsAsync(withArrays: false)).Select(run => run.Throughput()), Is.EqualTo([0, 1]));
    }

    [Test]
    public async Task ReadAsync_LostCaseFile_IsWorkedOutFromTheRuns()
    {
        await _folder.RunAsync(Sweep(1, First));
        File.WriteAllText(_folder["SERVE-max_num_seqs=16-BENCH-random_input_len=64", "case.json"], "{");

        var read = await StoredExperiment.ReadAsync(_folder.Path);

        Assert.That(
            (read.Cases.Single().IsVerified, read.Cases[0].Case),
            Is.EqualTo((false, First with { ServeCommand = null, BenchCommand = null }))
        );
        Assert.That(read.Problems.Single(), Does.StartWith("SERVE-max_num_seqs=16-BENCH-random_input_len=64/case.json: "));
        Assert.That(await read.ReadRunsAsync().ToListAsync(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task ReadAsync_ExperimentFileThatCannotBeRead_ListsTheFolders()
    {
        await _folder.RunAsync(Sweep(1, First, Second));
        File.WriteAllText(_folder["experiment.json"], "{");

        var read = await StoredExperiment.ReadAsync(_folder.Path);

        Assert.That(read.Cases.Select(one => one.Case), Is.EquivalentTo([First, Second]));
        Assert.That(
            (read.StartedAt, read.RunsPerCase, read.Definition.ValueKind),
            Is.EqualTo(((DateTimeOffset?)null, (int?)null, JsonValueKind.Undefined))
        );
        Assert.That(read.Problems.Single(), Does.StartWith("experiment.json: "));
    }

    [TestCase("SLA-a.json", "{")]
    [TestCase("run=1.failure.json", "[]")]
    public async Task ReadAsync_DamagedAnswerOrFailure_IsNamedAndSkipped(string name, string content)
    {
        await _folder.RunAsync(Sweep(1, First) with { RunsPerCase = 1 });
        await _folder.RunAsync(Sweep(2, First), runs: 1);
        File.WriteAllText(_folder["SERVE-max_num_seqs=16-BENCH-random_input_len=64", name], content);

        var read = await StoredExperiment.ReadAsync(_folder.Path);

        Assert.That(
            (read.Cases.Single().Failures.Count, read.Cases[0].Answers.Count, read.Cases[0].FinishedRuns.Count),
            Is.EqualTo((0, 0, 1))
        );
        Assert.That(read.Problems.Single(), Does.StartWith($"SERVE-max_num_seqs=16-BENCH-random_input_len=64/{name}: "));
    }

    [Test]
    public async Task ReadAsync_FolderOfOneCase_IsThatCaseAlone()
    {
        await _folder.RunAsync(Sweep(3, First, Second));
        await _folder.RunAsync(Sweep(2, First, Second));

        var read = await StoredExperiment.ReadAsync(_folder["SERVE-max_num_seqs=64-BENCH-random_input_len=64"]);

        Assert.That((read.Folder, read.Cases.Single().Case), Is.EqualTo((_folder.Path, Second)));
        Assert.That((await read.ReadRunsAsync().ToListAsync()).Select(run => run.Throughput()), Is.EqualTo([100, 101]));
    }

    [Test]
    public void ReadAsync_NoExperiment_IsSaid()
    {
        Directory.CreateDirectory(_folder["other"]);
        File.WriteAllText(_folder["other", "x.json"], "{}");

        Assert.That(
            () => StoredExperiment.ReadAsync(_folder["missing"]),
            Throws.InstanceOf<ResultStoreException>().With.Message.StartsWith($"{_folder["missing"]} does not exist")
        );
        Assert.That(
            () => StoredExperiment.ReadAsync(_folder["other"]),
            Throws.InstanceOf<ResultStoreException>().With.Message.StartsWith($"{_folder["other"]} holds no experiment")
        );
        Assert.That((StoredExperiment.Exists(_folder["missing"]), StoredExperiment.Exists(_folder["other"])), Is.EqualTo((false, false)));
    }

    [Test]
    public async Task Exists_ExperimentOrCase_IsTrue()
    {
        await _folder.RunAsync(Sweep(1, First));

        Assert.That(StoredExperiment.Exists(_folder.Path));
        Assert.That(StoredExperiment.Exists(_folder["SERVE-max_num_seqs=16-BENCH-random_input_len=64"]));
        Assert.That(StoredExperiment.Exists(_folder["logs"]), Is.False);
    }

    [Test]
    public void ReadAsync_Cancelled_Throws()
    {
        Directory.CreateDirectory(_folder["SERVE-BENCH"]);

        Assert.That(
            () => StoredExperiment.ReadAsync(_folder.Path, new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>()
        );
    }

    private static List<string> Cells(ResultDocument document) =>
        [.. document.Fields.Select(field => $"{field.Key}={ResultCell.From(field.Value)}")];

    private async Task<List<RunRecord>> ReadRunsAsync(bool withArrays = true) =>
        await (await StoredExperiment.ReadAsync(_folder.Path)).ReadRunsAsync(withArrays).ToListAsync();
}
