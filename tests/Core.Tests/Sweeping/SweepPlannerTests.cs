using CsCheck;
using ServeMulti.Cases;
using ServeMulti.Parameters;
using ServeMulti.Sla;

namespace ServeMulti.Sweeping;

public sealed class SweepPlannerTests
{
    private static readonly SweepDefinition Definition = new()
    {
        ServeCommand = CommandLine.Parse("vllm serve m"),
        BenchCommand = CommandLine.Parse("vllm bench serve"),
        RunsPerCase = 2,
    };

    [TestCase(1_000_000, true)]
    [TestCase(1_000_001, false)]
    [TestCase(int.MaxValue, false)]
    public void Plan_ManyRuns_AreRefusedAboveAMillion(int runs, bool isGood) =>
        Assert.That(
            SweepPlanner.Validate(new SweepDefinition { RunsPerCase = runs }),
            isGood ? Is.Empty : Has.One.StartsWith($"The number of runs is {runs}; ")
        );

    [Test]
    public void Plan_MoreRunsThanCanBeCounted_AreRefused()
    {
        var problems = SweepPlanner.Validate(
            new SweepDefinition
            {
                RunsPerCase = 1_000_000,
                ServeParameters = ParameterSweep.Grid(("a", [.. Enumerable.Range(0, 50).Select(number => (ParameterValue)number)])),
                BenchParameters = ParameterSweep.Grid(("b", [.. Enumerable.Range(0, 50).Select(number => (ParameterValue)number)])),
            }
        );

        Assert.That(problems, Is.EqualTo(new[] { "The plan is too large: 2500 cases of up to 1000000 runs." }));
    }

    [Test]
    public void Plan_NoParameters_PlansOneCaseOfTheCommandsAsTheyAre()
    {
        var plan = SweepPlanner.Plan(Definition);

        Assert.That(plan.Servers, Has.Count.EqualTo(1));
        Assert.That(plan.Servers[0].Command, Is.EqualTo(Definition.ServeCommand));
        Assert.That(plan.Servers[0].Cases.Single().Command, Is.EqualTo(Definition.BenchCommand));
        Assert.That(plan.RunCount, Is.EqualTo(2));
    }

    [Test]
    public void Plan_TwoSweeps_PlansEveryCombinationInTheOrderOfTheSets()
    {
        var plan = SweepPlanner.Plan(
            Definition with
            {
                ServeParameters = [new() { { "s", 1 } }, new() { { "s", 2 } }],
                BenchParameters = [new() { { "b", 1 } }, new() { { "b", 2 } }],
            }
        );

        Assert.That(
            plan.Servers.SelectMany(server => server.Cases).Select(planned => planned.Name),
            Is.EqualTo(new[] { "SERVE-s=1-BENCH-b=1", "SERVE-s=1-BENCH-b=2", "SERVE-s=2-BENCH-b=1", "SERVE-s=2-BENCH-b=2" })
        );
        Assert.That(
            plan.Servers.Select(server => server.Command!.ToString()),
            Is.EqualTo(new[] { "vllm serve m --s 1", "vllm serve m --s 2" })
        );
    }

    [Test]
    public void Plan_RepeatedSets_PlansThemOnceAndSaysSo()
    {
        var plan = SweepPlanner.Plan(
            Definition with
            {
                ServeParameters = [new() { { "a_b", 1 }, { "c", 2 } }, new() { { "c", 2 }, { "a-b", 1 } }],
                BenchParameters = [new() { { "b", 1 } }, new() { { "b", "1" } }, new() { { "b", 1 } }],
            }
        );

        Assert.That(plan.Servers, Has.Count.EqualTo(1));
        Assert.That(plan.Servers[0].Cases, Has.Count.EqualTo(2), "1 and \"1\" are different values");
        Assert.That(
            plan.Notes,
            Is.EqualTo(
                new[]
                {
                    "serve parameter set 2 repeats set 1; it is planned once.",
                    "bench parameter set 3 repeats set 1; it is planned once.",
                }
            )
        );
    }

    [Test]
    public void Plan_Links_KeepsOnlyEqualPairsAndStartsNoServerWithoutACase()
    {
        var plan = SweepPlanner.Plan(
            Definition with
            {
                ServeParameters =
                [
                    new() { { "max_num_seqs", 1 } },
                    new() { { "max_num_seqs", 2 } },
                    new() { { "other", 1 } },
                    new() { { "max_num_seqs", "1" } },
                ],
                BenchParameters = [new() { { "max_concurrency", 1 } }, new() { { "max_concurrency", 3 } }],
                Links = ParameterLink.ParseList("max_num_seqs=max_concurrency"),
            }
        );

        Assert.That(plan.Servers, Has.Count.EqualTo(1));
        Assert.That(plan.Servers[0].Cases.Single().Name, Is.EqualTo("SERVE-max_num_seqs=1-BENCH-max_concurrency=1"));
        Assert.That(
            plan.Notes.Single(),
            Is.EqualTo("7 of 8 combinations are left out by the links; 3 of 4 servers have no case left and are not started.")
        );
    }

    [Test]
    public void Plan_SeveralProblems_ListsAllOfThem()
    {
        var problems = SweepPlanner.Validate(
            Definition with
            {
                RunsPerCase = 0,
                WarmupPrompts = -1,
                FailedShareLimit = 1,
                ReadyTimeout = TimeSpan.Zero,
                RunTimeout = TimeSpan.FromSeconds(-1),
                ServeParameters = [],
                Endpoint = new Uri("ftp://x"),
                Links = [new("a", "b")],
            }
        );

        Assert.That(
            problems,
            Is.EqualTo(
                new[]
                {
                    "The number of runs is 0; it must be at least 1.",
                    "The number of warm-up prompts is -1; it must be at least 0.",
                    "The share of requests that may fail is 1; it must be from 0 to below 1.",
                    "The server's ready timeout is 0 s; it must be more than 0.",
                    "The run timeout is -1 s; it must be more than 0.",
                    "The plan is empty: there is no serve parameter set. Leave the serve parameters out to run the command as it is.",
                    "The endpoint 'ftp://x' is not an http or https address such as http://127.0.0.1:8000.",
                    "The link a=b: no serve parameter set has the key 'a'.",
                    "The link a=b: no bench parameter set has the key 'b'.",
                }
            )
        );
    }

    [Test]
    public void Plan_BadDefinition_ThrowsWithEveryProblem()
    {
        var definition = Definition with { RunsPerCase = 0, WarmupPrompts = -1 };

        var exception = Assert.Throws<InvalidInputException>(() => SweepPlanner.Plan(definition));
        Assert.That(exception!.Problems, Has.Count.EqualTo(2).And.EqualTo(SweepPlanner.Validate(definition)));
    }

    [Test]
    public void PlannedParts_AsRequests_AreWhatTheSweepItselfWouldAsk()
    {
        var definition = Definition with
        {
            ServeParameters = [new() { { "max_num_seqs", 16 } }],
            BenchParameters = [new() { { "b", 1 } }],
            ServerEnvironment = new Dictionary<string, string?> { ["A"] = "1" },
            ReadyTimeout = TimeSpan.FromSeconds(7),
            RunTimeout = TimeSpan.FromSeconds(9),
            WarmupPrompts = 5,
        };
        var server = SweepPlanner.Plan(definition).Servers.Single();
        var planned = server.Cases.Single();
        var endpoint = new Uri("http://127.0.0.1:8000");
        var run = new SlaRunRequest(LoadVariable.RequestRate, 4, 120, 2);

        var spec = server.ToServerSpec("logs");
        Assert.That(
            (spec.Command, spec.Parameters, spec.ReadyTimeout, spec.LogPath),
            Is.EqualTo((server.Command, server.Parameters, TimeSpan.FromSeconds(7), Path.Combine("logs", "server-1.log")))
        );
        Assert.That(spec.Environment, Is.SameAs(definition.ServerEnvironment));
        Assert.That(server.ToServerSpec().LogPath, Is.Null);
        var request = planned.ToRequest(endpoint, runNumber: 1);
        Assert.That(
            (request.Command, request.Endpoint, request.RunNumber, request.Timeout),
            Is.EqualTo((planned.Command, endpoint, 1, TimeSpan.FromSeconds(9)))
        );
        Assert.That(planned.ToRequest(endpoint, runNumber: -1).Parameters.Find("num_prompts").ToInt64(), Is.EqualTo(5));
        var atLoad = planned.ToRequest(endpoint, run);
        Assert.That(
            (atLoad.Command!.ToString(), atLoad.RunNumber),
            Is.EqualTo(("vllm bench serve --b 1 --request-rate 4 --num-prompts 120", 2))
        );
        Assert.That(planned.AtLoad(run).Load, Is.EqualTo(new CaseLoad("request_rate", 4)));
        Assert.That(() => planned.ToRequest(endpoint, runNumber: -2), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Plan_LinksThatNothingSatisfies_IsEmptyAndSaysWhy()
    {
        var problems = SweepPlanner.Validate(
            Definition with
            {
                ServeParameters = [new() { { "a", 1 } }],
                BenchParameters = [new() { { "b", 2 } }],
                Links = [new("a", "b")],
            }
        );

        Assert.That(problems, Is.EqualTo(new[] { "The plan is empty: no combination satisfies the links a=b." }));
    }

    [Test]
    public void Plan_SearchWithShortRunsAndManyPrompts_SaysBelowWhichRateRunsLastLonger()
    {
        var search = new SearchDefinition
        {
            ServiceLevels = [ServiceLevel.Parse("p99_e2el_ms<=500")],
            Variable = LoadVariable.RequestRate,
            Options = new() { RunTime = TimeSpan.FromSeconds(10) },
        };

        Assert.That(
            SweepPlanner.Plan(Definition with { Search = search, BenchParameters = [new() { { "num_prompts", 400 } }] }).Notes,
            Is.EqualTo(
                new[]
                {
                    "A run of the search has at least 400 prompts (num_prompts): below 40 req/s it lasts longer than the 10 s that were requested (--sla-run-seconds).",
                }
            )
        );
        Assert.That(SweepPlanner.Plan(Definition with { Search = search with { Options = new() } }).Notes, Is.Empty);
    }

    [Test]
    public void Plan_ServeParametersForARunningServer_IsAProblem()
    {
        var problems = SweepPlanner.Validate(
            Definition with
            {
                ServeCommand = null,
                Endpoint = new Uri("http://127.0.0.1:8000"),
                ServeParameters = [new() { { "a", 1 } }],
            }
        );

        Assert.That(
            problems.Single(),
            Does.StartWith("Serve parameters cannot be laid over the server that is already running at http://127.0.0.1:8000")
        );
    }

    [Test]
    public void Plan_AnySweep_HoldsEveryDistinctCombinationExactlyOnce() =>
        Gen.Select(Gen.Int[0, 5].Array[1, 6], Gen.Int[0, 5].Array[1, 6])
            .Sample(
                (serve, bench) =>
                {
                    var plan = SweepPlanner.Plan(
                        Definition with
                        {
                            ServeParameters = [.. serve.Select(value => new ParameterSet { { "s", value } })],
                            BenchParameters = [.. bench.Select(value => new ParameterSet { { "b", value } })],
                        }
                    );
                    var planned = plan.Servers.SelectMany(server => server.Cases).Select(item => item.Name).ToArray();
                    var expected = from s in serve.Distinct() from b in bench.Distinct() select $"SERVE-s={s}-BENCH-b={b}";
                    Assert.That(planned, Is.EqualTo(expected));
                }
            );

    [TestCase("", "v", "'' is not a name of an environment variable; it must not be empty or hold '=' or a NUL character.")]
    [TestCase("A=B", "v", "'A=B' is not a name of an environment variable; it must not be empty or hold '=' or a NUL character.")]
    [TestCase("A\0", "v", @"'A\0' is not a name of an environment variable; it must not be empty or hold '=' or a NUL character.")]
    [TestCase("A", "secret\0", "The value of environment variable A holds a NUL character.")]
    public void Plan_EnvironmentThatNoProcessCanHave_IsAProblemThatTellsNoValue(string name, string value, string problem) =>
        Assert.That(
            SweepPlanner.Validate(Definition with { ServerEnvironment = new Dictionary<string, string?> { [name] = value } }),
            Is.EqualTo(new[] { problem })
        );

    [TestCase("api_key", true)]
    [TestCase("hf-token", true)]
    [TestCase("header", true)]
    [TestCase("max_num_batched_tokens", false)]
    [TestCase("tokenizer", false)]
    public void Plan_ParameterThatLooksLikeASecret_IsSaidOnce(string key, bool isSaid) =>
        Assert.That(
            SweepPlanner.Plan(Definition with { ServeParameters = [new() { { key, 1 } }, new() { { key, 2 } }] }).Notes,
            isSaid ? Has.Count.EqualTo(1).And.One.StartsWith($"serve parameter {key} looks like a secret: ") : Is.Empty
        );

    [Test]
    public void Shard_AnyCount_CutsThePlanIntoPartsThatTogetherAreThePlan() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[1, 9])
            .Sample(
                (servers, count) =>
                {
                    var plan = SweepPlanner.Plan(
                        Definition with
                        {
                            ServeParameters = [.. Enumerable.Range(0, servers).Select(value => new ParameterSet { { "s", value } })],
                        }
                    );
                    var parts = Enumerable.Range(0, count).SelectMany(index => plan.Shard(index, count).Servers);
                    Assert.That(parts.OrderBy(server => server.Index), Is.EqualTo(plan.Servers));
                }
            );

    [TestCase(0, 0)]
    [TestCase(-1, 2)]
    [TestCase(2, 2)]
    public void Shard_NoSuchPart_IsRefused(int index, int count) =>
        Assert.That(() => SweepPlanner.Plan(Definition).Shard(index, count), Throws.InstanceOf<ArgumentOutOfRangeException>());
}
