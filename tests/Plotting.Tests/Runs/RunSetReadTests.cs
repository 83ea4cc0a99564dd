using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Parameters;
using ServeMulti.Results;

namespace ServeMulti.Plotting.Runs;

[TestFixture]
public sealed class RunSetReadTests
{
    private const string Client =
        """{"date": "20250325-225758", "backend": "openai", "num_prompts": 100, "request_rate": "inf", "max_concurrency": 8, "duration": 10.0, "completed": 100, "total_input_tokens": 51200, "total_output_tokens": 12800, "request_throughput": 10.0, "request_goodput:": null, "p99_ttft_ms": NaN, "itls": [1, 2]}""";

    private readonly ResultFolder _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task ReadAsync_MetricsBeforeTheDuration_AreNoSettings()
    {
        foreach (var (config, run) in from config in new[] { "a", "b" } from run in new[] { 0, 1 } select (config, run))
        {
            _folder.Write(
                $"{config}{run}.json",
                $$"""{"request_throughput": {{run + 1}}, "max_num_seqs": 4, "p99_e2el_ms": 10{{run}}, "completed": 10, "duration": 1, "config": "{{config}}"}"""
            );
        }

        var runs = await RunSet.ReadAsync(_folder.Path);

        Assert.That(runs.ServerKeys, Is.EqualTo(new[] { "config" }));
    }

    [Test]
    public async Task ReadAsync_OwnExperiment_FindsCasesAndParameters()
    {
        await WriteExperimentAsync();

        var runs = await RunSet.ReadAsync(Path.Combine(_folder.Path, "own"));

        Assert.Multiple(() =>
        {
            Assert.That(runs.Select(run => run.Case).Distinct().Count(), Is.EqualTo(2));
            Assert.That(runs, Has.Count.EqualTo(4));
            Assert.That(runs.ServerKeys, Is.EqualTo(["max_num_seqs"]));
            Assert.That(runs.BenchmarkKeys, Is.EqualTo(["random_input_len"]));
            Assert.That(runs.Problems, Is.Empty);
            Assert.That(runs.Select(run => run["max_num_seqs"].ToString()), Is.EqualTo(["4", "4", "16", "16"]));
            Assert.That(runs.Select(run => run["run_number"].ToString()), Is.EqualTo(["0", "1", "0", "1"]));
        });
    }

    [Test]
    public async Task ReadAsync_OwnExperimentWithoutJournal_FindsTheSame()
    {
        await WriteExperimentAsync();
        var before = await RunSet.ReadAsync(Path.Combine(_folder.Path, "own"));
        File.Delete(Path.Combine(_folder.Path, "own", "runs.jsonl"));

        var after = await RunSet.ReadAsync(Path.Combine(_folder.Path, "own"));

        Assert.That(after.Select(Describe), Is.EqualTo(before.Select(Describe)));
    }

    [Test]
    public async Task From_RecordsOfAStore_AreThoseOfItsFolder()
    {
        var records = await WriteExperimentAsync();

        Assert.That(
            RunSet.From(records).Select(Describe),
            Is.EqualTo((await RunSet.ReadAsync(Path.Combine(_folder.Path, "own"))).Select(Describe))
        );
    }

    [Test]
    public async Task ReadAsync_OriginalFolder_OneCasePerFolder()
    {
        _folder.Write(
            "SERVE-max_num_seqs=4-BENCH-random_input_len=64/run=0.json",
            """{"request_throughput": 1, "run_number": 0, "max_num_seqs": 4, "random_input_len": 64}"""
        );
        _folder.Write(
            "SERVE-max_num_seqs=4-BENCH-random_input_len=64/run=1.json",
            """{"request_throughput": 2, "run_number": 1, "max_num_seqs": 4, "random_input_len": 64}"""
        );
        _folder.Write("SERVE-max_num_seqs=4-BENCH-random_input_len=64/summary.json", "[]");
        _folder.Write(
            "SERVE-max_num_seqs=4-BENCH/request_rate=10/run=0.json",
            """{"request_throughput": 3, "run_number": 0, "max_num_seqs": 4, "request_rate": 10}"""
        );
        _folder.Write("SERVE-max_num_seqs=4-BENCH/SLA-p99_e2el_ms<=500.00.json", """[{"request_throughput": 3}]""");

        var runs = await RunSet.ReadAsync(_folder.Path);

        Assert.Multiple(() =>
        {
            Assert.That(
                runs.Select(run => run.Case),
                Is.EqualTo([
                    "SERVE-max_num_seqs=4-BENCH/request_rate=10",
                    "SERVE-max_num_seqs=4-BENCH-random_input_len=64",
                    "SERVE-max_num_seqs=4-BENCH-random_input_len=64",
                ])
            );
            Assert.That(runs.ServerKeys, Is.EqualTo(["max_num_seqs"]));
            Assert.That(runs.BenchmarkKeys, Is.EquivalentTo(["request_rate", "random_input_len"]));
        });
    }

    [Test]
    public async Task ReadAsync_SummaryAlone_IsReadRunByRun()
    {
        _folder.Write(
            "exp/SERVE--tp=2-BENCH--n=1/summary.json",
            """[{"request_throughput": 1, "run_number": 0, "tp": 2}, {"request_throughput": 2, "run_number": 1, "tp": 2}]"""
        );

        var runs = await RunSet.ReadAsync(_folder.Path);

        Assert.That(
            runs.Select(run => (run.Case, run["request_throughput"].ToString())),
            Is.EqualTo([("exp/SERVE--tp=2-BENCH--n=1", "1"), ("exp/SERVE--tp=2-BENCH--n=1", "2")])
        );
    }

    [Test]
    public async Task ReadAsync_SingleFiles_EachIsACaseWithItsTokens()
    {
        _folder.Write("a.json", Client);
        _folder.Write("b.json", Client);

        var runs = await RunSet.ReadAsync(_folder.Path);

        Assert.Multiple(() =>
        {
            Assert.That(runs.Select(run => run.Case).Distinct().Count(), Is.EqualTo(2));
            Assert.That(runs.Select(run => run["file"].ToString()), Is.EqualTo(["a", "b"]));
            Assert.That(runs[0]["input_tokens_per_request"].ToString(), Is.EqualTo("512.0"));
            Assert.That(runs[0]["output_tokens_per_request"].ToString(), Is.EqualTo("128.0"));
            Assert.That(runs[0].TryFindNumber("request_rate", out var rate) ? rate : 0, Is.EqualTo(double.PositiveInfinity));
            Assert.That((runs[0].Has("p99_ttft_ms"), runs[0]["p99_ttft_ms"].IsEmpty), Is.EqualTo((true, true)));
            Assert.That(runs.Keys, Does.Contain("request_goodput").And.Not.Contain("itls").And.Not.Contain("request_goodput:"));
        });
    }

    [Test]
    public async Task ReadAsync_AppendedResults_CasesByTheirSettings()
    {
        _folder.Write("all.json", Client + "\n" + Client + "\n" + Client.Replace("\"max_concurrency\": 8", "\"max_concurrency\": 16"));

        var runs = await RunSet.ReadAsync(_folder.Path);

        Assert.That(runs.GroupBy(run => run.Case).Select(group => group.Count()), Is.EqualTo([2, 1]));
    }

    [Test]
    public async Task ReadAsync_SglangLines_HaveTheNamesOfVllm()
    {
        var path = _folder.Write(
            "sglang.jsonl",
            """
            {"backend": "sglang", "request_rate": Infinity, "max_concurrency": 4, "duration": 5.0, "completed": 20, "output_throughput": 80.0, "total_throughput": 160.0, "mean_e2e_latency_ms": 11.5, "p99_e2e_latency_ms": 20.5}
            {"backend": "sglang", "request_rate": 8.0, "max_concurrency": null, "duration": 5.0, "completed": 20, "output_throughput": 81.0, "p99_e2e_latency_ms": 21.5}
            """
        );

        var runs = await RunSet.ReadAsync(path);

        Assert.Multiple(() =>
        {
            Assert.That(runs.Select(run => run["p99_e2el_ms"].ToString()), Is.EqualTo(["20.5", "21.5"]));
            Assert.That(runs[0]["total_token_throughput"].ToString(), Is.EqualTo("160.0"));
            Assert.That(runs[0].TryFindNumber("request_rate", out var rate) ? rate : 0, Is.EqualTo(double.PositiveInfinity));
        });
    }

    [Test]
    public async Task ReadAsync_BadFile_IsNamedAndSkipped()
    {
        _folder.Write("good.json", Client);
        _folder.Write("torn.json", Client[..40]);
        _folder.Write("other.json", """{"a": 1}""");
        _folder.Write("SERVE-BENCH/run=0.json", "{");

        var runs = await RunSet.ReadAsync(_folder.Path);

        Assert.Multiple(() =>
        {
            Assert.That(runs, Has.Count.EqualTo(1));
            Assert.That(
                runs.Problems,
                Has.Count.EqualTo(3)
                    .And.Some.StartsWith("torn.json:")
                    .And.Some.StartsWith("other.json:")
                    .And.Some.StartsWith("SERVE-BENCH/run=0.json:")
            );
        });
    }

    [TestCase("all.jsonl")]
    [TestCase("all.json")]
    public async Task ReadAsync_LineThatWasCutOff_CostsNoOther(string name)
    {
        _folder.Write(
            name,
            $"{Client}\n{Client[..90]}\n{Client.Replace("\"max_concurrency\": 8", "\"max_concurrency\": 16")}\n{Client[..20]}"
        );

        var runs = await RunSet.ReadAsync(_folder.Path);

        Assert.Multiple(() =>
        {
            Assert.That(runs.Select(run => run["max_concurrency"].ToString()), Is.EqualTo(["8", "16"]));
            Assert.That(runs.Select(run => run.Source), Is.EqualTo([$"{name}:1", $"{name}:3"]));
            Assert.That(runs.Select(run => run.Has("p99_ttft_ms")), Has.All.True, "a bare NaN behind a torn string is read");
            Assert.That(
                runs.Problems,
                Is.EqualTo(
                    new[] { 2, 4 }.Select(line =>
                        $"{name}, line {line}: it is cut off or no JSON. The line was skipped; 2 results of the file were read."
                    )
                )
            );
        });
    }

    [TestCase("17")]
    [TestCase("oops")]
    [TestCase("""{"a": 1}""")]
    public async Task ReadAsync_LineThatIsNoResult_IsNamed(string line)
    {
        _folder.Write("all.jsonl", $"{Client}\n{line}\n{Client}\n");

        var runs = await RunSet.ReadAsync(_folder.Path);

        Assert.Multiple(() =>
        {
            Assert.That(runs, Has.Count.EqualTo(2));
            Assert.That(runs.Problems.Single(), Does.StartWith("all.jsonl, line 2: ").And.EndWith("2 results of the file were read."));
        });
    }

    [Test]
    public async Task ReadAsync_IndentedResultThatWasCutOff_CostsNoOther()
    {
        var indented = Client.Replace(", ", ",\n ", StringComparison.Ordinal);
        _folder.Write("all.json", $"{indented}\n{indented[..150]}\n{indented}");

        var runs = await RunSet.ReadAsync(_folder.Path);

        Assert.That((runs.Count, runs.Problems.Count), Is.EqualTo((2, 1)));
    }

    [Test]
    public async Task ReadAsync_SummaryThatWasCutOff_KeepsTheRunsBefore()
    {
        _folder.Write(
            "SERVE-BENCH/summary.json",
            """
            [
              {"request_throughput": 1, "run_number": 0},
              {"request_throughput": 2, "run_nu
            """
        );

        var runs = await RunSet.ReadAsync(_folder.Path);

        Assert.Multiple(() =>
        {
            Assert.That(runs.Select(run => run["request_throughput"].ToString()), Is.EqualTo(["1"]));
            Assert.That(runs.Problems.Single(), Does.StartWith("SERVE-BENCH/summary.json, line 3: "));
        });
    }

    [Test]
    public async Task ReadAsync_ListOfResults_IsReadOneByOne()
    {
        _folder.Write("list.json", $"[{Client},\n{Client}]");

        Assert.That(await RunSet.ReadAsync(_folder.Path), Has.Count.EqualTo(2));
    }

    [TestCase("""{"request_throughput": {"value": 3}, "duration": [1, 2]}""")]
    [TestCase("""{"request_throughput": null, "completed": "many"}""")]
    [TestCase("""{"duration": NaN}""")]
    public void ReadAsync_FileWithoutANumber_IsNoResult(string text)
    {
        _folder.Write("other.json", text);

        Assert.That(
            () => RunSet.ReadAsync(_folder.Path),
            Throws.InstanceOf<InvalidInputException>().With.Message.Contains("other.json: It holds no benchmark result")
        );
    }

    [Test]
    public async Task ReadAsync_RunWithoutANumber_IsNoResult()
    {
        _folder.Write("SERVE-BENCH/run=0.json", """{"error": "no", "run_number": 0, "max_num_seqs": 4}""");
        _folder.Write("SERVE-BENCH/run=1.json", """{"request_throughput": 2, "run_number": 1, "max_num_seqs": 4}""");

        var runs = await RunSet.ReadAsync(_folder.Path);

        Assert.That(
            (runs.Count, runs.Problems.Single()),
            Is.EqualTo((1, "SERVE-BENCH/run=0.json: It holds no benchmark result: it contains no number. It was skipped."))
        );
    }

    [Test]
    public void ReadAsync_NothingThere_IsRefused()
    {
        _folder.Write("torn.json", "{");

        Assert.That(() => RunSet.ReadAsync(_folder.Path), Throws.InstanceOf<InvalidInputException>().With.Message.Contains("torn.json"));
    }

    [Test]
    public void ReadAsync_NoFolder_IsRefused() =>
        Assert.That(
            () => RunSet.ReadAsync(Path.Combine(_folder.Path, "missing")),
            Throws.InstanceOf<InvalidInputException>().With.Message.Contains("missing")
        );

    private static string Describe(RunValues run) =>
        string.Join(
            ' ',
            ((string[])["request_throughput", "p99_ttft_ms", "run_number", "max_num_seqs", "random_input_len"]).Select(key =>
                $"{key}={run[key]}"
            )
        );

    private async Task<IReadOnlyList<RunRecord>> WriteExperimentAsync()
    {
        BenchmarkCase[] cases = [Case(4), Case(16)];
        await using var session = await new FileResultStore(
            _folder.Path,
            "own",
            new FileResultStoreOptions { IsDurable = false }
        ).OpenAsync(new Experiment { Cases = cases, RunsPerCase = 2 });
        foreach (var (one, run) in cases.SelectMany(one => Enumerable.Range(0, 2).Select(run => (one, run))))
        {
            await session.SaveRunAsync(
                new RunRecord(one, run, ResultDocument.FromMetrics([new("request_throughput", 3 + run), new("p99_ttft_ms", 50.5)]))
            );
        }

        await session.CompleteAsync();
        return await session.ListRunsAsync().ToListAsync();
    }

    private static BenchmarkCase Case(int sequences) =>
        new()
        {
            ServeCommand = new CommandLine("server"),
            BenchCommand = new CommandLine("bench"),
            ServeParameters = new ParameterSet { { "max_num_seqs", sequences } },
            BenchParameters = new ParameterSet { { "random_input_len", 64 } },
        };
}
