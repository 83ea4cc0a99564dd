using System.IO.Compression;
using System.Text;
using System.Text.Json;
using ServeMulti.Cases;
using static ServeMulti.Results.SweepCases;

namespace ServeMulti.Results;

/// <summary>An experiment that was packed into one file.</summary>
[TestFixture]
public sealed class PackedExperimentTests
{
    private static readonly BenchmarkCase First = Case(16);
    private static readonly BenchmarkCase Second = Case(64);

    private readonly StoreFolder _folder = new();

    private string Archive => Path.Combine(_folder.Output, "baseline.zip");

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task ReadAsync_PackedExperiment_HasTheSameCasesAndNumbers()
    {
        using var definition = JsonDocument.Parse("""{"serveCommand": ["vllm", "serve", "model"]}""");
        await _folder.RunAsync(Sweep(2, First, Second) with { Definition = definition.RootElement });
        var original = await StoredExperiment.ReadAsync(_folder.Path);
        var before = _folder.Snapshot();

        await original.PackAsync(Archive);
        var read = await StoredExperiment.ReadAsync(Archive);
        var runs = await read.ReadRunsAsync().ToListAsync();

        Assert.Multiple(() =>
        {
            Assert.That((read.Name, read.Folder, read.RunsPerCase, read.Host), Is.EqualTo(("baseline", Archive, 2, original.Host)));
            Assert.That((read.StartedAt, read.EndedAt), Is.EqualTo((original.StartedAt, original.EndedAt)));
            Assert.That(read.Definition.GetProperty("serveCommand")[0].GetString(), Is.EqualTo("vllm"));
            Assert.That(read.Cases.Select(one => one.Case), Is.EqualTo([First, Second]));
            Assert.That(read.Cases.Select(one => one.Folder), Is.EqualTo(original.Cases.Select(one => one.Folder)));
            Assert.That(read.Cases.Select(one => one.IsVerified), Has.All.True);
            Assert.That(runs.Select(run => run.Throughput()), Is.EqualTo([0, 1, 100, 101]));
            Assert.That(runs[0].Document.Fields.Select(field => field.Key), Does.Contain("date").And.Not.Contain("itls"));
            Assert.That(read.Problems, Is.Empty);
            Assert.That(_folder.Snapshot(), Is.EqualTo(before));
        });
    }

    [Test]
    public async Task ReadAsync_PackedSearch_HasLoadsAndAnswers()
    {
        await using (var session = await _folder.New().OpenAsync(Sweep(1, First)))
        {
            await session.SaveRunAsync(Run(First.At(8), 0, 8));
            await session.SaveAnswerAsync(First, "SLA-p99_e2el_ms-le-500", JsonDocument.Parse("""{"load": 8.25}""").RootElement);
            await session.CompleteAsync();
        }

        await (await StoredExperiment.ReadAsync(_folder.Path)).PackAsync(Archive);
        var read = await StoredExperiment.ReadAsync(Archive);

        Assert.That(read.Cases.Select(one => one.Case.Load?.ToString()), Is.EqualTo(new[] { null, "request_rate=8" }));
        Assert.That(read.Cases[0].Answers.Single().Value.GetProperty("load").GetRawText(), Is.EqualTo("8.25"));
        Assert.That((await read.ReadRunsAsync().ToListAsync()).Single().Throughput(), Is.EqualTo(8));
    }

    [Test]
    public async Task PackAsync_Twice_WritesTheSameBytes()
    {
        await _folder.RunAsync(Sweep(2, First, Second));
        var original = await StoredExperiment.ReadAsync(_folder.Path);

        await original.PackAsync(Archive);
        var once = File.ReadAllBytes(Archive);
        await original.PackAsync(Archive);

        Assert.That(File.ReadAllBytes(Archive), Is.EqualTo(once));
    }

    [Test]
    public async Task PackAsync_EnvironmentOfAServer_LeavesNoTraceOfIt()
    {
        var experiment = Sweep(1, First) with { Environment = new Dictionary<string, string?> { ["HF_TOKEN"] = "hf_0123456789abcdef" } };
        await _folder.RunAsync(experiment);

        await (await StoredExperiment.ReadAsync(_folder.Path)).PackAsync(Archive);

        using var zip = ZipFile.OpenRead(Archive);
        using var reader = new StreamReader(zip.GetEntry("experiment.json")!.Open());
        Assert.That(await reader.ReadToEndAsync(), Does.Not.Contain("HF_TOKEN").And.Not.Contain("hf_0"));
        Assert.That(File.ReadAllText(_folder["experiment.json"]), Does.Contain("HF_TOKEN"));
    }

    [Test]
    public async Task PackAsync_FileOfSomebodyElse_IsReplacedOnlyWhereAllowed()
    {
        await _folder.RunAsync(Sweep(1, First));
        var experiment = await StoredExperiment.ReadAsync(_folder.Path);
        File.WriteAllText(Archive, "mine");

        Assert.That(
            () => experiment.PackAsync(Archive),
            Throws.TypeOf<InvalidInputException>().With.Message.Contains("ServeMulti did not write it")
        );
        Assert.That(File.ReadAllText(Archive), Is.EqualTo("mine"));
        await experiment.PackAsync(Archive, overwrite: true);
        Assert.That((await StoredExperiment.ReadAsync(Archive)).Cases, Has.Count.EqualTo(1));
    }

    [Test]
    public void ReadAsync_FileThatIsNoArchive_SaysSo()
    {
        File.WriteAllText(Archive, "mine");

        Assert.That(
            () => StoredExperiment.ReadAsync(Archive),
            Throws
                .TypeOf<ResultStoreException>()
                .With.Message.Contains($"{Archive} is no packed experiment: it is cut off, or no zip archive.")
                .And.Message.Contains("serve-multi pack")
        );
    }

    [TestCase("../outside/run=0.json")]
    [TestCase("/etc/passwd")]
    [TestCase("SERVE\\run=0.json")]
    public void ReadAsync_ArchiveWithNamesOutside_IsRefused(string name)
    {
        WriteArchive((name, "{}"));

        Assert.That(
            () => StoredExperiment.ReadAsync(Archive),
            Throws.TypeOf<ResultStoreException>().With.Message.Contains("which no experiment does")
        );
    }

    [Test]
    public void ReadAsync_ArchiveOfOtherThings_HoldsNoExperiment()
    {
        WriteArchive(("readme.txt", "hello"));

        Assert.That(
            () => StoredExperiment.ReadAsync(Archive),
            Throws.TypeOf<ResultStoreException>().With.Message.Contains("holds no experiment")
        );
    }

    [Test]
    public void ReadAsync_ArchiveThatUnpacksToTooMuch_IsRefused()
    {
        using (var zip = ZipFile.Open(Archive, ZipArchiveMode.Create))
        {
            using var entry = zip.CreateEntry("SERVE-BENCH/run=0.json", CompressionLevel.Fastest).Open();
            var zeros = new byte[1 << 20];
            for (var part = 0; part <= 256; part++)
            {
                entry.Write(zeros);
            }
        }

        Assert.That(
            () => StoredExperiment.ReadAsync(Archive),
            Throws.TypeOf<ResultStoreException>().With.Message.Contains("its files have more than 268435456 bytes")
        );
    }

    private void WriteArchive(params (string Name, string Content)[] files)
    {
        using var zip = ZipFile.Open(Archive, ZipArchiveMode.Create);
        foreach (var (name, content) in files)
        {
            using var entry = zip.CreateEntry(name).Open();
            entry.Write(Encoding.UTF8.GetBytes(content));
        }
    }
}
