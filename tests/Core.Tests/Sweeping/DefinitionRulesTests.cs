using System.Reflection;
using System.Text.Json;
using ServeMulti.Fakes;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Sla;
using ServeMulti.Testing;

namespace ServeMulti.Sweeping;

/// <summary>Everything that a definition says is written, read back and compared when an experiment is resumed, whatever is added to
/// it.</summary>
public sealed class DefinitionRulesTests
{
    private static readonly SweepDefinition Searched = QueueServer.TwoServers;
    private static readonly SweepDefinition Scanned = Searched with
    {
        Search = null,
        Scan = new() { Iterations = 3 },
        RunsPerCase = 1,
    };

    /// <summary>What may change on resume, and why.</summary>
    private static readonly Dictionary<string, string> Free = new()
    {
        ["SweepDefinition.Links"] = "they choose cases, which have an identity of their own",
        ["SweepDefinition.AllowsOtherAddress"] =
            "it lets commands through that are refused otherwise; the commands have an identity of their own",
        ["SweepDefinition.OnFailure"] = "it changes what is done after a failure, not what is measured",
        ["SweepDefinition.FailedShareLimit"] = "it decides which configurations compete, not what is measured; a search has its own",
        ["SweepDefinition.ReadyTimeout"] = "it decides how long is waited, not what is measured",
        ["SweepDefinition.CheckReadiness"] = "it decides how long is waited, not what is measured",
        ["SweepDefinition.RunTimeout"] = "a run that it ends is a failure, and no measurement",
        ["SweepDefinition.ServerEnvironment"] = "its values are never written; a change of their hashes is refused (ChangedResultsTests)",
        ["SweepDefinition.ResumeCommand"] = "people type it; it changes nothing",
        ["SweepDefinition.Search"] = "each of its properties is tested",
        ["SweepDefinition.Scan"] = "each of its properties is tested",
        ["SearchDefinition.Variable"] = "it is part of an answer's identity: both answers stand side by side",
        ["SearchDefinition.Options"] = "each of its properties is tested",
        ["SearchDefinition.ServiceLevels"] =
            "an SLA is part of an answer's identity; a name that means other criteria is tested on its own",
        ["ScanDefinition.Variable"] = "both scans stand side by side",
        ["SlaSearchOptions.RunsPerLoad"] = "SweepDefinition.RunsPerCase takes its place",
        ["SlaSearchOptions.Rules"] = "each of its properties is tested",
    };

    private static readonly Dictionary<string, object?> Others = new()
    {
        ["SweepDefinition.ServeCommand"] = new CommandLine("vllm", "serve", "other"),
        ["SweepDefinition.Endpoint"] = new Uri("http://127.0.0.1:9000"),
        ["SweepDefinition.BenchCommand"] = new CommandLine("other", "bench"),
        ["SweepDefinition.ServerProfile"] = Launching.ServerProfiles.Sglang,
        ["SweepDefinition.OptionForms"] = new OptionForms { MultiValueOptions = ["goodput"] },
        ["SweepDefinition.ServeParameters"] = ParameterSweep.Grid(("x", [1, 2])),
        ["SweepDefinition.BenchParameters"] = ParameterSweep.Grid(("y", [1, 2])),
    };

    private static IEnumerable<TestCaseData> Properties =>
        new[] { typeof(SweepDefinition), typeof(SearchDefinition), typeof(ScanDefinition), typeof(SlaSearchOptions), typeof(SlaRules) }
            .SelectMany(type =>
                type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod?.IsPublic == true)
            )
            .Where(property => !Free.ContainsKey(NameOf(property)))
            .Select(property => new TestCaseData(property).SetArgDisplayNames(NameOf(property)));

    [Test]
    public void FreeProperties_AllExist() =>
        Assert.That(
            Free.Keys.Where(name =>
                new[] { typeof(SweepDefinition), typeof(SearchDefinition), typeof(ScanDefinition), typeof(SlaSearchOptions) }.All(type =>
                    !name.StartsWith(type.Name + ".", StringComparison.Ordinal) || type.GetProperty(name[(type.Name.Length + 1)..]) is null
                )
            ),
            Is.Empty
        );

    [TestCaseSource(nameof(Properties))]
    public void Write_AnyPropertyThatDiffers_IsWritten(PropertyInfo property) =>
        Assert.That(Write(Change(property)).GetRawText(), Is.Not.EqualTo(Write(BaseOf(property)).GetRawText()));

    [TestCaseSource(nameof(Properties))]
    public async Task Resume_AnyPropertyThatDiffers_IsRefusedWithTheDifference(PropertyInfo property)
    {
        using var folder = new ScratchFolder();
        await RunAsync(new FileResultStore(folder.Path, "e"), BaseOf(property));

        var refused = (await Assert.ThrowsAsync<InvalidInputException>(() => RunAsync(Resumed(folder), Change(property))))!;

        Assert.That(refused.Problems, Is.Not.Empty.And.All.Contains(folder["e"]));
        await RunAsync(Resumed(folder), BaseOf(property));
    }

    [TestCaseSource(nameof(Properties))]
    public async Task Resume_AnyPropertyThatDiffersInMemory_IsRefused(PropertyInfo property)
    {
        var store = new InMemoryResultStore();
        await RunAsync(store, BaseOf(property));

        await Assert.ThrowsAsync<InvalidInputException>(() => RunAsync(store, Change(property)));
    }

    [Test]
    public void Read_EveryOptionOfASearch_IsWhatWasWritten()
    {
        var options = new SlaSearchOptions();
        foreach (
            var property in typeof(SlaSearchOptions)
                .GetProperties()
                .Where(property => property.SetMethod?.IsPublic == true && property.Name != nameof(SlaSearchOptions.Rules))
        )
        {
            options = (SlaSearchOptions)With(options, property, OtherValue(property, property.GetValue(options)));
        }

        foreach (var property in typeof(SlaRules).GetProperties().Where(property => property.SetMethod?.IsPublic == true))
        {
            options = options with
            {
                Rules = (SlaRules)With(options.Rules, property, OtherValue(property, property.GetValue(options.Rules))),
            };
        }

        Assert.That(
            SearchRuleTable.Read(Results.Folder.JsonText.ToElement(writer => SearchRuleTable.Write(writer, options, prunesServers: true))),
            Is.EqualTo(options)
        );
    }

    [Test]
    public async Task Resume_OtherTolerance_NamesTheOptionAndBothValues()
    {
        using var folder = new ScratchFolder();
        await RunAsync(new FileResultStore(folder.Path, "e"), Searched);

        var refused = (
            await Assert.ThrowsAsync<InvalidInputException>(() =>
                RunAsync(
                    Resumed(folder),
                    WithOptions(options =>
                        options with
                        {
                            Tolerance = 0.1,
                            Rules = new() { SustainedShare = 0 },
                        }
                    )
                )
            )
        )!;

        Assert.That(
            refused.Problems.Select(line => line[..line.IndexOf(": what is in", StringComparison.Ordinal)]),
            Is.EqualTo(
                new[]
                {
                    "search over request_rate, tolerance (--sla-tolerance): 0.15 -> 0.1",
                    "search over request_rate, sustained share (--sustained-share): 0.95 -> 0",
                }
            )
        );
    }

    [Test]
    public async Task Resume_NameThatMeansOtherCriteria_IsRefused()
    {
        using var folder = new ScratchFolder();
        await RunAsync(new FileResultStore(folder.Path, "e"), WithLevels("""{"strict": {"p99_e2el_ms": "<=300"}}"""));

        var refused = (
            await Assert.ThrowsAsync<InvalidInputException>(() =>
                RunAsync(Resumed(folder), WithLevels("""{"strict": {"p99_e2el_ms": "<=200"}}"""))
            )
        )!;
        Assert.That(refused.Problems.Single(), Does.StartWith("SLA, strict: p99_e2el_ms<=300 -> p99_e2el_ms<=200: "));

        await RunAsync(Resumed(folder), WithLevels("""{"strict": {"p99_e2el_ms": "<=300"}, "loose": {"p99_e2el_ms": "<=400"}}"""));
        await RunAsync(Resumed(folder), WithLevels("""{"loose": {"p99_e2el_ms": "<=400"}}"""));
        await Assert.ThrowsAsync<InvalidInputException>(() =>
            RunAsync(Resumed(folder), WithLevels("""{"strict": {"p99_e2el_ms": "<=200"}}"""))
        );
    }

    [Test]
    public async Task ConcludeAgain_OtherRules_KeepsTheOldAnswerAsideAndUsesTheRuns()
    {
        using var folder = new ScratchFolder();
        var first = await RunAsync(new FileResultStore(folder.Path, "e"), Searched);
        var name = first.Plan.Servers[0].Cases[0].Name;
        var old = File.ReadAllText(folder[$"e/{name}/SLA-p99_e2el_ms-le-300.json"]);
        var changed = WithOptions(options => options with { Tolerance = 0.1 });

        var events = new EventCollector<SweepEvent>();
        var again = await RunAsync(
            new FileResultStore(folder.Path, "e", new() { Mode = ExperimentMode.Resume, ConcludeAgain = true }),
            changed,
            events
        );

        var kept = Directory.GetFiles(folder["e/stale"], "SLA-*.json", SearchOption.AllDirectories);
        Assert.Multiple(() =>
        {
            Assert.That(again.Answers.Select(answer => answer.Result.Options!.Tolerance), Is.All.EqualTo(0.1));
            Assert.That(again.Answers.Sum(answer => answer.Result.StoredRuns), Is.GreaterThan(0));
            Assert.That(kept, Has.Length.EqualTo(2));
            Assert.That(kept.Select(File.ReadAllText), Has.Exactly(1).EqualTo(old));
            Assert.That(
                events.Events.OfType<SweepStarted>().Single().Notes,
                Has.Exactly(1).Contains("found under other rules").And.Exactly(1).Contains(folder["e/stale"])
            );
            Assert.That(
                JsonDocument
                    .Parse(File.ReadAllText(folder[$"e/{name}/SLA-p99_e2el_ms-le-300.json"]))
                    .RootElement.GetProperty("rules")
                    .GetProperty("tolerance")
                    .GetDouble(),
                Is.EqualTo(0.1)
            );
        });
        await RunAsync(Resumed(folder), changed);
        await Assert.ThrowsAsync<InvalidInputException>(() => RunAsync(Resumed(folder), Searched));
    }

    [Test]
    public async Task Resume_OtherVariable_KeepsBothAnswers()
    {
        using var folder = new ScratchFolder();
        await RunAsync(new FileResultStore(folder.Path, "e"), Searched);
        await RunAsync(Resumed(folder), Searched with { Search = Searched.Search! with { Variable = LoadVariable.MaxConcurrency } });

        var files = Directory.GetFiles(folder["e"], "SLA-*.json", SearchOption.AllDirectories).Select(Path.GetFileName);
        Assert.That(
            files,
            Is.EquivalentTo(
                new[]
                {
                    "SLA-p99_e2el_ms-le-300.json",
                    "SLA-p99_e2el_ms-le-300.json",
                    "SLA-max_concurrency-p99_e2el_ms-le-300.json",
                    "SLA-max_concurrency-p99_e2el_ms-le-300.json",
                }
            )
        );

        // The rules of the first search are still known.
        await Assert.ThrowsAsync<InvalidInputException>(() =>
            RunAsync(Resumed(folder), WithOptions(options => options with { Tolerance = 0.1 }))
        );
    }

    [Test]
    public async Task Resume_ExperimentThatDoesNotKnowItsRules_IsReadAndSaysSoOnce()
    {
        using var folder = new ScratchFolder();
        await RunAsync(new FileResultStore(folder.Path, "e"), Searched);
        var file = folder["e/experiment.json"];
        using (var stored = JsonDocument.Parse(File.ReadAllText(file)))
        {
            File.WriteAllText(
                file,
                "{"
                    + string.Join(
                        ',',
                        stored
                            .RootElement.EnumerateObject()
                            .Where(property => property.Name != "rules")
                            .Select(property => property.ToString())
                    )
                    + "}"
            );
        }

        var changed = WithOptions(options => options with { Tolerance = 0.1 });
        var events = new EventCollector<SweepEvent>();
        await RunAsync(Resumed(folder), changed, events);
        Assert.That(events.Events.OfType<SweepStarted>().Single().Notes, Has.Exactly(1).Contains("does not say under which rules"));

        events = new EventCollector<SweepEvent>();
        await RunAsync(Resumed(folder), changed, events);
        Assert.That(events.Events.OfType<SweepStarted>().Single().Notes, Has.None.Contains("under which rules"));
    }

    private static FileResultStore Resumed(ScratchFolder folder) =>
        new(folder.Path, "e", new() { Mode = ExperimentMode.Resume, IsDurable = false });

    private static async Task<SweepReport> RunAsync(
        IResultStore store,
        SweepDefinition definition,
        EventCollector<SweepEvent>? events = null
    )
    {
        var runner = new ScriptedBenchmarkRunner { Script = (request, _) => Task.FromResult(QueueServer.Measure(request)) };
        return await new SweepRunner(new FakeServerLauncher(), runner, new RecordingCacheResetter(), store).RunAsync(
            SweepPlanner.Plan(definition),
            events
        );
    }

    private static JsonElement Write(SweepDefinition definition) => DefinitionJson.Write(definition);

    private static string NameOf(PropertyInfo property) => $"{property.DeclaringType!.Name}.{property.Name}";

    private static SweepDefinition WithOptions(Func<SlaSearchOptions, SlaSearchOptions> change) =>
        Searched with
        {
            Search = Searched.Search! with { Options = change(Searched.Search.Options) },
        };

    private static SweepDefinition WithLevels(string json) =>
        Searched with
        {
            Search = Searched.Search! with { ServiceLevels = ServiceLevel.ParseList(json, "levels") },
        };

    private static SweepDefinition BaseOf(PropertyInfo property) =>
        property.Name == nameof(SweepDefinition.RunOrder) ? Searched with { Search = null }
        : property.DeclaringType == typeof(ScanDefinition) ? Scanned
        : Searched;

    private static SweepDefinition Change(PropertyInfo property)
    {
        var start = BaseOf(property);
        return property.DeclaringType!.Name switch
        {
            nameof(SweepDefinition) => (SweepDefinition)Other(start),
            nameof(SearchDefinition) => start with { Search = (SearchDefinition)Other(start.Search!) },
            nameof(ScanDefinition) => start with { Scan = (ScanDefinition)Other(start.Scan!) },
            nameof(SlaSearchOptions) => start with
            {
                Search = start.Search! with { Options = (SlaSearchOptions)Other(start.Search.Options) },
            },
            _ => start with
            {
                Search = start.Search! with { Options = start.Search.Options with { Rules = (SlaRules)Other(start.Search.Options.Rules) } },
            },
        };

        object Other(object owner) => With(owner, property, OtherValue(property, property.GetValue(owner)));
    }

    private static object With(object owner, PropertyInfo property, object? value)
    {
        var copy = owner.GetType().GetMethod("<Clone>$")!.Invoke(owner, null)!;
        property.SetValue(copy, value);
        return copy;
    }

    private static object? OtherValue(PropertyInfo property, object? value)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return Others.TryGetValue(NameOf(property), out var other) ? other
            : type == typeof(bool) ? !(bool)value!
            : type == typeof(int) ? ((int?)value ?? 30) + 1
            : type == typeof(double) ? (value is 0.0 ? 0.5 : ((double?)value ?? 2) / 2)
            : type == typeof(TimeSpan) ? ((TimeSpan?)value ?? TimeSpan.FromSeconds(30)) + TimeSpan.FromSeconds(7)
            : type.IsEnum
                ? Enum.GetValuesAsUnderlyingType(type)
                    .Cast<object>()
                    .Select(one => Enum.ToObject(type, one))
                    .First(one => !one.Equals(value))
            : throw new InvalidOperationException($"Say in this test what other value {NameOf(property)} may have.");
    }
}
