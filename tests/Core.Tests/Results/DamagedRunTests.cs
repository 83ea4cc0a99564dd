using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using ServeMulti.Cases;
using ServeMulti.Results.Folder;
using static ServeMulti.Results.SweepCases;

namespace ServeMulti.Results;

/// <summary>A finished run whose file is no longer what was stored is not finished, however well it reads: it is set aside, in no table, and run again.</summary>
[TestFixture]
public sealed partial class DamagedRunTests
{
    private const string FirstName = "SERVE-max_num_seqs=16-BENCH-random_input_len=64";
    private const string Damaged = $"{FirstName}/run=1.json";

    private static readonly BenchmarkCase First = Case(16);
    private static readonly Experiment Sweep = Sweep(2, First, Case(64));

    private readonly StoreFolder _folder = new();

    [SetUp]
    public Task RunSweepAsync() => _folder.RunAsync(Sweep);

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("\"completed\": 100", "\"completed\": 900", TestName = "Resume_OtherDigitOfTheSameSize_IsSetAsideAndRunAgain")]
    [TestCase("\"completed\": 100", "\"completed\": 100000", TestName = "Resume_OtherNumberOfAnotherSize_IsSetAsideAndRunAgain")]
    [TestCase("\"request_throughput\"", "\"request_throughpuT\"", TestName = "Resume_OtherName_IsSetAsideAndRunAgain")]
    [TestCase("    ", "   \t", TestName = "Resume_OtherWhiteSpace_IsSetAsideAndRunAgain")]
    public async Task Resume_ContentChanged_IsSetAsideAndRunAgain(string old, string now)
    {
        var before = File.ReadAllText(_folder[Damaged]);
        Change(before.Replace(old, now, StringComparison.Ordinal));
        var logger = new FakeLogger();
        var store = _folder.Resume(logger: logger);

        var inspection = await store.InspectAsync(Sweep);

        Assert.That(inspection.Cases.Select(one => one.FinishedRuns), Is.EqualTo(new int[][] { [0], [0, 1] }));
        Assert.That(
            inspection.Notes,
            Is.EqualTo([
                $"{_folder[FirstName, "run=1.json"]}: it is not what was stored (its SHA-256 differs); it is set aside, and its run is done again.",
            ])
        );
        await using var session = await store.OpenAsync(Sweep);
        Assert.That(await session.FindRunAsync(First, 1), Is.Null);
        Assert.That(File.ReadAllText(_folder[Damaged + ".corrupt"]), Is.EqualTo(before.Replace(old, now, StringComparison.Ordinal)));
        Assert.That(
            logger.Collector.GetSnapshot().Where(record => record.Level >= LogLevel.Warning),
            Is.Empty,
            "it is said once, by the inspection"
        );
        await session.SaveRunAsync(Run(First, 1, 1));
        await session.CompleteCaseAsync(First, 2);
        await session.CompleteAsync();
        Assert.That(File.ReadAllText(_folder[Damaged]), Is.EqualTo(before));
    }

    [Test]
    public async Task Resume_ContentChanged_NoTableAndNoSummaryHoldsTheRunUntilItIsDoneAgain()
    {
        var (table, summary) = (File.ReadAllText(_folder["summary.csv"]), File.ReadAllText(_folder[FirstName, "summary.json"]));
        Change(File.ReadAllText(_folder[Damaged]).Replace("100", "900", StringComparison.Ordinal));
        Assert.That((await StoredExperiment.ReadTableAsync(_folder.Path)).Rows, Has.Count.EqualTo(3));

        await using (await _folder.Resume().OpenAsync(Sweep))
        {
            Assert.That(File.ReadAllLines(_folder["summary.csv"]), Has.Length.EqualTo(4));
            Assert.That(_folder[FirstName, "summary.json"], Does.Not.Exist);
            Assert.That(File.ReadAllText(_folder[FirstName, "summary.json.corrupt"]), Is.EqualTo(summary));
            Assert.That((await StoredExperiment.ReadTableAsync(_folder.Path)).Rows, Has.Count.EqualTo(3));
        }

        await _folder.RunAsync(Sweep);
        Assert.That(File.ReadAllText(_folder["summary.csv"]), Is.EqualTo(table));
        Assert.That(File.ReadAllText(_folder[FirstName, "summary.json"]), Is.EqualTo(summary));
    }

    [Test]
    public async Task Read_EveryRunOfACaseChanged_TakesNoneFromTheSummary()
    {
        foreach (var run in (string[])["run=0.json", "run=1.json"])
        {
            Change(File.ReadAllText(_folder[FirstName, run]).Replace("100", "900", StringComparison.Ordinal), run);
        }

        var read = await StoredExperiment.ReadAsync(_folder.Path);

        Assert.That((await read.ReadRunsAsync().ToListAsync()).Select(run => run.Throughput()), Is.EqualTo([100, 101]));
        Assert.That(
            read.Problems.Order(),
            Is.EqualTo([
                $"{FirstName}/run=0.json: it is not what was stored (its SHA-256 differs).",
                $"{FirstName}/run=1.json: it is not what was stored (its SHA-256 differs).",
            ])
        );
    }

    [Test]
    public async Task Resume_OnlyTheTimeChanged_KeepsTheRunAndNotesTheTime()
    {
        var before = _folder.Snapshot();
        File.SetLastWriteTimeUtc(_folder[Damaged], File.GetLastWriteTimeUtc(_folder[Damaged]).AddMinutes(1));
        await _folder.RunAsync(Sweep);
        var after = _folder.Snapshot();
        Assert.That(StoreFolder.Untimed(after["runs.jsonl"]), Is.EqualTo(StoreFolder.Untimed(before["runs.jsonl"])));
        foreach (var name in (string[])["experiment.json", "runs.jsonl"])
        {
            before.Remove(name);
            after.Remove(name);
        }

        Assert.That(after, Is.EqualTo(before));
        var files = new KillingFileSystem();
        await _folder.Resume(files: files).InspectAsync(Sweep);
        Assert.That(files.Reads.Select(Path.GetFileName), Has.None.StartsWith("run="), "the second look reads no run");
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Resume_SameSizeAndTime_IsFoundByTheHashAlone(bool verifies)
    {
        var writtenAt = File.GetLastWriteTimeUtc(_folder[Damaged]);
        Change(File.ReadAllText(_folder[Damaged]).Replace("100", "900", StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(_folder[Damaged], writtenAt);
        var store = new FileResultStore(
            _folder.Output,
            StoreFolder.Name,
            new FileResultStoreOptions { Mode = ExperimentMode.Resume, VerifyRuns = verifies }
        );

        Assert.That((await store.InspectAsync(Sweep)).Cases[0].FinishedRuns, Is.EqualTo(verifies ? [0] : new[] { 0, 1 }));
        Assert.That(
            await (await StoredExperiment.ReadAsync(_folder.Path)).ReadRunsAsync().ToListAsync(),
            Has.Count.EqualTo(3),
            "what is read is checked"
        );
        await using var session = await store.OpenAsync(Sweep);
        Assert.That(await session.FindRunAsync(First, 1), Is.Null, "what is read is checked");
    }

    [Test]
    public async Task Resume_TableAndSummaryChangedInPlace_VerifyWritesThemAnew()
    {
        var before = _folder.Snapshot();
        foreach (var name in (string[])["summary.csv", $"{FirstName}/summary.json"])
        {
            File.WriteAllText(_folder[name], File.ReadAllText(_folder[name]).Replace("100", "900", StringComparison.Ordinal));
        }

        var store = new FileResultStore(
            _folder.Output,
            StoreFolder.Name,
            new FileResultStoreOptions { Mode = ExperimentMode.Resume, VerifyRuns = true }
        );
        await using (var session = await store.OpenAsync(Sweep))
        {
            await session.CompleteCaseAsync(First, 2);
            await session.CompleteAsync();
        }

        var after = _folder.Snapshot();
        before.Remove("experiment.json");
        after.Remove("experiment.json");
        Assert.That(after, Is.EqualTo(before));
    }

    [Test]
    public async Task Inspect_DamagedRunOfALoad_IsNoRunThatASearchCanUse()
    {
        await using (var session = await _folder.Resume().OpenAsync(Sweep))
        {
            await session.SaveRunAsync(Run(First.At(2), 0, 7));
            await session.CompleteAsync();
        }

        var path = _folder[FirstName, "request_rate=2", "run=0.json"];
        var writtenAt = File.GetLastWriteTimeUtc(path);
        File.WriteAllText(path, File.ReadAllText(path).Replace("100", "900", StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(path, writtenAt);

        Assert.That(await (await _folder.Resume().InspectAsync(Sweep)).FindRunAsync(First.At(2), 0), Is.Null);
    }

    [Test]
    public async Task Complete_RunDamagedWhileTheSweepRan_LeavesItOutAndSaysSo()
    {
        var experiment = Sweep with { RunsPerCase = 3 };
        {
            await using var session = await _folder.Resume().OpenAsync(experiment);
            await session.SaveRunAsync(Run(First, 2, 2));
            Change(File.ReadAllText(_folder[Damaged]).Replace("100", "900", StringComparison.Ordinal));

            Assert.That(
                () => session.CompleteAsync(),
                Throws
                    .TypeOf<ResultStoreException>()
                    .With.Message.EqualTo(
                        $"{_folder[FirstName, "run=1.json"]} is no longer what was stored: something changed, damaged or removed it while the sweep ran. "
                            + "What is left there is set aside. Resume e to execute the run again; every other result is kept."
                    )
                    .And.Property(nameof(ResultStoreException.Case))
                    .EqualTo(First)
                    .And.Property(nameof(ResultStoreException.RunNumber))
                    .EqualTo(1)
            );
            Assert.That(File.ReadAllLines(_folder["summary.csv"]), Has.Length.EqualTo(5));
            Assert.That(_folder[Damaged + ".corrupt"], Does.Exist);
            await session.CompleteAsync();
        }

        Assert.That((await _folder.Resume().InspectAsync(experiment)).Cases[0].FinishedRuns, Is.EqualTo([0, 2]));
    }

    [Test]
    public async Task CompleteCase_RunDamagedWhileTheSweepRan_SaysSo()
    {
        await using var session = await _folder.Resume().OpenAsync(Sweep with { RunsPerCase = 3 });
        await session.SaveRunAsync(Run(First, 2, 2));
        Change("torn");

        Assert.That(
            () => session.CompleteCaseAsync(First, 3),
            Throws.TypeOf<ResultStoreException>().With.Message.StartsWith(_folder[FirstName, "run=1.json"])
        );
        await session.SaveRunAsync(Run(First, 1, 1));
        await session.CompleteCaseAsync(First, 3);
        Assert.That(_folder.ReadJson(FirstName, "summary.json").GetArrayLength(), Is.EqualTo(3));
    }

    /// <summary>The new file must not be held against the hash of the old one.</summary>
    [Test]
    public async Task SaveRun_InPlaceOfADamagedOneAndKilledBeforeTheJournal_IsKept()
    {
        var files = new KillingFileSystem();
        await using (var session = await _folder.Resume(files: files).OpenAsync(Sweep))
        {
            Change("torn");
            Assert.That(await session.FindRunAsync(First, 1), Is.Null);
            await session.SaveRunAsync(Run(First, 1, 7));
        }

        Assert.That(
            files.Steps.FindIndex(step => step.StartsWith("append", StringComparison.Ordinal)),
            Is.LessThan(
                files.Steps.FindIndex(step =>
                    step.StartsWith("write", StringComparison.Ordinal) && step.EndsWith("run=1.json.tmp", StringComparison.Ordinal)
                )
            ),
            "the old line is revoked before the new file is written"
        );
        File.WriteAllLines(_folder["runs.jsonl"], File.ReadAllLines(_folder["runs.jsonl"])[..^1]);
        await using var resumed = await _folder.Resume().OpenAsync(Sweep);
        Assert.That((await resumed.FindRunAsync(First, 1))!.Throughput(), Is.EqualTo(7));
    }

    [Test]
    public async Task Journal_OfAnOlderVersion_IsReadAndGetsHashes()
    {
        var journal = File.ReadAllText(_folder["runs.jsonl"]);
        File.WriteAllText(_folder["runs.jsonl"], OfOlderVersion(journal));
        var files = new KillingFileSystem();

        Assert.That((await StoredExperiment.ReadTableAsync(_folder.Path)).Rows, Has.Count.EqualTo(4));
        Assert.That(
            (await _folder.Resume(files: files).InspectAsync(Sweep)).Cases.Select(one => one.FinishedRuns),
            Is.EqualTo(new int[][] { [0, 1], [0, 1] })
        );
        Assert.That(
            files.Reads.Select(Path.GetFileName).Count(name => name!.StartsWith("run=", StringComparison.Ordinal)),
            Is.EqualTo(4),
            "their size alone is not believed"
        );
        await _folder.RunAsync(Sweep);
        Assert.That(File.ReadAllLines(_folder["runs.jsonl"]).Order(), Is.EqualTo(journal.TrimEnd('\n').Split('\n').Order()));
    }

    [Test]
    public async Task Journal_DigitChanged_IsNotBelieved()
    {
        var (journal, table) = (File.ReadAllText(_folder["runs.jsonl"]), File.ReadAllText(_folder["summary.csv"]));
        File.WriteAllText(
            _folder["runs.jsonl"],
            journal.Replace("\"request_throughput\":101", "\"request_throughput\":901", StringComparison.Ordinal)
        );
        File.Delete(_folder["summary.csv"]);

        Assert.That(
            (await StoredExperiment.ReadTableAsync(_folder.Path)).Rows.Select(row => row["request_throughput"].ToString()),
            Is.EqualTo(["0", "1", "100", "101"])
        );
        await _folder.RunAsync(Sweep);
        Assert.That(File.ReadAllText(_folder["summary.csv"]), Is.EqualTo(table));
        Assert.That(File.ReadAllLines(_folder["runs.jsonl"]).Order(), Is.EqualTo(journal.TrimEnd('\n').Split('\n').Order()));
    }

    [Test]
    public async Task Merge_RunChanged_LeavesItOut()
    {
        Change(File.ReadAllText(_folder[Damaged]).Replace("100", "900", StringComparison.Ordinal));

        var merged = await ExperimentMerge.MergeAsync([_folder.Path], _folder.Output, "merged");

        Assert.That(merged.Notes, Has.Some.Contains("1 file in").And.Some.Contains("lack runs"));
        Assert.That((await StoredExperiment.ReadTableAsync(Path.Combine(_folder.Output, "merged"))).Rows, Has.Count.EqualTo(3));
    }

    private void Change(string content, string run = "run=1.json")
    {
        var path = _folder[FirstName, run];
        var writtenAt = File.GetLastWriteTimeUtc(path);
        File.WriteAllText(path, content);
        File.SetLastWriteTimeUtc(path, writtenAt.AddSeconds(1));
    }

    private static string OfOlderVersion(string journal) => New().Replace(journal, "");

    [GeneratedRegex("\"(check|written|sha256)\":\"[^\"]*\",")]
    private static partial Regex New();
}
