using OxyPlot.Series;
using ServeMulti.Plotting.Figures;

namespace ServeMulti.Plotting.Runs;

/// <summary>Several experiments side by side.</summary>
[TestFixture]
public sealed class ExperimentKeyTests
{
    private readonly ResultFolder _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task ReadAsync_TwoFolders_HaveTheKeyExperimentAndCasesOfTheirOwn()
    {
        Write("old", 10);
        Write("new", 20);

        var runs = await RunSet.ReadAsync([In("old"), In("new")]);

        Assert.Multiple(() =>
        {
            Assert.That(
                runs.Select(run => (run["experiment"].ToString(), run.Case)).Distinct(),
                Is.EqualTo([("old", "old/SERVE--BENCH"), ("new", "new/SERVE--BENCH")])
            );
            Assert.That(runs.ServerKeys[0], Is.EqualTo("experiment"));
        });
    }

    [Test]
    public async Task ReadAsync_FolderOfTwoExperiments_IsNeverPooled()
    {
        Write("old", 10);
        Write("new", 20);

        var figure = MetricFigures.Draw(await RunSet.ReadAsync(_folder.Path)).Figures.Single();

        Assert.That(
            figure.Model.Series.OfType<LineSeries>().Select(line => (line.Title, string.Join(' ', line.Points.Select(point => point.X)))),
            Is.EquivalentTo([("old", "10.5"), ("new", "20.5")])
        );
    }

    [Test]
    public async Task ReadAsync_OneExperiment_HasNoSuchKey()
    {
        Write("old", 10);

        Assert.That((await RunSet.ReadAsync(In("old"))).Keys, Does.Not.Contain("experiment"));
    }

    [Test]
    public async Task ReadAsync_FoldersOfOneName_AreToldApartByTheirParents()
    {
        Write("a/run", 10);
        Write("b/run", 20);

        Assert.That(
            (await RunSet.ReadAsync([In("a/run"), In("b/run")])).Select(run => run["experiment"].ToString()).Distinct(),
            Is.EqualTo(["a/run", "b/run"])
        );
    }

    [Test]
    public async Task ReadAsync_SingleFilesOfTwoFolders_HaveTheKey()
    {
        _folder.Write("x/1.json", """{"request_rate": 1, "duration": 1, "completed": 1, "request_throughput": 1}""");
        _folder.Write("y/1.json", """{"request_rate": 1, "duration": 1, "completed": 1, "request_throughput": 2}""");

        var runs = await RunSet.ReadAsync([In("x"), In("y")]);

        Assert.That(
            runs.Select(run => (run["experiment"].ToString(), run.Case)),
            Is.EqualTo([("x", "x/1.json request_rate=1"), ("y", "y/1.json request_rate=1")])
        );
    }

    [Test]
    public void ReadAsync_TheSameFolderTwice_IsRefused()
    {
        Write("old", 10);

        Assert.Multiple(() =>
        {
            Assert.That(
                () => RunSet.ReadAsync([In("old"), In("old/")]),
                Throws.TypeOf<InvalidInputException>().With.Message.Contains("is given twice")
            );
            Assert.That(
                () => RunSet.ReadAsync([In("old"), _folder.Path]),
                Throws.TypeOf<InvalidInputException>().With.Message.Contains("which is given too")
            );
        });
    }

    private string In(string name) => Path.Combine(_folder.Path, name);

    private void Write(string name, int throughput)
    {
        for (var run = 0; run < 2; run++)
        {
            _folder.Write(
                $"{name}/SERVE--BENCH/run={run}.json",
                $$"""{"request_throughput": {{throughput + run}}, "p99_e2el_ms": 5, "completed": 5, "run_number": {{run}}}"""
            );
        }
    }
}
