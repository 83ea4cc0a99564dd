using ServeMulti.Cases;
using ServeMulti.Parameters;
using static ServeMulti.Results.SweepCases;

namespace ServeMulti.Results;

/// <summary>What every result store promises. Each store runs this suite over itself.</summary>
public abstract class ResultStoreContract
{
    private static readonly BenchmarkCase First = Case(16);
    private static readonly BenchmarkCase Second = Case(64);
    private static readonly Experiment Sweep = Sweep(2, First, Second);

    /// <summary>Opens the experiment; the first time it is a new one.</summary>
    internal abstract IResultStore Open();

    [Test]
    public async Task Inspect_NothingStored_FindsNoRunAndNoProblem()
    {
        var store = Open();
        var inspection = await store.InspectAsync(Sweep);
        Assert.That(inspection.Problems, Is.Empty);
        Assert.That(inspection.Notes, Is.Empty);
        Assert.That(inspection.Cases.Select(one => one.Case), Is.EqualTo(Sweep.Cases));
        Assert.That(inspection.Cases.Select(one => one.FinishedRuns), Is.All.Empty);
    }

    [Test]
    public async Task Use_AfterDisposal_Throws()
    {
        var session = await Open().OpenAsync(Sweep);
        await session.DisposeAsync();
        await session.DisposeAsync();
        Assert.That(() => session.SaveRunAsync(Run(First, 0, 1)), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => session.FindRunAsync(First, 0), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => session.CompleteAsync(), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(session.ListAsync, Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task FindRun_OfAnInspection_FindsWhatIsFinished()
    {
        var load = First with { Load = new CaseLoad("request_rate", 16) };
        {
            await using var session = await Open().OpenAsync(Sweep);
            await session.SaveRunAsync(Run(First, 1, 1.5));
            await session.SaveRunAsync(Run(load, 0, 2.5));
            await session.CompleteAsync();
        }

        var inspection = await Open().InspectAsync(Sweep);
        Assert.That(
            (await inspection.FindRunAsync(First, 1))!.Document.Fields,
            Has.Count.EqualTo(Run(First, 1, 1.5).Document.Fields.Count)
        );
        Assert.That((await inspection.FindRunAsync(load, 0))!.Case, Is.EqualTo(load));
        Assert.That(await inspection.FindRunAsync(First, 0), Is.Null);
        Assert.That(await inspection.FindRunAsync(load, 1), Is.Null);
        Assert.That(await inspection.FindRunAsync(First with { Load = new CaseLoad("request_rate", 17) }, 0), Is.Null);
        Assert.That(await inspection.FindRunAsync(Second, 0), Is.Null);
    }

    [Test]
    public async Task Open_Twice_Throws()
    {
        var store = Open();
        await using var session = await store.OpenAsync(Sweep);
        Assert.That(() => store.OpenAsync(Sweep), Throws.InvalidOperationException);
    }

    [TestCase("""{"a": 1, "b": 1.50, "c": 1e-05, "d": 12345678901234567890, "e": null, "f": true, "g": "inf"}""")]
    [TestCase("""{"nan": NaN, "inf": Infinity, "minus": -Infinity, "text": "NaN"}""")]
    [TestCase("""{"itls": [0.1, [1, NaN], {"x": "\u00e9\n"}], "empty": {}, "long text": "a,\"b\"\nc"}""")]
    [TestCase("""{}""")]
    public async Task Save_AnyDocument_IsFoundAsItWas(string json)
    {
        await using var session = await Open().OpenAsync(Sweep);
        var run = Run(First, 0, json);
        await session.SaveRunAsync(run);
        var found = await session.FindRunAsync(First, 0);
        Assert.That(found!.Case, Is.EqualTo(First));
        Assert.That(found.RunNumber, Is.Zero);
        Assert.That(
            found.Document.Fields.Select(field => (field.Key, field.Value.GetRawText())),
            Is.EqualTo(run.Document.Fields.Select(field => (field.Key, field.Value.GetRawText())))
        );
    }

    [Test]
    public async Task Find_RunThatIsNotFinished_ReturnsNull()
    {
        await using var session = await Open().OpenAsync(Sweep);
        await session.SaveRunAsync(Run(First, 0, 1));
        Assert.That(await session.FindRunAsync(First, 1), Is.Null);
        Assert.That(await session.FindRunAsync(Second, 0), Is.Null);
        Assert.That(await session.FindRunAsync(First.At(4), 0), Is.Null);
    }

    [Test]
    public async Task Save_FinishedRunAgain_ThrowsAndKeepsTheFirst()
    {
        await using var session = await Open().OpenAsync(Sweep);
        await session.SaveRunAsync(Run(First, 0, 1));
        Assert.That(() => session.SaveRunAsync(Run(First, 0, 2)), Throws.InvalidOperationException);
        Assert.That((await session.FindRunAsync(First, 0))!.Throughput(), Is.EqualTo(1));
    }

    [Test]
    public async Task Save_CaseOutsideTheExperiment_Throws()
    {
        await using var session = await Open().OpenAsync(Sweep);
        Assert.That(() => session.SaveRunAsync(Run(Case(128), 0, 1)), Throws.ArgumentException);
    }

    [Test]
    public async Task Save_Cancelled_StoresNothing()
    {
        await using var session = await Open().OpenAsync(Sweep);
        Assert.That(
            () => session.SaveRunAsync(Run(First, 0, 1), new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>()
        );
        Assert.That(await session.FindRunAsync(First, 0), Is.Null);
    }

    [Test]
    public async Task List_SavedInAnyOrder_IsInPlanOrder()
    {
        await using var session = await Open().OpenAsync(Sweep);
        await session.SaveRunAsync(Run(Second, 1, 4));
        await session.SaveRunAsync(Run(Second, 0, 3));
        await session.SaveRunAsync(Run(First, 1, 2));
        await session.SaveRunAsync(Run(First, 0, 1));
        Assert.That((await session.ListAsync()).Select(run => run.Throughput()), Is.EqualTo([1, 2, 3, 4]));
    }

    [Test]
    public async Task List_Loads_FollowTheirCaseByValue()
    {
        await using var session = await Open().OpenAsync(Sweep);
        await session.SaveRunAsync(Run(Second, 0, 9));
        foreach (var rate in new[] { 16, double.PositiveInfinity, 2, 0.5 })
        {
            await session.SaveRunAsync(Run(First.At(rate), 0, rate));
            await session.SaveRunAsync(Run(First.At(rate), 5, rate));
        }

        var listed = await session.ListAsync();
        Assert.That(
            listed.Select(run => run.Throughput()),
            Is.EqualTo([0.5, 0.5, 2, 2, 16, 16, double.PositiveInfinity, double.PositiveInfinity, 9])
        );
        Assert.That(listed[2].Case, Is.EqualTo(First.At(2.0)));
        Assert.That(listed.Select(run => run.RunNumber), Is.EqualTo([0, 5, 0, 5, 0, 5, 0, 5, 0]));
    }

    [Test]
    public async Task ReadRuns_WhileOpenAndAfterwards_AreThoseOfTheSession()
    {
        var store = Open();
        List<RunRecord> listed;
        await using (var session = await store.OpenAsync(Sweep))
        {
            await session.SaveRunAsync(Run(Second, 0, 3));
            await session.SaveRunAsync(Run(First.At(2), 0, 2));
            await session.SaveRunAsync(Run(First, 0, 1));
            listed = await session.ListAsync();
            Assert.That((await store.ReadRunsAsync().ToListAsync()).Select(run => run.Throughput()), Is.EqualTo([1, 2, 3]));
            await session.CompleteAsync();
        }

        var read = await store.ReadRunsAsync().ToListAsync();
        Assert.That(
            read.Select(run => (run.Case, run.RunNumber, run.Document.ToString())),
            Is.EqualTo(listed.Select(run => (run.Case, run.RunNumber, run.Document.ToString())))
        );
        Assert.That(
            () => store.ReadRunsAsync(new CancellationToken(canceled: true)).ToListAsync().AsTask(),
            Throws.InstanceOf<OperationCanceledException>()
        );
    }

    [Test]
    public async Task Find_Load_IsNotItsCase()
    {
        await using var session = await Open().OpenAsync(Sweep);
        await session.SaveRunAsync(Run(First, 0, 1));
        await session.SaveRunAsync(Run(First.At(2), 0, 2));
        Assert.That((await session.FindRunAsync(First, 0))!.Throughput(), Is.EqualTo(1));
        Assert.That((await session.FindRunAsync(First.At(2), 0))!.Throughput(), Is.EqualTo(2));
        Assert.That(await session.FindRunAsync(First.At(3), 0), Is.Null);
    }

    [Test]
    public async Task Resume_FinishedRuns_AreThereAndStay()
    {
        {
            await using var session = await Open().OpenAsync(Sweep);
            await session.SaveRunAsync(Run(First, 0, 1));
            await session.SaveRunAsync(Run(First.At(2), 0, 2));
            await session.SaveFailureAsync(Failure(First, 1));
            await session.CompleteAsync();
        }

        var resumed = Open();
        var inspection = await resumed.InspectAsync(Sweep);
        Assert.That(inspection.Problems, Is.Empty);
        Assert.That(inspection.Cases.Select(one => one.FinishedRuns), Is.EqualTo(new int[][] { [0], [] }));
        await using var resumedSession = await resumed.OpenAsync(Sweep);
        Assert.That((await resumedSession.FindRunAsync(First, 0))!.Throughput(), Is.EqualTo(1));
        Assert.That((await resumedSession.FindRunAsync(First.At(2), 0))!.Throughput(), Is.EqualTo(2));
        Assert.That(await resumedSession.FindRunAsync(First, 1), Is.Null);
        await resumedSession.SaveRunAsync(Run(First, 1, 3));
        Assert.That((await resumedSession.ListAsync()).Select(run => run.Throughput()), Is.EqualTo([1, 3, 2]));
    }

    [Test]
    public async Task Resume_MoreRuns_Continues()
    {
        await CompleteAsync(Sweep, 2);
        var resumed = Open();
        var more = Sweep with { RunsPerCase = 3 };
        Assert.That((await resumed.InspectAsync(more)).Problems, Is.Empty);
        await using var resumedSession = await resumed.OpenAsync(more);
        await resumedSession.SaveRunAsync(Run(First, 2, 2));
        await resumedSession.CompleteCaseAsync(First, 3);
        Assert.That((await resumedSession.ListAsync()).Select(run => run.Throughput()), Is.EqualTo([0, 1, 2, 100, 101]));
    }

    [Test]
    public async Task Resume_FewerRuns_ReadsFewer()
    {
        await CompleteAsync(Sweep, 2);
        var resumed = Open();
        var fewer = Sweep with { RunsPerCase = 1 };
        Assert.That((await resumed.InspectAsync(fewer)).Problems, Is.Empty);
        await using var resumedSession = await resumed.OpenAsync(fewer);
        Assert.That((await resumedSession.ListAsync()).Select(run => run.Throughput()), Is.EqualTo([0, 100]));
    }

    [Test]
    public async Task Resume_MoreCases_Continues()
    {
        await CompleteAsync(Sweep, 2);
        var resumed = Open();
        var more = Sweep(2, Case(8), First, Second);
        Assert.That((await resumed.InspectAsync(more)).Problems, Is.Empty);
        await using var resumedSession = await resumed.OpenAsync(more);
        Assert.That((await resumedSession.ListAsync()).Select(run => run.Throughput()), Is.EqualTo([0, 1, 100, 101]));
    }

    [Test]
    public async Task Resume_FewerCases_LeavesTheOthersOutAndSaysSo()
    {
        await CompleteAsync(Sweep, 2);
        var resumed = Open();
        var fewer = Sweep(2, Second);
        var inspection = await resumed.InspectAsync(fewer);
        Assert.That(inspection.Problems, Is.Empty);
        Assert.That(inspection.Notes, Has.Exactly(1).Contains("not part of this sweep"));
        await using var resumedSession = await resumed.OpenAsync(fewer);
        Assert.That((await resumedSession.ListAsync()).Select(run => run.Throughput()), Is.EqualTo([100, 101]));
    }

    [Test]
    public async Task Resume_ChangedServeCommand_IsOneProblemWithBothCommands()
    {
        await CompleteAsync(Sweep, 2);
        var resumed = Open();
        var changed = Sweep(2, [.. Sweep.Cases.Select(one => one with { ServeCommand = new CommandLine("vllm", "serve", "other model") })]);
        var problems = (await resumed.InspectAsync(changed)).Problems;
        Assert.That(problems, Has.Count.EqualTo(1));
        Assert.That(problems[0], Does.StartWith("serve command changed: vllm serve model -> vllm serve 'other model'"));
        Assert.That(problems[0].Split('\n'), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task Resume_ChangedBenchCommand_IsRefused()
    {
        await CompleteAsync(Sweep, 2);
        var resumed = Open();
        var changed = Sweep(
            2,
            [.. Sweep.Cases.Select(one => one with { BenchCommand = new CommandLine("vllm", "bench", "serve", "--seed", "1") })]
        );
        Assert.That(
            () => resumed.OpenAsync(changed),
            Throws
                .InstanceOf<InvalidInputException>()
                .With.Message.StartsWith("bench command changed: vllm bench serve -> vllm bench serve --seed 1")
        );
    }

    [Test]
    public async Task Resume_ChangedParameter_IsAProblemThatNamesIt()
    {
        await CompleteAsync(Sweep, 2);
        var resumed = Open();
        var problems = (await resumed.InspectAsync(Sweep(2, First, Case(65)))).Problems;
        Assert.That(problems, Has.Count.EqualTo(1));
        Assert.That(problems[0], Does.Contain("serve parameter max_num_seqs: 64 -> 65"));
    }

    [Test]
    public async Task Resume_ChangedTypeOfParameter_IsAProblemThatNamesTheTypes()
    {
        var number = Plain(new ParameterSet { { "x", 1 } });
        await CompleteAsync(Sweep(1, number), 1);
        var resumed = Open();
        var problems = (await resumed.InspectAsync(Sweep(1, Plain(new ParameterSet { { "x", "1" } })))).Problems;
        Assert.That(problems, Has.Count.EqualTo(1));
        Assert.That(problems[0], Does.Contain("serve parameter x: 1 (number) -> 1 (text)"));
    }

    [Test]
    public async Task Resume_ChangedButNothingFinished_IsNoProblem()
    {
        {
            await using var session = await Open().OpenAsync(Sweep);
            await session.SaveFailureAsync(Failure(First, 0));
            await session.CompleteAsync();
        }

        var resumed = Open();
        var changed = Sweep(2, [.. Sweep.Cases.Select(one => one with { ServeCommand = new CommandLine("vllm", "serve", "other") })]) with
        {
            Environment = new Dictionary<string, string?> { ["X"] = "1" },
        };
        Assert.That((await resumed.InspectAsync(changed)).Problems, Is.Empty);
        await using var resumedSession = await resumed.OpenAsync(changed);
        await resumedSession.SaveRunAsync(Run(changed.Cases[0], 0, 1));
        Assert.That(await resumedSession.ListAsync(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Resume_OtherOrderOfParameters_IsTheSameCase()
    {
        await CompleteAsync(Sweep(1, Plain(new ParameterSet { { "a", 1 }, { "b-c", true } })), 1);
        var resumed = Open();
        var inspection = await resumed.InspectAsync(Sweep(1, Plain(new ParameterSet { { "b_c", true }, { "a", 1 } })));
        Assert.That(inspection.Problems, Is.Empty);
        Assert.That(inspection.Cases[0].FinishedRuns, Is.EqualTo([0]));
    }

    [Test]
    public async Task Resume_ChangedEnvironment_IsAProblemWithNamesOnly()
    {
        await CompleteAsync(
            Sweep with
            {
                Environment = new Dictionary<string, string?>
                {
                    ["KEY"] = "secret-1",
                    ["GONE"] = "secret-2",
                    ["SAME"] = "s",
                },
            },
            1
        );
        var resumed = Open();
        var changed = Sweep with
        {
            Environment = new Dictionary<string, string?>
            {
                ["NEW"] = "secret-3",
                ["SAME"] = "s",
                ["KEY"] = "secret-4",
            },
        };
        var problems = (await resumed.InspectAsync(changed)).Problems;
        Assert.That(
            problems.Select(problem => problem.Split(':')[0]),
            Is.EqualTo(["environment GONE was removed", "environment KEY changed", "environment NEW was added"])
        );
        Assert.That(problems, Has.None.Contains("secret"));
    }

    [Test]
    public async Task Resume_OtherSecretInACommand_IsAProblemThatSaysNone()
    {
        await CompleteAsync(WithKey("sk-first-1"), 1);
        var resumed = Open();
        Assert.That((await resumed.InspectAsync(WithKey("sk-first-1"))).Problems, Is.Empty);

        var problems = (await resumed.InspectAsync(WithKey("sk-second-2"))).Problems;

        Assert.That(
            problems,
            Has.Count.EqualTo(1).And.One.StartsWith("hidden values of the serve command changed:").And.None.Contains("sk-")
        );

        static Experiment WithKey(string key) =>
            Sweep with
            {
                Cases = [.. Sweep.Cases.Select(one => one with { ServeCommand = one.ServeCommand!.Append("--api-key", key) })],
            };
    }

    [Test]
    public async Task Resume_VariableTakenAwayInsteadOfSet_IsAChange()
    {
        await CompleteAsync(Sweep with { Environment = new Dictionary<string, string?> { ["X"] = "" } }, 1);
        var resumed = Open();
        var problems = (await resumed.InspectAsync(Sweep with { Environment = new Dictionary<string, string?> { ["X"] = null } })).Problems;
        Assert.That(problems, Has.Count.EqualTo(1).And.One.StartsWith("environment X changed:"));
    }

    [Test]
    public async Task Resume_ChangedCondition_IsAProblemWithTheDifference()
    {
        await CompleteAsync(
            Sweep with
            {
                Conditions = new Dictionary<string, string>
                {
                    ["cache reset"] = "sh a.sh",
                    ["same"] = "s",
                    ["gone"] = "g",
                },
            },
            1
        );
        var resumed = Open();
        var changed = Sweep with
        {
            Conditions = new Dictionary<string, string>
            {
                ["cache reset"] = "sh b.sh",
                ["same"] = "s",
                ["new"] = "n",
            },
        };
        var problems = (await resumed.InspectAsync(changed)).Problems;
        Assert.That(
            problems,
            Has.Count.EqualTo(1).And.One.StartsWith("cache reset changed: sh a.sh -> sh b.sh: the results in"),
            "what one of the two does not know is not compared"
        );
    }

    [Test]
    public async Task Inspect_AnyNumberOfTimes_ChangesNothing()
    {
        await CompleteAsync(Sweep, 1);
        var resumed = Open();
        await resumed.InspectAsync(Sweep(2, First, Case(65)));
        var inspection = await resumed.InspectAsync(Sweep);
        Assert.That(inspection.Problems, Is.Empty);
        Assert.That(inspection.Cases.Select(one => one.FinishedRuns), Is.EqualTo(new int[][] { [0], [0] }));
    }

    [Test]
    public async Task SaveFailure_FinishedRun_IsNotTouched()
    {
        var store = Open();
        await using var session = await store.OpenAsync(Sweep);
        await session.SaveRunAsync(Run(First, 0, 1));
        await session.SaveFailureAsync(Failure(First, 0));
        Assert.That((await session.FindRunAsync(First, 0))!.Throughput(), Is.EqualTo(1));
        Assert.That((await store.InspectAsync(Sweep)).Cases[0].FinishedRuns, Is.EqualTo([0]));
    }

    [Test]
    public async Task CompleteCase_RunMissing_Throws()
    {
        await using var session = await Open().OpenAsync(Sweep);
        await session.SaveRunAsync(Run(First, 1, 1));
        Assert.That(() => session.CompleteCaseAsync(First, 2), Throws.InvalidOperationException);
        Assert.That(() => session.CompleteCaseAsync(First, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task ReadTable_OfTheStore_HasARowPerRun()
    {
        await using var session = await Open().OpenAsync(Sweep);
        await session.SaveRunAsync(Run(Second, 0, 2.5));
        await session.SaveRunAsync(Run(First, 0, 1));
        var table = ResultTable.From(await session.ListRunsAsync().ToListAsync());
        Assert.That(
            table.Columns,
            Is.EqualTo(["date", "completed", "request_throughput", "run_number", "max_num_seqs", "random_input_len"])
        );
        Assert.That(table.Rows.Select(row => row["request_throughput"].ToString()), Is.EqualTo(["1", "2.5"]));
        Assert.That(table.Rows.Select(row => row["max_num_seqs"].ToString()), Is.EqualTo(["16", "64"]));
    }

    private async Task CompleteAsync(Experiment experiment, int runs)
    {
        await using var session = await Open().OpenAsync(experiment);
        await session.SaveAllAsync(experiment, runs);
        foreach (var one in experiment.Cases)
        {
            await session.CompleteCaseAsync(one, runs);
        }

        await session.CompleteAsync();
    }
}
