using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using ServeMulti.Results.Folder;
using static ServeMulti.Results.SweepCases;

namespace ServeMulti.Results;

[TestFixture]
public sealed class FileResultStoreOpeningTests
{
    private static readonly Experiment Sweep = Sweep(2, Case(16));

    private readonly StoreFolder _folder = new();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task New_FolderExists_IsRefusedWithAdvice()
    {
        Directory.CreateDirectory(_folder.Path);
        var store = _folder.New();
        var problems = (await store.InspectAsync(Sweep)).Problems;
        Assert.That(problems, Is.EqualTo([$"{_folder.Path} exists; resume the experiment e, or use another name."]));
        Assert.That(() => store.OpenAsync(Sweep), Throws.InstanceOf<InvalidInputException>().With.Property("Problems").EqualTo(problems));
        Assert.That(Directory.EnumerateFileSystemEntries(_folder.Path), Is.Empty);
    }

    [Test]
    public async Task Resume_NoSuchFolder_IsRefusedWithTheLastOnes()
    {
        foreach (var name in new[] { "20261101_000000", "20261102_000000", "20261103_000000", "20261104_000000" })
        {
            Directory.CreateDirectory(Path.Combine(_folder.Output, name));
        }

        var store = _folder.Resume();
        var problems = (await store.InspectAsync(Sweep)).Problems;
        Assert.That(problems, Has.Count.EqualTo(1));
        Assert.That(
            problems[0],
            Is.EqualTo(
                $"{_folder.Path} does not exist, so it cannot be resumed; the last ones there are 20261104_000000, 20261103_000000, 20261102_000000."
            )
        );
        Assert.That(() => store.OpenAsync(Sweep), Throws.InstanceOf<InvalidInputException>());
        Assert.That(_folder.Path, Does.Not.Exist);
    }

    [Test]
    public async Task Resume_NameWithATypo_NamesTheNearest()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Output, "tuning"));
        Directory.CreateDirectory(Path.Combine(_folder.Output, "other"));
        var store = new FileResultStore(_folder.Output, "tunning", new FileResultStoreOptions { Mode = ExperimentMode.Resume });

        Assert.That(
            (await store.InspectAsync(Sweep)).Problems,
            Is.EqualTo(
                new[]
                {
                    $"{Path.Combine(_folder.Output, "tunning")} does not exist, so it cannot be resumed; the last ones there are tuning, other. Did you mean tuning?",
                }
            )
        );
    }

    [Test]
    public void Resume_WithoutAName_IsRefused() =>
        Assert.That(
            () => new FileResultStore(_folder.Output, null, new FileResultStoreOptions { Mode = ExperimentMode.Resume }),
            Throws.InstanceOf<InvalidInputException>()
        );

    [TestCase("../up")]
    [TestCase("..")]
    [TestCase("/absolute")]
    [TestCase("a/b")]
    [TestCase("nul\0")]
    public void Create_NameThatLeavesTheOutputFolder_IsRefused(string name) =>
        Assert.That(() => new FileResultStore(_folder.Output, name), Throws.InstanceOf<InvalidInputException>());

    [Test]
    public async Task Inspect_NewExperiment_WritesNothing()
    {
        var output = Path.Combine(_folder.Output, "not", "there");
        var store = new FileResultStore(output, "e");
        Assert.That((await store.InspectAsync(Sweep)).Problems, Is.Empty);
        Assert.That(Directory.EnumerateFileSystemEntries(_folder.Output), Is.Empty);
        await using var session = await store.OpenAsync(Sweep);
        Assert.That(Path.Combine(output, "e", "experiment.json"), Does.Exist);
    }

    [Test]
    public async Task Inspect_Resume_WritesNothing()
    {
        await _folder.RunAsync(Sweep);
        File.WriteAllText(_folder["SERVE-max_num_seqs=16-BENCH-random_input_len=64", "run=0.json"], "{");
        File.AppendAllText(_folder["runs.jsonl"], "torn");
        var before = _folder.Snapshot();
        var store = _folder.Resume();
        await store.InspectAsync(Sweep);
        Assert.That(_folder.Snapshot(), Is.EqualTo(before));
    }

    [TestCase(ExperimentMode.New)]
    [TestCase(ExperimentMode.Resume)]
    public async Task Inspect_ExperimentIsAFile_IsAProblem(ExperimentMode mode)
    {
        File.WriteAllText(_folder.Path, "");
        var store = mode == ExperimentMode.New ? _folder.New() : _folder.Resume();
        Assert.That((await store.InspectAsync(Sweep)).Problems, Is.EqualTo([$"{_folder.Path} is a file; use another experiment name."]));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Inspect_OutputFolderBelowAFile_IsAProblem(bool isNamed)
    {
        var file = Path.Combine(_folder.Output, "file");
        File.WriteAllText(file, "");
        var store = new FileResultStore(Path.Combine(file, "output"), isNamed ? "e" : null);
        Assert.That(
            (await store.InspectAsync(Sweep)).Problems,
            Is.EqualTo([$"{file} is a file and no folder; use another output folder."])
        );
        Assert.That(() => store.OpenAsync(Sweep), Throws.InstanceOf<InvalidInputException>());
    }

    [Test]
    public async Task New_WithoutAName_IsCalledByTheLocalTime()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 4, 10, 13, TimeSpan.Zero));
        clock.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("two", TimeSpan.FromHours(2), "two", "two"));
        var store = new FileResultStore(_folder.Output, timeProvider: clock);
        Assert.That(store.Name, Is.EqualTo("20261124_061013"));
        await using var session = await store.OpenAsync(Sweep);
        Assert.That(store.Location, Is.EqualTo(Path.Combine(_folder.Output, "20261124_061013")).And.Exist);
    }

    [Test]
    public async Task New_WithoutANameInTheSameSecond_HaveFoldersOfTheirOwn()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 6, 10, 13, TimeSpan.Zero));
        var stores = Enumerable.Range(0, 4).Select(_ => new FileResultStore(_folder.Output, timeProvider: clock)).ToList();
        var sessions = await Task.WhenAll(stores.Select(store => store.OpenAsync(Sweep)));
        Assert.That(
            stores.Select(store => store.Name).Order(),
            Is.EqualTo(["20261124_061013", "20261124_061013_2", "20261124_061013_3", "20261124_061013_4"])
        );
        foreach (var (store, session) in stores.Zip(sessions))
        {
            await session.SaveRunAsync(Run(Sweep.Cases[0], 0, 1));
            Assert.That(store.LogFolder, Does.StartWith(store.Location));
            await session.DisposeAsync();
        }
    }

    [Test]
    public async Task Begin_HeldByAnother_SaysWhoHoldsIt()
    {
        await using var holderSession = await _folder
            .New(new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 6, 10, 13, TimeSpan.Zero)))
            .OpenAsync(Sweep);
        var second = _folder.Resume();
        var problems = (await second.InspectAsync(Sweep)).Problems;
        Assert.That(
            problems,
            Is.EqualTo([
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{_folder.Path} is held by process {Environment.ProcessId} on {Environment.MachineName} since 2026-11-24 06:10:13Z; wait until that sweep ends, or stop it, and resume."
                ),
            ])
        );
        Assert.That(() => second.OpenAsync(Sweep), Throws.InstanceOf<InvalidInputException>().With.Message.EqualTo(problems[0]));
    }

    [Test]
    public async Task Begin_OwnInspection_IsNotInTheWay()
    {
        var store = _folder.New();
        await using var session = await store.OpenAsync(Sweep);
        Assert.That((await store.InspectAsync(Sweep)).Problems, Is.Empty);
    }

    [Test]
    public async Task Begin_AfterTheHolderEnded_Works()
    {
        await _folder.RunAsync(Sweep);
        Assert.That(_folder["experiment.owner.json"], Does.Not.Exist);
        await using var secondSession = await _folder.Resume().OpenAsync(Sweep);
        Assert.That(_folder["experiment.owner.json"], Does.Exist);
    }

    [TestCase("""{"host": "elsewhere", "processId": 1, "startedAt": "2026-11-24T06:10:13Z"}""")]
    [TestCase("torn")]
    public async Task Begin_HolderDiedWithoutReleasing_Works(string owner)
    {
        await _folder.RunAsync(Sweep);
        File.WriteAllText(_folder["experiment.owner.json"], owner);
        var second = _folder.Resume();
        Assert.That((await second.InspectAsync(Sweep)).Problems, Is.Empty);
        await using var secondSession = await second.OpenAsync(Sweep);
    }

    [Test]
    public async Task Begin_IdOfADeadHolderBelongsToALivingProcess_Works()
    {
        await _folder.RunAsync(Sweep);
        File.WriteAllText(
            _folder["experiment.owner.json"],
            $$"""{"host": "{{Environment.MachineName}}", "processId": {{Environment.ProcessId}}, "startedAt": "2026-11-24T06:10:13Z"}"""
        );
        var second = _folder.Resume();
        Assert.That((await second.InspectAsync(Sweep)).Problems, Is.Empty);
        await using var secondSession = await second.OpenAsync(Sweep);
    }

    [Test]
    public async Task Begin_HeldAndTheRecordIsHostile_IsSaidOnOneLine()
    {
        await using var holderSession = await _folder.New().OpenAsync(Sweep);
        File.WriteAllText(
            _folder["experiment.owner.json"],
            $$"""{"host": "a\nb\u001b[31m{{new string('x', 1000)}}", "processId": 1, "startedAt": "2026-11-24T06:10:13Z"}"""
        );
        var second = _folder.Resume();
        var problem = (await second.InspectAsync(Sweep)).Problems.Single();
        Assert.That(problem, Does.StartWith($"{_folder.Path} is held by process 1 on a b [31mxxx").And.Length.LessThan(400));
        Assert.That(problem.Where(char.IsControl), Is.Empty);
    }

    [TestCase(10, true)]
    [TestCase(1000, false)]
    public async Task Begin_OthersLookAtTheLockForMoments_IsNotRefusedForThat(int looks, bool isTaken)
    {
        var store = _folder.New(files: new RefusingFileSystem("nothing") { BusyLooks = looks });
        Assert.That(
            () => store.OpenAsync(Sweep),
            isTaken ? Throws.Nothing : Throws.InstanceOf<InvalidInputException>().With.Message.Contains("is held by another host")
        );
    }

    [Test]
    public async Task Begin_ManyHostsResumeAtOnceWhatAKilledOneLeft_ExactlyOneGetsItEachTime()
    {
        await _folder.RunAsync(Sweep);
        for (var round = 0; round < 10; round++)
        {
            File.WriteAllText(
                _folder["experiment.owner.json"],
                """{"host": "elsewhere", "processId": 1, "startedAt": "2026-11-24T06:10:13Z"}"""
            );
            var stores = Enumerable.Range(0, 8).Select(_ => _folder.Resume()).ToList();
            var outcomes = await Task.WhenAll(
                stores.Select(async store =>
                {
                    await store.InspectAsync(Sweep);
                    try
                    {
                        return (Session: await store.OpenAsync(Sweep), Problem: null);
                    }
                    catch (InvalidInputException exception)
                    {
                        return (Session: (IExperimentSession?)null, Problem: (string?)exception.Message);
                    }
                })
            );
            Assert.That(
                outcomes.Count(outcome => outcome.Session is not null),
                Is.EqualTo(1),
                string.Join('\n', outcomes.Select(outcome => outcome.Problem))
            );
            Assert.That(outcomes.Select(outcome => outcome.Problem).OfType<string>(), Has.All.Contains("is held by"));
            await outcomes.Single(outcome => outcome.Session is not null).Session!.DisposeAsync();
        }
    }

    [Test]
    public async Task Begin_AnotherHostRanSinceTheInspection_SeesItsRuns()
    {
        await _folder.RunAsync(Sweep, runs: 1);
        var store = _folder.Resume();
        Assert.That((await store.InspectAsync(Sweep)).Cases[0].FinishedRuns, Is.EqualTo([0]));
        await _folder.RunAsync(Sweep);
        await using var session = await store.OpenAsync(Sweep);
        Assert.That(await session.FindRunAsync(Sweep.Cases[0], 1), Is.Not.Null);
    }

    [Test]
    public async Task Resume_NothingChanged_ReadsNoRunFile()
    {
        await _folder.RunAsync(Sweep);
        var files = new KillingFileSystem();
        var store = _folder.Resume(files: files);
        await store.InspectAsync(Sweep);
        await using var session = await store.OpenAsync(Sweep);
        await session.CompleteCaseAsync(Sweep.Cases[0], 2);
        await session.CompleteAsync();
        Assert.That(files.Reads.Select(Path.GetFileName), Is.EqualTo(["runs.jsonl", "experiment.json", "case.json"]));
        Assert.That(
            files.Steps.Where(step => step.StartsWith("write", StringComparison.Ordinal)).Select(Path.GetFileName),
            Is.EqualTo(["experiment.owner.json.tmp", "experiment.json.tmp", "experiment.json.tmp"])
        );
    }

    [Test]
    public async Task Begin_Refused_ReleasesTheExperiment()
    {
        await _folder.RunAsync(Sweep);
        var refused = _folder.Resume();
        Assert.That(() => refused.OpenAsync(Sweep(2, Case(17))), Throws.InstanceOf<InvalidInputException>());
        var second = _folder.Resume();
        Assert.That((await second.InspectAsync(Sweep)).Problems, Is.Empty);
        await using var secondSession = await second.OpenAsync(Sweep);
    }

    [Test]
    public async Task Save_FolderWasRemoved_SaysSoAndMakesNone()
    {
        await using var session = await _folder.New().OpenAsync(Sweep);
        Directory.Delete(_folder.Path, recursive: true);
        Assert.That(
            () => session.SaveRunAsync(Run(Sweep.Cases[0], 0, 1)),
            Throws.InstanceOf<ResultStoreException>().With.Message.Contains($"Bring {_folder.Path} back, and resume e.")
        );
        Assert.That(_folder.Path, Does.Not.Exist);
    }
}
