using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Results.Folder;
using static ServeMulti.Results.SweepCases;

namespace ServeMulti.Results;

/// <summary>An experiment twice as large costs twice as much, whatever is done with it; counted, not timed.</summary>
[TestFixture]
public sealed class ScaleTests
{
    private const int RunsPerCase = 5;
    private const int Cases = 40;

    private readonly StoreFolder _folder = new();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task Sweep_TwiceTheRuns_CostsTwiceTheSteps()
    {
        var (small, large) = (await SweepAsync(Cases), await SweepAsync(2 * Cases));
        Assert.That(large.Steps, Is.LessThan(2.1 * small.Steps));
        Assert.That(large.BytesWritten, Is.LessThan(2.3 * small.BytesWritten));
    }

    /// <summary>Each time the table is renewed a quarter more runs are finished: all renewals together write no more than five times the
    /// last one, give or take the end.</summary>
    [Test]
    public async Task Sweep_ManyRuns_RenewsTheTableInWorkOfAFewTables()
    {
        var counted = await SweepAsync(2 * Cases);
        var table = new FileInfo(_folder["summary.csv"]).Length;
        Assert.That(counted.BytesWrittenTo("summary.csv"), Is.InRange(2 * table, 6.5 * table));
        Assert.That(counted.BytesWrittenTo("runs.jsonl"), Is.EqualTo(new FileInfo(_folder["runs.jsonl"]).Length));
    }

    [Test]
    public async Task Resume_OneMoreCase_WritesTheTableOnce()
    {
        await SweepAsync(Cases);
        var files = new CountingFileSystem();
        var store = _folder.Resume(files: files);
        var experiment = Sweep(RunsPerCase, MakeCases(Cases + 1));
        await store.InspectAsync(experiment);
        await using var session = await store.OpenAsync(experiment);
        for (var run = 0; run < RunsPerCase; run++)
        {
            await session.SaveRunAsync(Run(experiment.Cases[^1], run, run));
        }

        Assert.That(files.BytesWrittenTo("summary.csv"), Is.Zero);
        await session.CompleteAsync();
        Assert.That(files.BytesWrittenTo("summary.csv"), Is.EqualTo(new FileInfo(_folder["summary.csv"]).Length));
        Assert.That(File.ReadLines(_folder["summary.csv"]).Count(), Is.EqualTo(1 + (RunsPerCase * (Cases + 1))));
    }

    /// <summary>What tells a finished run is one look at each folder, and its case file; no file of a run is opened.</summary>
    [Test]
    public async Task Resume_NothingLeft_OpensOneFileForEachCase()
    {
        await SweepAsync(Cases);
        var files = new CountingFileSystem();
        var store = _folder.Resume(files: files);
        var experiment = Sweep(RunsPerCase, MakeCases(Cases));
        await store.InspectAsync(experiment);
        await using var session = await store.OpenAsync(experiment);
        await session.CompleteAsync();
        Assert.That(files.Opened, Is.LessThan(Cases + 10));
        Assert.That(files.Steps, Is.LessThan((2 * Cases) + 60));
    }

    [Test]
    public async Task ReadTable_Folder_OpensNoFileOfARun()
    {
        await SweepAsync(Cases);
        var files = new CountingFileSystem();
        var folder = StoredFolder.Read(files, _folder.Path, CancellationToken.None);
        var before = files.Opened;
        var table = folder.ReadTable(CancellationToken.None);
        Assert.That(table.Rows, Has.Count.EqualTo(RunsPerCase * Cases));
        Assert.That(files.Opened - before, Is.EqualTo(1));
    }

    /// <summary>A row costs little more than the text of its cells: nothing is made for each cell.</summary>
    [Test]
    public void Build_ManyRows_AllocatesLittleMoreThanTheirText()
    {
        const int Rows = 4_000;
        const int Metrics = 40;
        var document = ResultDocument.FromMetrics(
            Enumerable.Range(0, Metrics).Select(metric => KeyValuePair.Create($"metric_{metric}", 123.4567890123))
        );
        var record = RunObject.From(new RunRecord(MakeCases(1)[0], 0, document)).ToRecord();
        _ = Build(1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var table = Build(Rows);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(table.Rows[^1]["metric_39"].ToString(), Is.EqualTo("123.4567890123"));
        Assert.That(allocated / Rows, Is.LessThan(Metrics * ("123.4567890123".Length + 10)));

        ResultTable Build(int rows)
        {
            var builder = new ResultTableBuilder();
            for (var row = 0; row < rows; row++)
            {
                builder.Add(record);
            }

            return builder.Build();
        }
    }

    private async Task<CountingFileSystem> SweepAsync(int cases)
    {
        if (Directory.Exists(_folder.Path))
        {
            Directory.Delete(_folder.Path, recursive: true);
        }

        var files = new CountingFileSystem();
        var store = _folder.New(files: files);
        var experiment = Sweep(RunsPerCase, MakeCases(cases));
        await using var session = await store.OpenAsync(experiment);
        foreach (var one in experiment.Cases)
        {
            for (var run = 0; run < RunsPerCase; run++)
            {
                await session.SaveRunAsync(Run(one, run, run));
            }

            await session.CompleteCaseAsync(one, RunsPerCase);
        }

        await session.CompleteAsync();
        return files;
    }

    private static BenchmarkCase[] MakeCases(int count) => [.. Enumerable.Range(1, count).Select(number => Case(16, number))];
}
