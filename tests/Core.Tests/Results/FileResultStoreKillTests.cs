using ServeMulti.Cases;
using ServeMulti.Results.Folder;
using static ServeMulti.Results.SweepCases;

namespace ServeMulti.Results;

/// <summary>A host that is killed at each of its file operations, and resumed: the final files are those of a host that was not.</summary>
[TestFixture]
public sealed class FileResultStoreKillTests
{
    private static readonly BenchmarkCase First = Case(16);
    private static readonly Experiment Sweep = Sweep(2, First, Case(64));

    [TestCase(false)]
    [TestCase(true)]
    public async Task Kill_AtAnyStep_LosesNothingAndRepeatsNothing(bool isHalfDone)
    {
        using var undisturbed = new StoreFolder();
        var steps = new KillingFileSystem();
        await RunAsync(undisturbed, steps, []);
        var expected = Content(undisturbed);
        for (var step = 1; step <= steps.Steps.Count; step++)
        {
            await KillAndResumeAsync(step, isHalfDone, expected, steps.Steps[step - 1]);
        }
    }

    [Test]
    public async Task Kill_DuringTheResumeToo_LosesNothingAndRepeatsNothing()
    {
        using var undisturbed = new StoreFolder();
        await RunAsync(undisturbed, new KillingFileSystem(), []);
        var expected = Content(undisturbed);
        for (var first = 5; first <= 60; first += 11)
        {
            using var folder = new StoreFolder();
            var executed = new List<string>();
            Assert.That(
                () => RunAsync(folder, new KillingFileSystem(first, isHalfDone: true), executed),
                Throws.InstanceOf<HostKilledException>()
            );
            for (var next = 1; ; next += 3)
            {
                var disk = new KillingFileSystem(next, isHalfDone: true);
                try
                {
                    await RunAsync(folder, disk, executed);
                    break;
                }
                catch (HostKilledException) { }
            }

            Assert.That(Content(folder), Is.EqualTo(expected), $"first killed at step {first}");
        }
    }

    private static async Task KillAndResumeAsync(int step, bool isHalfDone, SortedDictionary<string, string> expected, string name)
    {
        using var folder = new StoreFolder();
        var executed = new List<string>();
        Assert.That(
            () => RunAsync(folder, new KillingFileSystem(step, isHalfDone), executed),
            Throws.InstanceOf<HostKilledException>(),
            name
        );
        var finished = Directory.Exists(folder.Path) ? Directory.GetFiles(folder.Path, "run=?.json", SearchOption.AllDirectories) : [];
        var again = new List<string>();
        await RunAsync(folder, new KillingFileSystem(), again);
        Assert.That(Content(folder), Is.EqualTo(expected), name);
        Assert.That(again, Has.Count.EqualTo(5 - finished.Length), $"executed again after {name}");
    }

    /// <summary>Runs what is not finished, as a sweep does; one run fails the first time, one belongs to a load.</summary>
    private static async Task RunAsync(StoreFolder folder, KillingFileSystem files, List<string> executed)
    {
        var store = Directory.Exists(folder.Path) ? folder.Resume(files: files) : folder.New(files: files);
        var finished = (await store.InspectAsync(Sweep)).Cases;
        await using var session = await store.OpenAsync(Sweep);
        for (var index = 0; index < Sweep.Cases.Count; index++)
        {
            foreach (var run in Enumerable.Range(0, Sweep.RunsPerCase).Except(finished[index].FinishedRuns))
            {
                await session.SaveFailureAsync(Failure(Sweep.Cases[index], run));
                executed.Add($"{index} {run}");
                await session.SaveRunAsync(Run(Sweep.Cases[index], run, (100 * index) + run));
            }

            await session.CompleteCaseAsync(Sweep.Cases[index], Sweep.RunsPerCase);
        }

        if (await session.FindRunAsync(First.At(2), 0) is null)
        {
            executed.Add("load");
            await session.SaveRunAsync(Run(First.At(2), 0, 7));
        }

        await session.CompleteCaseAsync(First.At(2), 1);
        await session.CompleteAsync();
    }

    /// <summary>What is compared: every file; of the experiment's own the cases alone, of the journal the lines in any order.</summary>
    private static SortedDictionary<string, string> Content(StoreFolder folder)
    {
        var files = folder.Snapshot();
        files["experiment.json"] = folder.ReadJson("experiment.json").GetProperty("cases").GetRawText();
        files["runs.jsonl"] = StoreFolder.Untimed(files["runs.jsonl"]);
        return files;
    }
}
