using Microsoft.Extensions.Time.Testing;
using ServeMulti.Parameters;
using static ServeMulti.Results.SweepCases;

namespace ServeMulti.Results;

/// <summary>Results of other commands, parameters or environment that are to be run again: moved aside, never deleted, never mixed
/// in.</summary>
[TestFixture]
public sealed class ChangedResultsTests
{
    private const string FirstName = "SERVE-max_num_seqs=16-BENCH-random_input_len=64";

    private static readonly Experiment Sweep = Sweep(1, Case(16), Case(64));
    private static readonly Experiment OtherServer = Sweep(
        1,
        [.. Sweep.Cases.Select(one => one with { ServeCommand = new CommandLine("vllm", "serve", "other") })]
    );

    private readonly StoreFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 24, 6, 10, 13, TimeSpan.Zero));

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task RunAgain_ChangedCommand_MovesTheOldResultsAside()
    {
        await _folder.RunAsync(Sweep);
        var before = File.ReadAllText(_folder[FirstName, "run=0.json"]);
        var store = _folder.Resume(ChangedResults.RunAgain, _clock);
        var inspection = await store.InspectAsync(OtherServer);
        Assert.That(inspection.Problems, Is.Empty);
        Assert.That(inspection.Cases.Select(one => one.FinishedRuns), Is.All.Empty);
        Assert.That(inspection.Notes, Has.Exactly(1).StartsWith("The results of 2 cases").And.Exactly(1).Contains(_folder["stale"]));
        Assert.That(_folder["stale"], Does.Not.Exist);

        await using var session = await store.OpenAsync(OtherServer);
        Assert.That(File.ReadAllText(_folder["stale", "20261124_061013", FirstName, "run=0.json"]), Is.EqualTo(before));
        Assert.That(await session.ListAsync(), Is.Empty);
        await session.SaveRunAsync(Run(OtherServer.Cases[0], 0, 7));
        await session.CompleteAsync();
        Assert.That((await session.ListAsync()).Select(run => run.Throughput()), Is.EqualTo([7]));
        Assert.That(File.ReadAllLines(_folder["summary.csv"]), Has.Length.EqualTo(2));
        Assert.That(File.ReadAllLines(_folder["runs.jsonl"]), Has.Length.EqualTo(1));
        Assert.That(_folder[FirstName, "run=0.json"], Does.Exist);
    }

    [Test]
    public async Task RunAgain_OneChangedCase_LeavesTheOthers()
    {
        var (kept, old) = (Case(16), Plain(new ParameterSet { { "x", 1 } }));
        await _folder.RunAsync(Sweep(1, kept, old));
        var store = _folder.Resume(ChangedResults.RunAgain, _clock);
        var changed = Sweep(1, kept, Plain(new ParameterSet { { "x", "1" } }));
        Assert.That((await store.InspectAsync(changed)).Cases.Select(one => one.FinishedRuns), Is.EqualTo(new int[][] { [0], [] }));
        await using var session = await store.OpenAsync(changed);
        Assert.That((await session.ListAsync()).Select(run => run.Throughput()), Is.EqualTo([0]));
        Assert.That(
            Directory.GetDirectories(_folder["stale", "20261124_061013"]).Select(Path.GetFileName),
            Is.EqualTo(["SERVE-x=1-BENCH"])
        );
    }

    [Test]
    public async Task RunAgain_ChangedEnvironment_MovesEverythingAside()
    {
        await _folder.RunAsync(Sweep with { Environment = new Dictionary<string, string?> { ["X"] = "1" } });
        var changed = Sweep with { Environment = new Dictionary<string, string?> { ["X"] = "2" } };
        {
            await using var session = await _folder.Resume(ChangedResults.RunAgain, _clock).OpenAsync(changed);
            Assert.That(await session.ListAsync(), Is.Empty);
            Assert.That(Directory.GetDirectories(_folder["stale", "20261124_061013"]), Has.Length.EqualTo(2));
            await session.SaveRunAsync(Run(Sweep.Cases[0], 0, 7));
        }

        var again = _folder.Resume();
        Assert.That((await again.InspectAsync(changed)).Problems, Is.Empty);
        Assert.That((await again.InspectAsync(Sweep)).Problems, Has.Exactly(1).StartsWith("environment X was removed"));
    }

    [Test]
    public async Task RunAgain_ChangedCondition_MovesEverythingAside()
    {
        await _folder.RunAsync(
            Sweep with
            {
                Conditions = new Dictionary<string, string> { ["warm-up prompts"] = "0", ["other"] = "o" },
            }
        );
        var changed = Sweep with { Conditions = new Dictionary<string, string> { ["warm-up prompts"] = "10" } };
        {
            await using var session = await _folder.Resume(ChangedResults.RunAgain, _clock).OpenAsync(changed);
            Assert.That(await session.ListAsync(), Is.Empty);
            await session.SaveRunAsync(Run(Sweep.Cases[0], 0, 7));
        }

        var kept = _folder.ReadJson("experiment.json").GetProperty("conditions");
        Assert.That((kept.GetProperty("warm-up prompts").GetString(), kept.GetProperty("other").GetString()), Is.EqualTo(("10", "o")));
        var again = _folder.Resume();
        Assert.That((await again.InspectAsync(changed)).Problems, Is.Empty);
    }

    [Test]
    public async Task RunAgain_TwiceInOneSecond_KeepsBoth()
    {
        await _folder.RunAsync(Sweep);
        foreach (var sweep in new[] { OtherServer, Sweep })
        {
            await using var session = await _folder.Resume(ChangedResults.RunAgain, _clock).OpenAsync(sweep);
            await session.SaveAllAsync(sweep, 1);
        }

        Assert.That(
            Directory.GetDirectories(_folder["stale"]).Select(Path.GetFileName).Order(),
            Is.EqualTo(["20261124_061013", "20261124_061013_2"])
        );
    }

    [Test]
    public async Task RunAgain_RemovedCase_StaysWhereItIsAndOutOfTheTable()
    {
        await _folder.RunAsync(Sweep);
        var store = _folder.Resume(ChangedResults.RunAgain, _clock);
        var changed = Sweep(1, Case(16), Case(65));
        Assert.That(
            (await store.InspectAsync(changed)).Notes,
            Has.Exactly(1).StartsWith("1 case with results, such as SERVE-max_num_seqs=64")
        );
        await using var session = await store.OpenAsync(changed);
        Assert.That((await session.ListAsync()).Select(run => run.Throughput()), Is.EqualTo([0]));
        await session.CompleteAsync();
        await session.DisposeAsync();
        var back = _folder.Resume(ChangedResults.RunAgain);
        Assert.That((await back.InspectAsync(Sweep)).Cases.Select(one => one.FinishedRuns), Is.EqualTo(new int[][] { [0], [0] }));
    }

    [Test]
    public async Task Refuse_ManyChangedCases_ListsTwentyAndCountsTheRest()
    {
        await _folder.RunAsync(Sweep(1, [.. Enumerable.Range(0, 30).Select(x => Plain(new ParameterSet { { "x", x } }))]));
        var store = _folder.Resume();
        var problems = (
            await store.InspectAsync(Sweep(1, [.. Enumerable.Range(0, 30).Select(x => Plain(new ParameterSet { { "x", $"{x}" } }))]))
        ).Problems;
        Assert.That(problems, Has.Count.EqualTo(21));
        Assert.That(problems[0], Does.StartWith("SERVE-x=0-BENCH: serve parameter x: 0 (number) -> 0 (text): the results in"));
        Assert.That(problems[^1], Is.EqualTo("... and 10 more differences"));
    }

    [Test]
    public async Task Refuse_CommandWithLineFeeds_IsOneLine()
    {
        await _folder.RunAsync(Sweep);
        var store = _folder.Resume();
        var changed = Sweep(1, [.. Sweep.Cases.Select(one => one with { BenchCommand = new CommandLine("bench", "a\nb") })]);
        var problems = (await store.InspectAsync(changed)).Problems;
        Assert.That(problems, Has.Count.EqualTo(1));
        Assert.That(problems[0], Does.Not.Contain("\n").And.Contain(@"a\nb"));
    }
}
