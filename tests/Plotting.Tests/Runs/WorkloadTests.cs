using System.Globalization;

namespace ServeMulti.Plotting.Runs;

/// <summary>Which results are of one workload and one configuration, as far as files tell.</summary>
[TestFixture]
public sealed class WorkloadTests
{
    private readonly ResultFolder _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task ReadAsync_MeasurementThatIsNotFinite_IsNoSetting()
    {
        _folder.Write(
            "a.json",
            """{"label": "a", "duration": 5, "completed": 5, "request_throughput": 1, "p99_ttft_ms": 5, "p99_itl_ms": Infinity}"""
        );
        _folder.Write(
            "b.json",
            """{"label": "b", "duration": 5, "completed": 5, "request_throughput": 1, "p99_ttft_ms": NaN, "p99_itl_ms": 7}"""
        );

        Assert.That((await RunSet.ReadAsync(_folder.Path)).ServerKeys, Is.EqualTo(["label"]));
    }

    [Test]
    public async Task ReadAsync_LengthsInTheSumsAlone_NameWorkloads()
    {
        Write("a", 938, 170, 1);
        Write("b", 938, 170, 8);
        Write("c", 465, 85, 8);

        var runs = await RunSet.ReadAsync(_folder.Path);

        Assert.Multiple(() =>
        {
            Assert.That(
                runs.Select(run => run["workload"].ToString()),
                Is.EqualTo(["938 tokens in, 170 out", "938 tokens in, 170 out", "465 tokens in, 85 out"])
            );
            Assert.That(runs.WorkloadKeys, Does.Contain("workload").And.Not.Contain("max_concurrency"));
            Assert.That(runs.BenchmarkKeys, Does.Contain("max_concurrency"));
        });
    }

    [TestCase(new[] { 100.0, 105, 109 }, 1)]
    [TestCase(new[] { 100.0, 130 }, 2)]
    [TestCase(new[] { 100.0, 109, 118, 128 }, 2)]
    public async Task ReadAsync_LengthsThatWereDrawn_AreOneWorkloadWhereTheyLieCloseTogether(double[] lengths, int expected)
    {
        for (var index = 0; index < lengths.Length; index++)
        {
            Write($"r{index}", lengths[index], 50, index + 1);
        }

        Assert.That(
            (await RunSet.ReadAsync(_folder.Path)).Select(run => run["workload"].ToString()).Distinct().Count(),
            Is.EqualTo(expected)
        );
    }

    [TestCase("\"random_input_len\": {0}, \"random_output_len\": 64", "random_input_len")]
    [TestCase("\"isl\": {0}, \"osl\": 64", "isl")]
    [TestCase("\"isl\": 512, \"osl\": 64, \"dataset_name\": \"d{0}\"", "dataset_name")]
    public async Task ReadAsync_LengthsThatWereAskedFor_AreTheWorkload(string settings, string key)
    {
        Write("a", 300, 60, 1, settings.Replace("{0}", "512"));
        Write("b", 330, 50, 2, settings.Replace("{0}", "512"));
        Write("c", 301, 60, 2, settings.Replace("{0}", "1024"));

        var runs = await RunSet.ReadAsync(_folder.Path);

        Assert.That(
            Figures.VaryingKeys.Of(runs, runs.WorkloadKeys),
            Is.EqualTo([key]),
            "what came about does not split what was asked for"
        );
    }

    [Test]
    public async Task ReadAsync_RequestedTokens_CountBeforeThoseThatCameAbout()
    {
        Write("a", 300, 20, 1, after: "\"requested_input_tokens\": 30000, \"requested_output_tokens\": 6400");
        Write("b", 300, 60, 2, after: "\"requested_input_tokens\": 30000, \"requested_output_tokens\": 6400");

        Assert.That(
            (await RunSet.ReadAsync(_folder.Path)).Select(run => run["workload"].ToString()),
            Has.All.EqualTo("300 tokens in, 64 out")
        );
    }

    [Test]
    public async Task ReadAsync_SettingsThatVary_TellConfigurationsApart()
    {
        Write("a", 100, 50, 1, "\"model_id\": \"m\", \"tokenizer_id\": \"m\", \"label\": \"x\", \"burstiness\": 1.0");
        Write("b", 100, 50, 2, "\"model_id\": \"n\", \"tokenizer_id\": \"n\", \"label\": \"x\", \"burstiness\": 1.0");
        Write("c", 100, 50, 2, "\"model_id\": \"n\", \"tokenizer_id\": \"n\", \"label\": \"y\", \"burstiness\": 1.0", after: "\"tp\": 2");

        Assert.That(
            (await RunSet.ReadAsync(_folder.Path)).ServerKeys,
            Is.EqualTo(["model_id", "label"]),
            "the tokenizer follows the model, tp the label"
        );
    }

    [Test]
    public async Task ReadAsync_LoadsOfASearchOfTheOriginal_BelongToNoServer()
    {
        _folder.Write(
            "SERVE-max_num_seqs=4-BENCH-random_input_len=64/request_rate=10/run=0.json",
            """{"request_throughput": 3, "run_number": 0, "max_num_seqs": 4, "random_input_len": 64, "request_rate": 10}"""
        );

        var runs = await RunSet.ReadAsync(_folder.Path);

        Assert.That((runs.ServerKeys, runs.WorkloadKeys), Is.EqualTo((new[] { "max_num_seqs" }, new[] { "random_input_len" })));
    }

    private void Write(
        string name,
        double input,
        double output,
        int users,
        string settings = "\"backend\": \"openai\"",
        string after = "\"p99_ttft_ms\": 5"
    ) =>
        _folder.Write(
            $"{name}.json",
            string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"date": "{{name}}", {{settings}}, "num_prompts": 100, "request_rate": "inf", "max_concurrency": {{users}}, "duration": 10.0, "completed": 100, "total_input_tokens": {{input * 100}}, "total_output_tokens": {{output * 100}}, "request_throughput": 10.0, {{after}} }"""
            )
        );
}
