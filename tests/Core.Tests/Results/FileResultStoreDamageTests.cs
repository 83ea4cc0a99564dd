using Microsoft.Extensions.Logging.Testing;
using ServeMulti.Cases;
using ServeMulti.Results.Folder;
using static ServeMulti.Results.SweepCases;

namespace ServeMulti.Results;

[TestFixture]
public sealed class FileResultStoreDamageTests
{
    private const string FirstName = "SERVE-max_num_seqs=16-BENCH-random_input_len=64";
    private const string SecondName = "SERVE-max_num_seqs=64-BENCH-random_input_len=64";

    private static readonly BenchmarkCase First = Case(16);
    private static readonly BenchmarkCase Second = Case(64);
    private static readonly Experiment Sweep = Sweep(2, First, Second);

    private static readonly string[] NoResults =
    [
        "",
        "{",
        "{\"a\": 1",
        "[]",
        "17",
        "null",
        "\0\0\0\0",
        "\u00ff\u00fe binary",
        "{\"a\": 1}}",
        new string('[', 5000),
        $"{{\"a\": {new string('[', 5000)}",
    ];

    private readonly StoreFolder _folder = new();

    [SetUp]
    public Task RunSweepAsync() => _folder.RunAsync(Sweep);

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCaseSource(nameof(NoResults))]
    public async Task RunFile_Unreadable_IsSaidSetAsideAndRunAgain(string content)
    {
        File.WriteAllText(_folder[FirstName, "run=1.json"], content);
        var logger = new FakeLogger();
        var store = _folder.Resume(logger: logger);
        var inspection = await store.InspectAsync(Sweep);
        Assert.That(inspection.Problems, Is.Empty);
        Assert.That(inspection.Cases.Select(one => one.FinishedRuns), Is.EqualTo(new int[][] { [0], [0, 1] }));
        Assert.That(inspection.Notes, Has.Count.EqualTo(1));
        Assert.That(
            inspection.Notes[0],
            Does.StartWith($"{_folder[FirstName, "run=1.json"]} cannot be read (")
                .And.EndWith("it is set aside, and its run is done again.")
        );
        Assert.That(inspection.Notes[0], Does.Not.Contain("\n"));
        await using var session = await store.OpenAsync(Sweep);
        Assert.That(File.ReadAllText(_folder[FirstName, "run=1.json.corrupt"]), Is.EqualTo(content));
        Assert.That(logger.LatestRecord.Message, Does.Contain("run=1.json.corrupt").Or.Contain("in line with the run files"));
        await session.SaveRunAsync(Run(First, 1, 7));
        await session.CompleteCaseAsync(First, 2);
        await session.CompleteAsync();
        Assert.That((await session.ListAsync()).Select(run => run.Throughput()), Is.EqualTo([0, 7, 100, 101]));
        Assert.That(File.ReadAllLines(_folder["summary.csv"]), Has.Length.EqualTo(5));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "A link to itself is made.")]
    public void ReadTableAsync_FileThatTheSystemDoesNotOpen_SaysWhatToDo()
    {
        File.Delete(_folder["experiment.json"]);
        File.CreateSymbolicLink(_folder["experiment.json"], _folder["experiment.json"]);
        Assert.That(
            () => StoredExperiment.ReadTableAsync(_folder.Path),
            Throws
                .TypeOf<ResultStoreException>()
                .With.Message.StartsWith($"The results in {_folder.Path} cannot be read: ")
                .And.Message.EndsWith($"Check the disk of {_folder.Path}, and try again.")
        );
    }

    [Test]
    public async Task RunFile_ReplacedByAFolder_IsSetAside()
    {
        File.Delete(_folder[FirstName, "run=0.json"]);
        Directory.CreateDirectory(_folder[FirstName, "run=0.json", "inside"]);
        var store = _folder.Resume();
        Assert.That((await store.InspectAsync(Sweep)).Notes, Has.Exactly(1).Contains("it is a folder"));
        await using var session = await store.OpenAsync(Sweep);
        Assert.That(_folder[FirstName, "run=0.json.corrupt", "inside"], Does.Exist);
        await session.SaveRunAsync(Run(First, 0, 1));
    }

    [Test]
    public async Task RunFile_UnreadableAgain_KeepsBothUnderNewNames()
    {
        for (var time = 0; time < 2; time++)
        {
            File.WriteAllText(_folder[FirstName, "run=1.json"], $"torn {time}");
            await using var session = await _folder.Resume().OpenAsync(Sweep);
        }

        Assert.That(File.ReadAllText(_folder[FirstName, "run=1.json.corrupt"]), Is.EqualTo("torn 0"));
        Assert.That(File.ReadAllText(_folder[FirstName, "run=1.json.corrupt-2"]), Is.EqualTo("torn 1"));
    }

    [Test]
    public async Task RunFile_DamagedWhileTheSweepRuns_IsSetAsideWhenItIsRead()
    {
        await using var session = await _folder.Resume().OpenAsync(Sweep);
        File.WriteAllText(_folder[FirstName, "run=0.json"], "torn");
        Assert.That((await session.ListAsync()).Select(run => run.Throughput()), Is.EqualTo([1, 100, 101]));
        Assert.That(await session.FindRunAsync(First, 0), Is.Null);
        Assert.That(_folder[FirstName, "run=0.json.corrupt"], Does.Exist);
    }

    [Test]
    public async Task RunFile_OfTwentyMegabytes_IsReadWhole()
    {
        await using var session = await _folder.Resume().OpenAsync(Sweep with { RunsPerCase = 3 });
        await session.SaveRunAsync(
            Run(First, 2, $$"""{"request_throughput": 5, "itls": [{{string.Join(", ", Enumerable.Repeat("0.0123456789", 1_500_000))}}]}""")
        );
        Assert.That((await session.FindRunAsync(First, 2))!.Document.Fields[1].Value.GetArrayLength(), Is.EqualTo(1_500_000));
        Assert.That(new FileInfo(_folder["runs.jsonl"]).Length, Is.LessThan(10_000));
    }

    [TestCase("{\"case\": \"torn")]
    [TestCase("\0\0\0\0\0\0")]
    [TestCase("{}\n")]
    [TestCase("\n\n")]
    [TestCase("{\"case\": 1, \"folder\": 2, \"run\": \"x\", \"bytes\": 0, \"record\": {}}\n")]
    public async Task Journal_TornOrForeignEnd_IsMendedAndNothingIsLost(string end)
    {
        var before = File.ReadAllText(_folder["runs.jsonl"]);
        File.AppendAllText(_folder["runs.jsonl"], end);
        await _folder.RunAsync(Sweep);
        Assert.That(File.ReadAllText(_folder["runs.jsonl"]), Is.EqualTo(before));
    }

    [Test]
    public async Task Journal_DamagedInTheMiddle_IsMendedFromTheRunFiles()
    {
        var lines = File.ReadAllLines(_folder["runs.jsonl"]);
        var damaged = lines.ToArray();
        damaged[1] = damaged[1][..20];
        File.WriteAllText(_folder["runs.jsonl"], string.Join('\n', damaged) + '\n');
        await _folder.RunAsync(Sweep);
        Assert.That(File.ReadAllLines(_folder["runs.jsonl"]).Order(), Is.EqualTo(lines.Order()));
    }

    [Test]
    public async Task Journal_DamagedWithinARecord_DoesNotReachTheTable()
    {
        var table = File.ReadAllText(_folder["summary.csv"]);
        File.WriteAllText(
            _folder["runs.jsonl"],
            File.ReadAllText(_folder["runs.jsonl"]).Replace("\"completed\":100", "\"completed\"!100", StringComparison.Ordinal)
        );
        var rows = (await StoredExperiment.ReadTableAsync(_folder.Path)).Rows;
        Assert.That(rows.Select(row => row["completed"].ToString()), Is.EqualTo(["100", "100", "100", "100"]));
        File.Delete(_folder["summary.csv"]);
        await _folder.RunAsync(Sweep);
        Assert.That(File.ReadAllText(_folder["summary.csv"]), Is.EqualTo(table));
    }

    [Test]
    public async Task Journal_Missing_IsMadeAgain()
    {
        var lines = File.ReadAllLines(_folder["runs.jsonl"]);
        File.Delete(_folder["runs.jsonl"]);
        Assert.That((await StoredExperiment.ReadTableAsync(_folder.Path)).Rows, Has.Count.EqualTo(4));
        await _folder.RunAsync(Sweep);
        Assert.That(File.ReadAllLines(_folder["runs.jsonl"]).Order(), Is.EqualTo(lines.Order()));
    }

    [Test]
    public async Task Journal_SpeaksOfARunThatIsGone_TheRunIsDoneAgain()
    {
        File.Delete(_folder[FirstName, "run=1.json"]);
        var store = _folder.Resume();
        Assert.That((await store.InspectAsync(Sweep)).Cases[0].FinishedRuns, Is.EqualTo([0]));
        await using var session = await store.OpenAsync(Sweep);
        Assert.That(File.ReadAllLines(_folder["runs.jsonl"]), Has.Length.EqualTo(3));
        Assert.That(await session.ListAsync(), Has.Count.EqualTo(3));
    }

    [TestCase("")]
    [TestCase("{}")]
    [TestCase("[]")]
    [TestCase("{\"key\": null}")]
    public async Task CaseFile_Unreadable_IsMadeAgainFromTheExperimentFile(string content)
    {
        var before = File.ReadAllText(_folder[FirstName, "case.json"]);
        File.WriteAllText(_folder[FirstName, "case.json"], content);
        var store = _folder.Resume();
        var inspection = await store.InspectAsync(Sweep);
        Assert.That(inspection.Problems, Is.Empty);
        Assert.That(inspection.Notes, Has.Count.EqualTo(1));
        Assert.That(inspection.Cases[0].FinishedRuns, Is.EqualTo([0, 1]));
        await using var session = await store.OpenAsync(Sweep);
        Assert.That(File.ReadAllText(_folder[FirstName, "case.json"]), Is.EqualTo(before));
        Assert.That(File.ReadAllText(_folder[FirstName, "case.json.corrupt"]), Is.EqualTo(content));
    }

    [Test]
    public async Task CaseFile_UnreadableAndCommandChanged_IsRefused()
    {
        File.WriteAllText(_folder[FirstName, "case.json"], "");
        var store = _folder.Resume();
        var problems = (await store.InspectAsync(Sweep(2, First with { ServeCommand = new("vllm", "serve", "other") }))).Problems;
        Assert.That(problems, Has.Count.EqualTo(1));
        Assert.That(problems[0], Does.StartWith($"{FirstName} holds results of a case that can no longer be identified"));
    }

    [TestCase("")]
    [TestCase("{\"formatVersion\": \"x\"}")]
    [TestCase("{\"formatVersion\": 1}")]
    public async Task ExperimentFile_Unreadable_IsSetAsideAndMadeAgain(string content)
    {
        File.WriteAllText(_folder["experiment.json"], content);
        var store = _folder.Resume();
        var inspection = await store.InspectAsync(Sweep);
        Assert.That(inspection.Problems, Is.Empty);
        Assert.That(inspection.Notes, Has.Exactly(1).StartsWith($"{_folder["experiment.json"]} cannot be read"));
        Assert.That(inspection.Cases[0].FinishedRuns, Is.EqualTo([0, 1]));
        await using var session = await store.OpenAsync(Sweep);
        Assert.That(_folder.ReadJson("experiment.json").GetProperty("cases").GetArrayLength(), Is.EqualTo(2));
        Assert.That(File.ReadAllText(_folder["experiment.json.corrupt"]), Is.EqualTo(content));
    }

    [Test]
    public async Task Leftovers_OfAKilledHost_AreRemovedAndNothingElse()
    {
        string[] ours =
        [
            "runs.jsonl.tmp",
            "summary.csv.tmp",
            $"{FirstName}/run=7.json.tmp",
            $"{FirstName}/run=0.failure.json.tmp",
            $"{FirstName}/case.json.tmp",
            $"{FirstName}/run=0.failure.json",
        ];
        string[] others = ["notes.tmp", $"{FirstName}/plot.tmp", $"{FirstName}/run=1.log", "figures/a.json"];
        Directory.CreateDirectory(_folder["figures"]);
        foreach (var name in ours.Concat(others))
        {
            File.WriteAllText(_folder[name], "x");
        }

        await using var session = await _folder.Resume().OpenAsync(Sweep);
        Assert.That(ours.Where(name => File.Exists(_folder[name])), Is.Empty);
        Assert.That(others.Where(name => !File.Exists(_folder[name])), Is.Empty);
    }

    [Test]
    public async Task Summary_TornOrMissing_IsMadeAgain()
    {
        var before = _folder.Snapshot();
        File.WriteAllText(_folder[FirstName, "summary.json"], "[");
        File.Delete(_folder[SecondName, "summary.json"]);
        File.Delete(_folder["summary.csv"]);
        await _folder.RunAsync(Sweep);
        var after = _folder.Snapshot();
        before.Remove("experiment.json");
        after.Remove("experiment.json");
        Assert.That(after, Is.EqualTo(before));
    }

    [Test]
    public async Task Table_CannotBeWrittenDuringTheSweep_TheRunIsSavedAndTheEndSaysSo()
    {
        using var folder = new StoreFolder();
        var logger = new FakeLogger();
        await using var session = await folder
            .New(logger: logger, files: new RefusingFileSystem(folder["summary.csv.tmp"]))
            .OpenAsync(Sweep);
        await session.SaveRunAsync(Run(First, 0, 1));
        Assert.That(logger.LatestRecord.Message, Does.Contain("summary.csv cannot be written now"));
        Assert.That((await session.FindRunAsync(First, 0))!.Throughput(), Is.EqualTo(1));
        Assert.That(() => session.CompleteAsync(), Throws.InstanceOf<ResultStoreException>().With.Message.Contains(folder.Path));
    }
}
