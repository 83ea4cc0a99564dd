using ServeMulti.Comparing;
using ServeMulti.Hosts;
using ServeMulti.Processes;
using ServeMulti.Results.Folder;
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
    public async Task Notes_RunsOfMachinesThatDiffer_SayHow()
    {
        await RunAsync("a", 0, ("processor", "A"), ("memory", "8 GiB"), ("server version", "vLLM 1"));
        await RunAsync("b", 1, ("processor", "B"), ("memory", "8 GiB"), ("server version", "vLLM 2"));
        RenameHost("a", "gpu1");
        RenameHost("b", "gpu2");

        await ExperimentMerge.MergeAsync([_output["a"], _output["b"]], _output.Path, "merged");
        await ExperimentMerge.MergeAsync([_output["merged"]], _output.Path, "again");

        foreach (var name in new[] { "merged", "again" })
        {
            Assert.That(
                (await StoredExperiment.ReadAsync(_output[name])).Notes,
                Is.EqualTo(
                    new[]
                    {
                        "the runs come from machines that differ (gpu1, gpu2; processor: A | B): a difference between two configurations may be one between their machines.",
                    }
                )
            );
        }
    }

    [Test]
    public async Task Notes_RunsOfMachinesThatAreAlike_SaySo()
    {
        await RunAsync("a", 0, ("processor", "A"));
        await RunAsync("b", 1, ("processor", "A"));
        RenameHost("a", "gpu1");
        RenameHost("b", "gpu2");

        await ExperimentMerge.MergeAsync([_output["a"], _output["b"]], _output.Path, "merged");

        Assert.That(
            (await StoredExperiment.ReadAsync(_output["merged"])).Notes,
            Has.Count.EqualTo(1).And.Some.Contains("several machines (gpu1, gpu2), which are alike as far as is known")
        );
    }

    [Test]
    public async Task Notes_ServersThatDifferOnOneMachine_SayNothing()
    {
        await RunAsync("a", 0, ("processor", "A"), ("model", "m1"));
        await RunAsync("b", 1, ("processor", "A"), ("model", "m2"));

        await ExperimentMerge.MergeAsync([_output["a"], _output["b"]], _output.Path, "merged");

        Assert.That((await StoredExperiment.ReadAsync(_output["merged"])).Notes, Is.Empty);
    }

    [Test]
    public async Task Facts_OfThisMachine_AreKnownAsThoseOfAMachine() =>
        Assert.That(
            (await new HostFacts(new ProcessLauncher()).ReadAsync()).Keys,
            Has.All.Matches<string>(name => MachineDifferences.IsOfMachine(name!))
        );

    private void RenameHost(string name, string host)
    {
        var path = _output[$"{name}/experiment.json"];
        var text = File.ReadAllText(path);
        Assert.That(text, Does.Contain($"\"{Environment.MachineName}\""));
        File.WriteAllText(path, text.Replace($"\"{Environment.MachineName}\"", $"\"{host}\"", StringComparison.Ordinal));
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
