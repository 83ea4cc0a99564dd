using System.Text.Json;
using ServeMulti.Cases;
using ServeMulti.Results.Folder;
using static ServeMulti.Results.SweepCases;

namespace ServeMulti.Results;

/// <summary>Files of other versions: an unknown format is refused in the same words by all that meet it, and left as it is.</summary>
[TestFixture]
public sealed class FormatVersionTests
{
    private const string CaseName = "SERVE-max_num_seqs=16-BENCH-random_input_len=64";
    private const string AnswerName = "SLA-a-le-1";

    private static readonly BenchmarkCase First = Case(16);
    private static readonly Experiment Sweep = Sweep(1, First);

    private readonly StoreFolder _folder = new();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("99", "has format 99, written by version 7.0.0; this version reads up to format 1: use that version or a newer one.")]
    [TestCase("1.5", "has format 0, written by version 7.0.0; this version reads up to format 1: use that version or a newer one.")]
    [TestCase("0", "has format 0, written by version 7.0.0; this version reads up to format 1: use that version or a newer one.")]
    public async Task Experiment_OfAnUnknownFormat_IsRefusedByAll(string format, string reason)
    {
        await _folder.RunAsync(Sweep);
        File.WriteAllText(
            _folder["experiment.json"],
            $$"""{"formatVersion": {{format}}, "toolVersion": "7.0.0", "cases": "unlike ours"}"""
        );
        var before = _folder.Snapshot();
        var expected = $"{_folder["experiment.json"]} {reason}";

        Assert.That((await _folder.Resume().InspectAsync(Sweep)).Problems, Is.EqualTo([expected]));
        Assert.That(() => _folder.Resume().OpenAsync(Sweep), Throws.InstanceOf<InvalidInputException>().With.Message.EqualTo(expected));
        Assert.That(
            () => ExperimentMerge.MergeAsync([_folder.Path], _folder.Output, "merged"),
            Throws.InstanceOf<InvalidInputException>().With.Message.EqualTo(expected)
        );
        Assert.That(
            () => StoredExperiment.ReadAsync(_folder.Path),
            Throws.InstanceOf<ResultStoreException>().With.Message.EqualTo(expected)
        );
        Assert.That(
            () => StoredExperiment.ReadTableAsync(_folder.Path),
            Throws.InstanceOf<ResultStoreException>().With.Message.EqualTo(expected)
        );
        Assert.That(_folder.Snapshot(), Is.EqualTo(before));
    }

    [TestCase("3", "has format 3")]
    [TestCase("0", "has format 0")]
    [TestCase("2.5", "has format 0")]
    public async Task Answer_OfAnUnknownFormat_IsRefusedByAllAndNeverReplaced(string format, string reason)
    {
        await _folder.RunAsync(Sweep);
        var path = _folder[CaseName, $"{AnswerName}.json"];
        var content = $$"""{"formatVersion": {{format}}, "variable": "request_rate", "sla": "unlike ours"}""";
        File.WriteAllText(path, content);
        var before = _folder.Snapshot();

        Assert.That(
            (await _folder.Resume().InspectAsync(Sweep)).Problems.Single(),
            Does.StartWith($"{path} {reason}; this version reads up to format 2")
        );
        Assert.That(() => _folder.Resume().OpenAsync(Sweep), Throws.InstanceOf<InvalidInputException>());
        Assert.That(
            () => ExperimentMerge.MergeAsync([_folder.Path], _folder.Output, "merged"),
            Throws.InstanceOf<InvalidInputException>().With.Message.StartsWith($"{path} {reason}")
        );
        var read = await StoredExperiment.ReadAsync(_folder.Path);
        Assert.That(read.Cases.Single().Answers, Is.Empty);
        Assert.That(read.Problems.Single(), Does.StartWith($"{CaseName}/{AnswerName}.json: it {reason}"));
        using var answer = JsonDocument.Parse(content);
        Assert.That(
            () => SearchAnswerReader.Parse(answer.RootElement),
            Throws.InstanceOf<InvalidInputException>().With.Message.Contains(reason)
        );
        Assert.That(_folder.Snapshot(), Is.EqualTo(before));
    }

    [Test]
    public async Task Answer_OfAnUnknownFormatThatComesDuringTheSweep_IsNotReplaced()
    {
        const string Newer = """{"formatVersion": 3}""";
        await using var session = await _folder.New().OpenAsync(Sweep);
        await session.SaveRunAsync(Run(First, 0, 1));
        File.WriteAllText(_folder[CaseName, $"{AnswerName}.json"], Newer);
        using var answer = JsonDocument.Parse("""{"formatVersion": 2, "variable": "request_rate"}""");

        Assert.That(
            () => session.SaveAnswerAsync(First, AnswerName, answer.RootElement),
            Throws.InstanceOf<ResultStoreException>().With.Message.Contains("has format 3")
        );
        Assert.That(File.ReadAllText(_folder[CaseName, $"{AnswerName}.json"]), Is.EqualTo(Newer));
    }

    [TestCase("""{"formatVersion": 1, "variable": "request_rate"}""")]
    [TestCase("""{"formatVersion": 2, "variable": "request_rate"}""")]
    [TestCase("""{"formatVersion": "next"}""")]
    [TestCase("""{"ours": "a host's own"}""")]
    [TestCase("[]")]
    [TestCase("torn")]
    public async Task Answer_OfAKnownFormatOrNone_IsReplaced(string content)
    {
        await _folder.RunAsync(Sweep);
        File.WriteAllText(_folder[CaseName, $"{AnswerName}.json"], content);
        using var answer = JsonDocument.Parse("""{"formatVersion": 2, "variable": "request_rate"}""");

        await using var session = await _folder.Resume().OpenAsync(Sweep);
        await session.SaveAnswerAsync(First, AnswerName, answer.RootElement);

        Assert.That(_folder.ReadJson(CaseName, $"{AnswerName}.json").GetProperty("formatVersion").GetInt32(), Is.EqualTo(2));
    }

    [TestCase("0.0.1", "version 0.0.1 of ServeMulti, which is older than this version, ")]
    [TestCase("999.0.0-beta+abc", "version 999.0.0-beta of ServeMulti, which is newer than this version, ")]
    [TestCase("nightly\\n", "version nightly of ServeMulti, which is not this version, ")]
    public async Task Experiment_OfAnotherToolVersion_IsReadAndNoted(string version, string note)
    {
        await _folder.RunAsync(Sweep);
        var text = File.ReadAllText(_folder["experiment.json"]);
        var current = JsonDocument.Parse(text).RootElement.GetProperty("toolVersion").GetString()!;
        File.WriteAllText(_folder["experiment.json"], text.Replace($"\"{current}\"", $"\"{version}\"", StringComparison.Ordinal));
        var expected = $"{_folder["experiment.json"]} was last written by {note}{FormatVersions.Tool.Split('+')[0]}.";

        Assert.That((await StoredExperiment.ReadAsync(_folder.Path)).Notes, Is.EqualTo([expected]));
        Assert.That((await _folder.Resume().InspectAsync(Sweep)).Notes, Is.EqualTo([expected]));
        Assert.That((await ExperimentMerge.MergeAsync([_folder.Path], _folder.Output, "merged")).Notes, Is.EqualTo([expected]));
    }

    [Test]
    public async Task Experiment_OfAnotherBuildOfThisVersion_IsNotNoted()
    {
        await _folder.RunAsync(Sweep);
        var text = File.ReadAllText(_folder["experiment.json"]);
        File.WriteAllText(
            _folder["experiment.json"],
            text.Replace(FormatVersions.Tool, $"{FormatVersions.Tool.Split('+')[0]}+another", StringComparison.Ordinal)
        );

        Assert.That((await StoredExperiment.ReadAsync(_folder.Path)).Notes, Is.Empty);
    }
}
