using System.Text.Json;
using System.Text.RegularExpressions;
using ServeMulti.Docs;
using ServeMulti.Parameters;
using static ServeMulti.Results.SweepCases;

namespace ServeMulti.Results;

/// <summary>Keeps <c>docs/reference/experiment-folder.md</c> and <c>docs/how-to/resume.md</c> true: they name every file and every key that
/// is written.</summary>
[TestFixture]
public sealed partial class ExperimentFolderPageTests
{
    private readonly StoreFolder _folder = new();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task Reference_OfAnExperiment_NamesEveryFileAndKey()
    {
        var page = Page("reference/experiment-folder.md");
        foreach (var (name, keys) in await WriteExperimentAsync())
        {
            Assert.That(page, Does.Contain(name));
            foreach (var key in keys)
            {
                Assert.That(page, Does.Contain($"`{key}`"), $"{key} of {name}");
            }
        }
    }

    [TestCase(
        "serve command changed: vllm serve my-model -> vllm serve my-model --port 8001: the results in {0} are of the old one; use another experiment name, or ask for what changed to be run again."
    )]
    public async Task Guide_ChangedCommand_ShowsTheMessage(string message)
    {
        Assert.That(
            Page("how-to/resume.md"),
            Does.Contain(string.Format(System.Globalization.CultureInfo.InvariantCulture, message, "/data/results/tuning"))
        );
        var one = Case(16) with { ServeCommand = CommandLine.Parse("vllm serve my-model") };
        await _folder.RunAsync(Sweep(1, one));
        var store = _folder.Resume();
        Assert.That(
            (await store.InspectAsync(Sweep(1, one with { ServeCommand = CommandLine.Parse("vllm serve my-model --port 8001") }))).Problems,
            Is.EqualTo([string.Format(System.Globalization.CultureInfo.InvariantCulture, message, _folder.Path)])
        );
    }

    [Test]
    public async Task Program_OnThePage_RunsAndIsTheOneHere()
    {
        await _folder.RunAsync(Sweep(2, Case(16)));
        var folder = _folder.Path;

        // As the page shows it.
        var experiment = await StoredExperiment.ReadAsync(folder);
        await foreach (var run in experiment.ReadRunsAsync())
        {
            run.Document.TryFindMetric("request_throughput", out var throughput);
            Console.WriteLine($"{run.Case.ServeParameters} {run.RunNumber}: {throughput} req/s");
        }

        foreach (var failed in experiment.Cases.SelectMany(one => one.Failures))
        {
            Console.WriteLine($"{failed.Case.ServeParameters} {failed.RunNumber}: {failed.Failure.Message}");
        }

        Assert.That(experiment.Problems, Is.Empty);
        var source = await File.ReadAllTextAsync(
            Path.Combine(RepositoryFolder.Root, "tests/Core.Tests/Results/ExperimentFolderPageTests.cs")
        );
        var program = Program().Match(Page("reference/experiment-folder.md").ReplaceLineEndings("\n"));
        Assert.That(program.Success);
        Assert.That(
            Indentation().Replace(source.ReplaceLineEndings("\n"), ""),
            Does.Contain(Indentation().Replace(program.Groups[1].Value, ""))
        );
    }

    /// <summary>Writes an experiment with everything that can be in one; returns each file with the keys of its objects.</summary>
    private async Task<List<(string Name, List<string> Keys)>> WriteExperimentAsync()
    {
        var one = Plain(ParameterSet.Empty);
        Directory.CreateDirectory(_folder["SERVE-BENCH"]);
        File.WriteAllText(_folder["SERVE-BENCH", "run=2.json"], "{}");
        using var definition = JsonDocument.Parse("{}");
        {
            await using var session = await _folder.Resume().OpenAsync(Sweep(1, one) with { Definition = definition.RootElement });
            await session.SaveRunAsync(Run(one.At(16), 0, "{}"));
            await session.SaveRunAsync(Run(one, 0, "{}"));
            await session.SaveFailureAsync(Failure(one, 1));
            await session.CompleteCaseAsync(one, 1);
            await session.CompleteAsync();
            File.Copy(_folder["experiment.owner.json"], _folder["copy"]);
        }

        File.Move(_folder["copy"], _folder["experiment.owner.json"]);
        return
        [
            .. _folder
                .Snapshot()
                .Select(file =>
                    (Path.GetFileName(file.Key).Replace("run=2", "run=0", StringComparison.Ordinal), ReadKeys(file.Key, file.Value))
                ),
        ];
    }

    private static List<string> ReadKeys(string name, string content)
    {
        if (!name.EndsWith(".json", StringComparison.Ordinal) && !name.EndsWith(".jsonl", StringComparison.Ordinal))
        {
            return [];
        }

        using var document = JsonDocument.Parse(name.EndsWith(".jsonl", StringComparison.Ordinal) ? content.Split('\n')[0] : content);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? [.. document.RootElement.EnumerateObject().Select(field => field.Name).Where(key => key != "request_rate")]
            : [];
    }

    [GeneratedRegex("^```csharp\n(.+?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Program();

    [GeneratedRegex("^ +", RegexOptions.Multiline)]
    private static partial Regex Indentation();

    private static string Page(string name) => File.ReadAllText(Path.Combine(RepositoryFolder.Root, "docs", name));
}
