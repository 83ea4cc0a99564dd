using System.Text;
using static ServeMulti.Results.SweepCases;

namespace ServeMulti.Results.Folder;

/// <summary>A table is the same however it is read: from runs, from the journal, from the files of the runs.</summary>
[TestFixture]
public sealed class TableSourceTests
{
    private const int Runs = 2_100;

    private const string FolderName = "SERVE-max_num_seqs=16-BENCH-random_input_len=64";

    private readonly StoreFolder _folder = new();

    private static DiskFileSystem Files => new(isDurable: false);

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    /// <summary>New columns come late, out of the order of their names.</summary>
    [Test]
    public async Task Read_ColumnsThatComeLate_StandInTheOrderOfTheRows()
    {
        var experiment = Sweep(Runs, Case(16));
        RunRecord[] runs =
        [
            .. Enumerable
                .Range(0, Runs)
                .Select(number =>
                    Run(
                        experiment.Cases[0],
                        number,
                        number switch
                        {
                            1_100 => $$"""{"x": {{number}}, "z_late": "a,b"}""",
                            2_090 => $$"""{"x": {{number}}, "a_later": 1, "z_late": 2}""",
                            _ => $$"""{"x": {{number}}}""",
                        }
                    )
                ),
        ];
        await using var session = await _folder.New(files: Files).OpenAsync(experiment);
        foreach (var run in runs)
        {
            await session.SaveRunAsync(run);
        }

        await session.CompleteAsync();

        var expected = Write(ResultTable.From(runs));
        var index = Journal.ReadIndex();
        var source = Source([
            .. Enumerable
                .Range(0, Runs)
                .Select(number => new RunPlace(FolderName, number, index.TryFind(FolderName, number, out _, out var line) ? line : null)),
        ]);
        using var stream = new MemoryStream();
        source.WriteCsv(stream);
        Assert.That(Encoding.UTF8.GetString(stream.ToArray()), Is.EqualTo(expected));
        Assert.That(Write(source.Read(CancellationToken.None)), Is.EqualTo(expected));
        Assert.That(expected, Does.StartWith(",x,run_number,max_num_seqs,random_input_len,z_late,a_later\n"));
        Assert.That(Write(await StoredExperiment.ReadTableAsync(_folder.Path)), Is.EqualTo(expected));
        Assert.That(await File.ReadAllTextAsync(_folder["summary.csv"]), Is.EqualTo(expected));
    }

    [Test]
    public void Read_RunThatIsGone_ThrowsWhatTheSystemSays([Values(0, 1, 1_050)] int gone)
    {
        Directory.CreateDirectory(_folder["case"]);
        RunPlace[] places = [.. Enumerable.Range(0, 1_100).Select(number => new RunPlace("case", number, null))];
        foreach (var place in places.Where(place => place.Run != gone))
        {
            File.WriteAllText(_folder[$"case/run={place.Run}.json"], """{"x": 1}""");
        }

        var source = Source(places);
        Assert.That(() => source.Read(CancellationToken.None), Throws.InstanceOf<FileNotFoundException>());
        Assert.That(() => source.WriteCsv(new MemoryStream()), Throws.InstanceOf<FileNotFoundException>());
    }

    [Test]
    public void Read_Cancelled_Throws()
    {
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(_folder["case"]).FullName, "run=0.json"), """{"x": 1}""");
        var source = Source(new RunPlace("case", 0, null));
        Assert.That(() => source.Read(new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(source.Read(CancellationToken.None).Rows, Has.Count.EqualTo(1));
    }

    private ExperimentLayout Layout => new(_folder.Path);

    private RunJournal Journal => new(Files, Layout.Journal);

    private TableSource Source(params RunPlace[] runs) => new(Files, Layout, Journal, runs);

    private static string Write(ResultTable table)
    {
        using var stream = new MemoryStream();
        ResultTableCsv.Write(table, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
