using ServeMulti.Benchmarking;
using ServeMulti.Fakes;
using ServeMulti.Launching;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Testing;

namespace ServeMulti.Sweeping;

/// <summary>A sweep that is resumed with something changed that decides what is measured: told before anything starts, never mixed
/// in.</summary>
[TestFixture]
public sealed class StaleResultsTests
{
    private static readonly SweepDefinition Definition = new()
    {
        ServeCommand = CommandLine.Parse("vllm serve m"),
        BenchCommand = CommandLine.Parse("vllm bench serve"),
        ServeParameters = [new() { { "s", 1 } }, new() { { "s", 2 } }],
        RunsPerCase = 1,
        ServerEnvironment = new Dictionary<string, string?> { ["HF_TOKEN"] = "hf_1" },
    };

    private readonly InMemoryResultStore _store = new();

    [SetUp]
    public async Task RunOnceAsync()
    {
        var plan = SweepPlanner.Plan(Definition);
        await using var session = await _store.OpenAsync(plan.ToExperiment(Launcher(ServerProfiles.Vllm), new NoCacheReset()));
        await session.SaveRunAsync(new RunRecord(plan.Servers[0].Cases[0].Case, 0, Runs.Succeed(1).Document!));
    }

    [Test]
    public async Task Check_NothingChanged_FindsNoProblem() => Assert.That(await CheckAsync(Definition), Is.Empty);

    [Test]
    public async Task Check_OtherServeCommand_SaysOldAndNew() =>
        Assert.That(
            await CheckAsync(Definition with { ServeCommand = CommandLine.Parse("vllm serve n") }),
            Has.Some.StartsWith("serve command changed: vllm serve m -> vllm serve n:")
        );

    [Test]
    public async Task Check_OtherBenchCommand_SaysOldAndNew() =>
        Assert.That(
            await CheckAsync(Definition with { BenchCommand = CommandLine.Parse("vllm bench serve --seed 1") }),
            Has.Some.StartsWith("bench command changed: vllm bench serve -> vllm bench serve --seed 1:")
        );

    [Test]
    public async Task Check_OtherParameter_SaysOldAndNew() =>
        Assert.That(
            await CheckAsync(Definition with { ServeParameters = [new() { { "s", 3 } }] }),
            Has.Some.Contains("serve parameter s: 1 -> 3")
        );

    [Test]
    public async Task Check_ProfilePassesAnotherValue_NamesTheVariableAndNoValue()
    {
        var problems = await CheckAsync(Definition, Profile("VLLM_SERVER_DEV_MODE", "2"));

        Assert.That(
            problems,
            Has.Count.EqualTo(1).And.One.StartsWith("environment VLLM_SERVER_DEV_MODE changed: the results in memory are of the old one")
        );
    }

    [Test]
    public async Task Check_ProfilePassesAnotherVariable_NamesBoth()
    {
        var problems = await CheckAsync(Definition, Profile("CUDA_VISIBLE_DEVICES", "0"));

        Assert.That(
            problems.Select(problem => problem.Split(':')[0]),
            Is.EqualTo(["environment CUDA_VISIBLE_DEVICES was added", "environment VLLM_SERVER_DEV_MODE was removed"])
        );
    }

    [Test]
    public async Task Check_OtherServerEnvironment_NamesTheVariableAndNoValue()
    {
        var problems = await CheckAsync(Definition with { ServerEnvironment = new Dictionary<string, string?> { ["HF_TOKEN"] = "hf_2" } });

        Assert.That(problems, Has.Count.EqualTo(1).And.One.StartsWith("environment HF_TOKEN changed:").And.None.Contains("hf_2"));
    }

    [Test]
    public async Task Check_OtherCacheReset_SaysOldAndNew()
    {
        var problems = await CheckAsync(Definition, resetter: new HttpCacheResetter());

        Assert.That(
            problems,
            Has.Count.EqualTo(1)
                .And.One.StartsWith("cache reset changed: none -> /reset_prefix_cache, /reset_mm_cache, /reset_encoder_cache:")
        );
    }

    [Test]
    public async Task Check_RestartBetweenRuns_SaysOldAndNew() =>
        Assert.That(
            await CheckAsync(Definition with { RestartBetweenRuns = true }),
            Has.Count.EqualTo(1).And.One.StartsWith("server between runs changed: kept -> started anew:")
        );

    [Test]
    public async Task Check_OtherWarmUp_SaysOldAndNew() =>
        Assert.That(
            await CheckAsync(Definition with { WarmupPrompts = 8 }),
            Has.Count.EqualTo(1).And.One.StartsWith("warm-up prompts changed: 0 -> 8:")
        );

    [Test]
    public void ToExperiment_PartWithoutServers_HasTheSurroundingsOfTheOthers()
    {
        var plan = SweepPlanner.Plan(Definition);

        var empty = plan.Shard(2, 3).ToExperiment(Launcher(ServerProfiles.Vllm), new NoCacheReset());

        Assert.That(empty.Cases, Is.Empty);
        Assert.That(empty.Environment.Keys, Is.EquivalentTo(["HF_TOKEN", "VLLM_SERVER_DEV_MODE"]));
        Assert.That(empty.Conditions["cache reset"], Is.EqualTo("none"));
    }

    private static ServerProfile Profile(string name, string value) =>
        ServerProfiles.Vllm with
        {
            Environment = new Dictionary<string, string?> { [name] = value },
        };

    private static ProcessServerLauncher Launcher(ServerProfile profile) =>
        new(new ScriptedProcessLauncher(_ => { }), new ProcessServerOptions { Profiles = [profile] });

    private async Task<IReadOnlyList<string>> CheckAsync(
        SweepDefinition definition,
        ServerProfile? profile = null,
        ICacheResetter? resetter = null
    )
    {
        var preflight = new Preflight(
            Launcher(profile ?? ServerProfiles.Vllm),
            new ScriptedBenchmarkRunner(),
            resetter ?? new NoCacheReset(),
            _store
        );
        return (await preflight.CheckAsync(SweepPlanner.Plan(definition))).StoreProblems;
    }
}
