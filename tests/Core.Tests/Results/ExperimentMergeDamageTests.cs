using System.Text;
using ServeMulti.Cases;
using static ServeMulti.Results.SweepCases;

namespace ServeMulti.Results;

/// <summary>Whatever stands in the experiments that are merged: the merge is made, or refused with lines that name the place, and changes
/// nothing in them.</summary>
[TestFixture]
public sealed class ExperimentMergeDamageTests
{
    private const string Name = "SERVE-max_num_seqs=16-BENCH-random_input_len=64";

    private static readonly string[] Files =
    [
        "experiment.json",
        "experiment.owner.json",
        "runs.jsonl",
        "summary.csv",
        $"{Name}/case.json",
        $"{Name}/run=0.json",
        $"{Name}/run=1.failure.json",
        $"{Name}/summary.json",
        $"{Name}/SLA-a-le-1.json",
    ];

    private static readonly (string Name, Func<byte[], byte[]?> Make)[] Contents =
    [
        ("empty", _ => []),
        ("torn", good => good[..(good.Length / 2)]),
        ("binary of the same size", good => [.. good.Select((_, index) => (byte)(128 + (index % 100)))]),
        ("a list", _ => "[]"u8.ToArray()),
        ("nested 100,000 deep", _ => Encoding.UTF8.GetBytes(new string('[', 100_000))),
        ("20 MB of text", _ => Encoding.UTF8.GetBytes($"{{\"key\": \"{new string('x', 20_000_000)}\"}}")),
        ("a folder", _ => null),
    ];

    private readonly ScratchFolder _output = new();

    private static IEnumerable<TestCaseData> Places =>
        from file in Files
        from content in Contents
        select new TestCaseData(file, content.Make).SetArgDisplayNames(file, content.Name);

    [TearDown]
    public void RemoveFolder() => _output.Dispose();

    [TestCaseSource(nameof(Places))]
    public async Task Merge_AnythingInAFile_IsMadeOrRefusedWithThePlace(string file, Func<byte[], byte[]?> make)
    {
        await RunAsync("a", Case(16));
        await RunAsync("b", Case(64));
        var path = _output[$"a/{file}"];
        var content = make(File.Exists(path) ? File.ReadAllBytes(path) : "{}"u8.ToArray());
        File.Delete(path);
        if (content is null)
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            File.WriteAllBytes(path, content);
        }

        var before = ScratchFolder.Snapshot(_output.Path);
        string[] lines;
        try
        {
            lines = [.. (await ExperimentMerge.MergeAsync([_output["a"], _output["b"]], _output.Path, "merged")).Notes];
            Assert.That(
                (await StoredExperiment.ReadTableAsync(_output["merged"])).Rows,
                Has.Count.EqualTo(file.EndsWith("run=0.json", StringComparison.Ordinal) && lines.Length > 1 ? 1 : 2)
            );
            Directory.Delete(_output["merged"], recursive: true);
        }
        catch (ServeMultiException exception)
        {
            lines = exception is InvalidInputException refused ? [.. refused.Problems] : [exception.Message];
            Assert.That(lines, Has.All.Contains(_output["a"]));
        }

        Assert.That(lines.Where(line => line.Length >= 1000 || line.Any(char.IsControl)), Is.Empty);
        Assert.That(ScratchFolder.Snapshot(_output.Path), Is.EqualTo(before));
        Assert.That(Directory.GetDirectories(_output.Path).Order(StringComparer.Ordinal), Is.EqualTo([_output["a"], _output["b"]]));
    }

    private async Task RunAsync(string name, BenchmarkCase measured)
    {
        await using var session = await new FileResultStore(_output.Path, name, new FileResultStoreOptions { IsDurable = false }).OpenAsync(
            Sweep(2, measured)
        );
        await session.SaveRunAsync(Run(measured, 0, 1));
        await session.SaveFailureAsync(Failure(measured, 1));
        await session.CompleteAsync();
    }
}
