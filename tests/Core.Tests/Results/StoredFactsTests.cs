using ServeMulti.Comparing;
using static ServeMulti.Results.SweepCases;

namespace ServeMulti.Results;

public sealed class StoredFactsTests
{
    private readonly ScratchFolder _output = new();

    [TearDown]
    public void RemoveFolder() => _output.Dispose();

    [Test]
    public async Task SaveFacts_ResumedWithOthers_KeepsBoth()
    {
        await RunAsync("a", 0, ("processor", "A"), ("memory", "8 GiB"));
        await RunAsync("a", 1, ("processor", "B"), ("memory", "8 GiB"));

        Assert.That(
            (await StoredExperiment.ReadAsync(_output["a"])).Facts,
            Is.EqualTo(new Dictionary<string, string> { ["memory"] = "8 GiB", ["processor"] = "A | B" })
        );
    }

    [Test]
    public async Task SaveFacts_Nothing_LeavesTheFileWithoutThem()
    {
        await RunAsync("a", 0);

        Assert.That(File.ReadAllText(_output["a/experiment.json"]), Does.Not.Contain("\"facts\""));
        Assert.That((await StoredExperiment.ReadAsync(_output["a"])).Facts, Is.Empty);
    }

    [Test]
    public async Task Merge_OfTwoMachines_KeepsTheFactsOfBoth()
    {
        await RunAsync("a", 0, ("processor", "A"));
        await RunAsync("b", 1, ("processor", "B"));

        await ExperimentMerge.MergeAsync([_output["a"], _output["b"]], _output.Path, "merged");

        Assert.That((await StoredExperiment.ReadAsync(_output["merged"])).Facts["processor"], Is.EqualTo("A | B"));
    }

    [Test]
    public async Task Compare_OtherFacts_ListsThemFirst()
    {
        await RunAsync("a", 0, ("processor", "A"), ("GPU driver", "NVIDIA 550"), ("memory", "8 GiB"));
        await RunAsync("b", 0, ("processor", "B"), ("memory", "8 GiB"));

        var comparison = await ExperimentComparison.OfAsync(
            await StoredExperiment.ReadAsync(_output["a"]),
            await StoredExperiment.ReadAsync(_output["b"])
        );

        string[] expected =
        [
            "GPU driver: NVIDIA 550 in the baseline, not known in the current build",
            "processor: A in the baseline, B in the current build",
        ];
        Assert.That(comparison.Differences, Is.EqualTo(expected));
        Assert.That(comparison.Describe(), Does.StartWith($"differs: {expected[0]}"));
    }

    [Test]
    public async Task Compare_AnExperimentWithoutFacts_ListsNone()
    {
        await RunAsync("a", 0, ("processor", "A"));
        await RunAsync("b", 0);

        var comparison = await ExperimentComparison.OfAsync(
            await StoredExperiment.ReadAsync(_output["a"]),
            await StoredExperiment.ReadAsync(_output["b"])
        );

        Assert.That(comparison.Differences, Is.Empty);
    }

    private async Task RunAsync(string name, int run, params (string Name, string Value)[] facts)
    {
        var store = new FileResultStore(_output.Path, name, new FileResultStoreOptions { Mode = ExperimentMode.NewOrResume });
        await using var session = await store.OpenAsync(Sweep(2, Case(16)));
        await session.SaveFactsAsync(facts.ToDictionary(fact => fact.Name, fact => fact.Value));
        await session.SaveRunAsync(Run(Case(16), run, 10));
        await session.CompleteAsync();
    }
}
