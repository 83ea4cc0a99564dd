using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using ServeMulti.Cases;
using ServeMulti.Parameters;
using static ServeMulti.Results.SweepCases;

namespace ServeMulti.Results;

[TestFixture]
public sealed class FileResultStoreTests
{
    private const string FirstName = "SERVE-max_num_seqs=16-BENCH-random_input_len=64";

    private static readonly BenchmarkCase First = Case(16);
    private static readonly BenchmarkCase Second = Case(64);
    private static readonly Experiment Sweep = Sweep(2, First, Second);

    private readonly StoreFolder _folder = new();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task Sweep_Complete_LeavesTheseFiles()
    {
        await _folder.RunAsync(Sweep);
        Assert.That(
            _folder.Snapshot().Keys,
            Is.EqualTo([
                $"{FirstName}/case.json",
                $"{FirstName}/run=0.json",
                $"{FirstName}/run=1.json",
                $"{FirstName}/summary.json",
                "SERVE-max_num_seqs=64-BENCH-random_input_len=64/case.json",
                "SERVE-max_num_seqs=64-BENCH-random_input_len=64/run=0.json",
                "SERVE-max_num_seqs=64-BENCH-random_input_len=64/run=1.json",
                "SERVE-max_num_seqs=64-BENCH-random_input_len=64/summary.json",
                "experiment.json",
                "experiment.lock",
                "runs.jsonl",
                "summary.csv",
            ])
        );
    }

    [Test]
    public async Task SaveRun_File_IsTheBenchmarksObjectThenNumberThenParameters()
    {
        await using var session = await _folder.New().OpenAsync(Sweep);
        await session.SaveRunAsync(Run(First, 1, """{"date": "d", "rate": 1.50, "nan": NaN, "itls": [0.5, 1]}"""));
        Assert.That(
            File.ReadAllText(_folder[FirstName, "run=1.json"]),
            Is.EqualTo(
                """
                {
                    "date": "d",
                    "rate": 1.50,
                    "nan": "\u004EaN",
                    "itls": [0.5, 1],
                    "run_number": 1,
                    "max_num_seqs": 16,
                    "random_input_len": 64
                }

                """.ReplaceLineEndings("\n")
            )
        );
    }

    [Test]
    public async Task SaveRun_ParameterOfAMetricsName_KeepsTheMetric()
    {
        var clash = Plain(
            new ParameterSet
            {
                { "duration", 10 },
                { "seed", 1 },
                { "run_number", 7 },
            },
            new ParameterSet
            {
                { "request_rate", "inf" },
                { "max_concurrency", 4 },
                { "seed", 2 },
            }
        );
        {
            await using var session = await _folder.New().OpenAsync(Sweep(1, clash));
            await session.SaveRunAsync(Run(clash, 0, """{"duration": 12.5, "request_rate": "inf", "max_concurrency": 4.0}"""));
            await session.CompleteAsync();
            Assert.That(
                (await session.FindRunAsync(clash, 0))!.Document.Fields.Select(field => field.Key),
                Is.EqualTo(["duration", "request_rate", "max_concurrency"])
            );
        }

        var row = (await StoredExperiment.ReadTableAsync(_folder.Path)).Rows[0];
        Assert.That(row["duration"].ToString(), Is.EqualTo("12.5"));
        Assert.That(row["serve:duration"].ToString(), Is.EqualTo("10"));
        Assert.That(row["run_number"].ToString(), Is.EqualTo("0"));
        Assert.That(row["serve:run_number"].ToString(), Is.EqualTo("7"));
        Assert.That(row["seed"].ToString(), Is.EqualTo("1"));
        Assert.That(row["bench:seed"].ToString(), Is.EqualTo("2"));
        Assert.That(row["bench:request_rate"].IsEmpty);
        Assert.That(row["bench:max_concurrency"].IsEmpty);
    }

    [Test]
    public async Task SaveRun_Load_StandsInAFolderOfItsOwn()
    {
        await using var session = await _folder.New().OpenAsync(Sweep);
        await session.SaveRunAsync(Run(First.At(16), 0, 1));
        Assert.That(_folder.ReadJson(FirstName, "request_rate=16", "run=0.json").GetProperty("request_rate").GetInt32(), Is.EqualTo(16));
        Assert.That(
            _folder.ReadJson(FirstName, "request_rate=16", "case.json").GetProperty("load").GetProperty("request_rate").GetInt32(),
            Is.EqualTo(16)
        );
        Assert.That(_folder.ReadJson(FirstName, "case.json").GetProperty("key").GetString(), Is.EqualTo(First.Key));
        await session.CompleteCaseAsync(First.At(16), 1);
        Assert.That(_folder.ReadJson(FirstName, "request_rate=16", "summary.json").GetArrayLength(), Is.EqualTo(1));
    }

    [Test]
    public async Task CaseFile_AfterTheFirstRun_SaysWhatWasRun()
    {
        var named = Plain(new ParameterSet { { "a", 0.7 }, { "b", true } }) with
        {
            ServeParameters = new ParameterSet { { "a", 0.7 }, { "b", true } },
        };
        await using var session = await _folder.New().OpenAsync(Sweep(1, named));
        await session.SaveRunAsync(Run(named, 0, 1));
        var file = _folder.ReadJson("SERVE-a=0.7-b=True-BENCH", "case.json");
        Assert.That(
            file.GetProperty("serveCommand").EnumerateArray().Select(word => word.GetString()),
            Is.EqualTo(["vllm", "serve", "model"])
        );
        Assert.That(
            file.GetProperty("benchCommand").EnumerateArray().Select(word => word.GetString()),
            Is.EqualTo(["vllm", "bench", "serve"])
        );
        Assert.That(
            file.GetProperty("serveParameters").GetRawText().Replace(" ", "", StringComparison.Ordinal).ReplaceLineEndings(""),
            Is.EqualTo("""{"a":0.7,"b":true}""")
        );
        Assert.That(file.GetProperty("endpoint").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public async Task SaveFailure_File_SaysWhyAndGoesWhenTheRunSucceeds()
    {
        await using var session = await _folder
            .New(new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 6, 10, 13, TimeSpan.Zero)))
            .OpenAsync(Sweep);
        await session.SaveFailureAsync(Failure(First, 1));
        var failure = _folder.ReadJson(FirstName, "run=1.failure.json");
        Assert.That(failure.GetProperty("reason").GetString(), Is.EqualTo("NonZeroExit"));
        Assert.That(failure.GetProperty("message").GetString(), Is.EqualTo("The benchmark exited with code 1."));
        Assert.That(failure.GetProperty("exit_code").GetInt32(), Is.EqualTo(1));
        Assert.That(failure.GetProperty("failed_at").GetString(), Is.EqualTo("2026-11-24T06:10:13+00:00"));
        Assert.That(failure.GetProperty("recent_output")[0].GetString(), Is.EqualTo("last line"));
        Assert.That(failure.GetProperty("serve_parameters").GetProperty("max_num_seqs").GetInt32(), Is.EqualTo(16));
        await session.SaveRunAsync(Run(First, 1, 1));
        Assert.That(File.Exists(_folder[FirstName, "run=1.failure.json"]), Is.False);
    }

    [Test]
    public async Task CompleteCase_Summary_IsTheListOfItsRuns()
    {
        await _folder.RunAsync(Sweep);
        var summary = _folder.ReadJson(FirstName, "summary.json");
        Assert.That(summary.EnumerateArray().Select(run => run.GetProperty("run_number").GetInt32()), Is.EqualTo([0, 1]));
        Assert.That(
            summary.EnumerateArray().Select(run => run.GetRawText()),
            Is.EqualTo(new[] { 0, 1 }.Select(run => File.ReadAllText(_folder[FirstName, $"run={run}.json"]).TrimEnd()))
        );
    }

    [Test]
    public async Task CompleteCase_NothingNew_DoesNotWriteAgain()
    {
        await _folder.RunAsync(Sweep);
        File.SetLastWriteTimeUtc(_folder[FirstName, "summary.json"], DateTime.UnixEpoch);
        await _folder.RunAsync(Sweep);
        Assert.That(File.GetLastWriteTimeUtc(_folder[FirstName, "summary.json"]), Is.EqualTo(DateTime.UnixEpoch));
        await _folder.RunAsync(Sweep with { RunsPerCase = 1 });
        Assert.That(_folder.ReadJson(FirstName, "summary.json").GetArrayLength(), Is.EqualTo(1));
        await _folder.RunAsync(Sweep with { RunsPerCase = 3 });
        Assert.That(_folder.ReadJson(FirstName, "summary.json").GetArrayLength(), Is.EqualTo(3));
    }

    [Test]
    public async Task Table_DuringTheSweep_IsNeverFarBehind()
    {
        var sweep = Sweep(1, [.. Enumerable.Range(1, 40).Select(number => Case(number))]);
        await using var session = await _folder.New().OpenAsync(sweep);
        for (var saved = 1; saved <= 40; saved++)
        {
            await session.SaveRunAsync(Run(sweep.Cases[saved - 1], 0, saved));
            Assert.That(
                File.ReadAllLines(_folder["summary.csv"]).Length - 1,
                Is.GreaterThanOrEqualTo(saved * 0.8).And.LessThanOrEqualTo(saved)
            );
        }

        await session.CompleteAsync();
        Assert.That(File.ReadAllLines(_folder["summary.csv"]), Has.Length.EqualTo(41));
    }

    [Test]
    public async Task Table_AtTheEnd_HoldsEveryRunInPlanOrder()
    {
        await _folder.RunAsync(Sweep);
        Assert.That(
            File.ReadAllText(_folder["summary.csv"]),
            Is.EqualTo(
                """
                ,date,completed,request_throughput,run_number,max_num_seqs,random_input_len
                0,20261124-061013,100,0,0,16,64
                1,20261124-061013,100,1,1,16,64
                2,20261124-061013,100,100,0,64,64
                3,20261124-061013,100,101,1,64,64

                """.ReplaceLineEndings("\n")
            )
        );
    }

    [Test]
    public async Task Table_NothingFinished_IsTheHeaderOfNothing()
    {
        await using var session = await _folder.New().OpenAsync(Sweep);
        await session.CompleteAsync();
        Assert.That(File.ReadAllText(_folder["summary.csv"]), Is.EqualTo("\"\"\n"));
    }

    [Test]
    public async Task ExperimentFile_FromBeginToEnd_SaysWhoAndWhen()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 6, 10, 13, TimeSpan.Zero));
        using var definition = JsonDocument.Parse("""{"runsPerCase": 2, "links": ["a=b"]}""");
        await using var session = await _folder.New(clock).OpenAsync(Sweep with { Definition = definition.RootElement });
        var begun = _folder.ReadJson("experiment.json");
        Assert.That(begun.GetProperty("formatVersion").GetInt32(), Is.EqualTo(1));
        Assert.That(begun.GetProperty("toolVersion").GetString(), Does.Match(@"^\d+\.\d+\.\d+"));
        Assert.That(begun.GetProperty("host").GetString(), Is.EqualTo(Environment.MachineName));
        Assert.That(begun.GetProperty("startedAt").GetDateTimeOffset(), Is.EqualTo(clock.GetUtcNow()));
        Assert.That(begun.GetProperty("endedAt").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(begun.GetProperty("definition").GetProperty("links")[0].GetString(), Is.EqualTo("a=b"));
        Assert.That(
            begun.GetProperty("cases").EnumerateArray().Select(one => one.GetProperty("key").GetString()),
            Is.EqualTo([First.Key, Second.Key])
        );
        clock.Advance(TimeSpan.FromHours(1));
        await session.CompleteAsync();
        var ended = _folder.ReadJson("experiment.json");
        Assert.That(ended.GetProperty("endedAt").GetDateTimeOffset(), Is.EqualTo(clock.GetUtcNow()));
        Assert.That(ended.GetProperty("startedAt").GetDateTimeOffset(), Is.EqualTo(clock.GetUtcNow() - TimeSpan.FromHours(1)));
    }

    [Test]
    public async Task Environment_Values_StandInNoFile()
    {
        await _folder.RunAsync(Sweep with { Environment = new Dictionary<string, string?> { ["HF_TOKEN"] = "hf_abcdef" } });
        Assert.That(_folder.Snapshot().Values, Has.None.Contains("hf_abcdef"));
        Assert.That(
            _folder.ReadJson("experiment.json").GetProperty("environment").GetProperty("hashes").GetProperty("HF_TOKEN").GetString(),
            Does.Match("^[0-9a-f]{64}$")
        );
    }

    [Test]
    public async Task Files_ThatHoldCommands_AreTheUsersOwn()
    {
        await _folder.RunAsync(Sweep);
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("Windows has no such modes.");
            return;
        }

        Assert.That(File.GetUnixFileMode(_folder["experiment.json"]), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(File.GetUnixFileMode(_folder[FirstName, "case.json"]), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public async Task Begin_Folders_AreThereAndTheScratchFolderIsEmpty()
    {
        {
            var store = _folder.New();
            await using var session = await store.OpenAsync(Sweep);
            Assert.That(store.LogFolder, Is.EqualTo(_folder["logs"]).And.Exist);
            Assert.That(store.ScratchFolder, Is.EqualTo(_folder["scratch"]).And.Exist);
            File.WriteAllText(Path.Combine(store.ScratchFolder!, "run=0.json"), "{}");
        }

        Assert.That(_folder["scratch", "run=0.json"], Does.Exist);
        {
            var resumed = _folder.Resume();
            await using var resumedSession = await resumed.OpenAsync(Sweep);
            Assert.That(Directory.EnumerateFileSystemEntries(resumed.ScratchFolder!), Is.Empty);
        }

        Assert.That(_folder["scratch"], Does.Not.Exist);
    }

    [Test]
    public async Task Case_FoundUnderAnotherName_IsUsedThere()
    {
        await _folder.RunAsync(Sweep);
        Directory.Move(_folder[FirstName], _folder["renamed"]);
        var resumed = _folder.Resume();
        var inspection = await resumed.InspectAsync(Sweep with { RunsPerCase = 3 });
        Assert.That(inspection.Problems, Is.Empty);
        Assert.That(inspection.Cases[0].FinishedRuns, Is.EqualTo([0, 1]));
        await using var resumedSession = await resumed.OpenAsync(Sweep with { RunsPerCase = 3 });
        await resumedSession.SaveRunAsync(Run(First, 2, 2));
        Assert.That(_folder["renamed", "run=2.json"], Does.Exist);
    }

    [Test]
    public async Task Cases_WithTheSamePlainName_HaveFoldersOfTheirOwn()
    {
        var slash = Plain(new ParameterSet { { "model", "a/b" } });
        var underscore = Plain(new ParameterSet { { "model", "a_b" } });
        await _folder.RunAsync(Sweep(1, slash, underscore));
        Assert.That(
            (await StoredExperiment.ReadTableAsync(_folder.Path)).Rows.Select(row => row["model"].ToString()),
            Is.EqualTo(["a/b", "a_b"])
        );
    }

    [Test]
    public async Task Case_ThatClashesWithAnOlderOne_GetsAFolderOfItsOwn()
    {
        var slash = Plain(new ParameterSet { { "model", "a/b" } });
        await _folder.RunAsync(Sweep(1, slash));
        await _folder.RunAsync(Sweep(1, slash, Plain(new ParameterSet { { "model", "a_b" } })));
        Assert.That(
            (await StoredExperiment.ReadTableAsync(_folder.Path)).Rows.Select(row => row["model"].ToString()),
            Is.EqualTo(["a/b", "a_b"])
        );
    }

    [Test]
    public async Task RunFile_ThatAppearsDuringTheSweep_IsKeptUnderAnotherName()
    {
        await using var session = await _folder.New().OpenAsync(Sweep);
        await session.SaveRunAsync(Run(First, 0, 1));
        File.WriteAllText(_folder[FirstName, "run=1.json"], "somebody's");
        await session.SaveRunAsync(Run(First, 1, 2));
        Assert.That(File.ReadAllText(_folder[FirstName, "run=1.json.corrupt"]), Is.EqualTo("somebody's"));
        Assert.That((await session.FindRunAsync(First, 1))!.Throughput(), Is.EqualTo(2));
    }

    [Test]
    public async Task Reader_DuringWrites_NeverSeesATornFile()
    {
        var sweep = Sweep(1, [.. Enumerable.Range(1, 60).Select(number => Case(number))]);
        await using var session = await _folder.New().OpenAsync(sweep);
        using var stop = new CancellationTokenSource();
        var reader = Task.Run(async () =>
        {
            var last = 0;
            while (!stop.IsCancellationRequested)
            {
                var rows = (await StoredExperiment.ReadTableAsync(_folder.Path)).Rows.Count;
                Assert.That(rows, Is.GreaterThanOrEqualTo(last));
                last = rows;
            }
        });
        await session.SaveAllAsync(sweep, 1);
        await stop.CancelAsync();
        await reader;
        Assert.That((await StoredExperiment.ReadTableAsync(_folder.Path)).Rows, Has.Count.EqualTo(60));
    }

    [TestCase("")]
    [TestCase("de-DE")]
    [TestCase("tr-TR")]
    [NonParallelizable]
    public async Task Files_UnderAnyCulture_AreTheSame(string culture)
    {
        var before = Thread.CurrentThread.CurrentCulture;
        Thread.CurrentThread.CurrentCulture = new System.Globalization.CultureInfo(culture);
        try
        {
            var one = Plain(new ParameterSet { { "gpu_memory_utilization", 0.9 }, { "I", "ı" } });
            await using var session = await _folder
                .New(new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 6, 10, 13, TimeSpan.Zero)))
                .OpenAsync(Sweep(1, one));
            await session.SaveRunAsync(Run(one.At(0.5), 0, 1234.5));
            await session.CompleteAsync();
            Assert.That(File.ReadAllText(_folder["summary.csv"]).Split('\n')[1], Is.EqualTo("0,20261124-061013,100,1234.5,0,0.9,ı,0.5"));
            Assert.That(_folder["SERVE-gpu_memory_utilization=0.9-I=ı-BENCH", "request_rate=0.5", "run=0.json"], Does.Exist);
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }
}
