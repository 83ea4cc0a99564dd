using System.Text;
using System.Text.Json;
using ServeMulti.Cases;
using ServeMulti.Parameters;
using ServeMulti.Sweeping;
using static ServeMulti.Results.SweepCases;

namespace ServeMulti.Results;

/// <summary>Whatever stands in a file that is read: nothing is raised but the library's own, nothing good is lost, and a resume ends as if
/// it had stood right.</summary>
[TestFixture]
public sealed class FileResultStoreContentTests
{
    private const string Name = "SERVE-max_num_seqs=16-BENCH-random_input_len=64";
    private const int Huge = 20 * 1024 * 1024;

    private static readonly BenchmarkCase First = Case(16);
    private static readonly Experiment Sweep = Sweep(2, First, Case(64));

    private static readonly string[] Files =
    [
        "experiment.json",
        "experiment.owner.json",
        "experiment.lock",
        "runs.jsonl",
        "summary.csv",
        $"{Name}/case.json",
        $"{Name}/run=0.json",
        $"{Name}/run=1.failure.json",
        $"{Name}/summary.json",
        $"{Name}/SLA-a-le-1.json",
        $"{Name}/request_rate=2/case.json",
    ];

    private static readonly (string Name, Func<byte[], byte[]> Make)[] Contents =
    [
        ("empty", _ => []),
        ("torn", good => good[..(good.Length / 2)]),
        ("binary", _ => [.. Enumerable.Range(0, 4096).Select(number => (byte)(number * 37))]),
        ("zeros", _ => new byte[64 * 1024]),
        ("a list", _ => "[]\n"u8.ToArray()),
        ("another object", _ => "{\"key\": 7, \"formatVersion\": \"x\", \"processId\": [], \"host\": {}}\n"u8.ToArray()),
        ("a lone surrogate", _ => "{\"key\": \"\\ud800\", \"formatVersion\": 1, \"\\ud800\": 1}\n"u8.ToArray()),
        ("nested 100,000 deep", _ => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"key\":", 100_000)))),
        ("20 MB of brackets", _ => Filled((byte)'[')),
        ("20 MB of text", _ => [.. "{\"key\": \""u8, .. Filled((byte)'x'), .. "\"}\n"u8]),
    ];

    private readonly StoreFolder _folder = new();

    private static IEnumerable<TestCaseData> Places =>
        from file in Files
        from content in Contents
        where !IsOtherResult(file, content.Name)
        select new TestCaseData(file, content.Make).SetArgDisplayNames(file, content.Name);

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCaseSource(nameof(Places))]
    public async Task Resume_AnythingInAFile_EndsAsIfItHadStoodRight(string file, Func<byte[], byte[]> make)
    {
        await RunAsync();
        File.WriteAllText(
            _folder["experiment.owner.json"],
            """{"host": "elsewhere", "processId": 1, "startedAt": "2026-11-24T06:10:13Z"}"""
        );
        await RunAsync();
        var before = Content();
        var path = _folder[file];
        var bad = make(File.Exists(path) ? File.ReadAllBytes(path) : [1, 2]);
        File.WriteAllBytes(path, bad);
        Assert.That(
            (await StoredExperiment.ReadTableAsync(_folder.Path)).Rows,
            Has.Count.EqualTo(file.Contains("run=0", StringComparison.Ordinal) ? 4 : 5)
        );
        await RunAsync();
        Assert.That(Content(), Is.EqualTo(before));
        var aside = _folder[$"{file}.corrupt"];
        if (File.Exists(aside))
        {
            Assert.That(File.ReadAllBytes(aside).AsSpan().SequenceEqual(bad), "what was set aside is not what stood there");
        }
    }

    /// <summary>Any JSON object is a result: a benchmark may write what it likes.</summary>
    private static bool IsOtherResult(string file, string content) =>
        file == $"{Name}/run=0.json" && content is "another object" or "20 MB of text";

    private static byte[] Filled(byte value)
    {
        var content = new byte[Huge];
        content.AsSpan().Fill(value);
        return content;
    }

    private async Task RunAsync()
    {
        var store = Directory.Exists(_folder.Path) ? _folder.Resume() : _folder.New();
        var inspection = await store.InspectAsync(Sweep);
        Assert.That(inspection.Problems, Is.Empty);
        Assert.That(inspection.Notes.Where(note => note.Contains('\n', StringComparison.Ordinal) || note.Length > 1000), Is.Empty);
        await using var session = await store.OpenAsync(Sweep);
        foreach (var (measured, number) in Sweep.Cases.SelectMany(one => new[] { (one, 0), (one, 1) }).Append((First.At(2), 0)))
        {
            if (await session.FindRunAsync(measured, number) is null)
            {
                await session.SaveRunAsync(Run(measured, number, number));
            }
        }

        await session.CompleteCaseAsync(First, 2);
        await session.CompleteCaseAsync(Sweep.Cases[1], 2);
        await session.CompleteCaseAsync(First.At(2), 1);
        using var answer = JsonDocument.Parse("{}");
        await session.SaveAnswerAsync(First, "SLA-a-le-1", answer.RootElement);
        await session.CompleteAsync();
    }

    [TestCase("experiment.json")]
    [TestCase($"{Name}/case.json")]
    [TestCase($"{Name}/run=0.json")]
    public async Task Resume_FileLargerThanMemoryTakes_IsSetAside(string file)
    {
        await RunAsync();
        using (var stream = File.OpenWrite(_folder[file]))
        {
            // Sparse: it takes no room.
            stream.SetLength(3L << 30);
        }

        await RunAsync();
        Assert.That(new FileInfo(_folder[$"{file}.corrupt"]).Length, Is.EqualTo(3L << 30));
        Assert.That((await StoredExperiment.ReadTableAsync(_folder.Path)).Rows, Has.Count.EqualTo(5));
    }

    [Test]
    public async Task Resume_ParameterNestedAsDeepAsParametersMayBe_FindsWhatWasStored()
    {
        var depth = Enumerable.Range(1, 64).Last(levels => Accepts(Nested(levels)));
        var experiment = SweepPlanner
            .Plan(
                new SweepDefinition
                {
                    ServeCommand = Serve,
                    BenchCommand = Bench,
                    ServeParameters = ParameterSweep.Parse(Nested(depth), "deep"),
                    RunsPerCase = 1,
                }
            )
            .ToExperiment();
        await _folder.RunAsync(experiment);
        var store = _folder.Resume();
        var inspection = await store.InspectAsync(experiment);
        Assert.That(inspection.Notes, Is.Empty);
        Assert.That(inspection.Cases.Single().FinishedRuns, Is.EqualTo([0]));
        await using var session = await store.OpenAsync(experiment);
        Assert.That(Directory.GetFileSystemEntries(_folder.Path, "*.corrupt*", SearchOption.AllDirectories), Is.Empty);
    }

    private static string Nested(int levels) => $"[{{\"a\":{new string('[', levels)}1{new string(']', levels)}}}]";

    private static bool Accepts(string json)
    {
        try
        {
            return ParameterSweep.Parse(json, "deep").Count == 1;
        }
        catch (InvalidInputException)
        {
            return false;
        }
    }

    private SortedDictionary<string, string> Content()
    {
        var content = _folder.Snapshot();
        content["experiment.json"] = _folder.ReadJson("experiment.json").GetProperty("cases").GetRawText();
        content["runs.jsonl"] = StoreFolder.Untimed(content["runs.jsonl"]);
        foreach (
            var other in content
                .Keys.Where(name =>
                    name.EndsWith(".corrupt", StringComparison.Ordinal)
                    || name.EndsWith(".failure.json", StringComparison.Ordinal)
                    || name == "experiment.lock"
                )
                .ToList()
        )
        {
            content.Remove(other);
        }

        return content;
    }
}
