using System.Globalization;
using ServeMulti.Benchmarking;
using ServeMulti.LoadGeneration.Arrivals;
using ServeMulti.LoadGeneration.Transport;
using ServeMulti.Parameters;

namespace ServeMulti.LoadGeneration;

[TestFixture]
public sealed class OpenAiBenchmarkRunnerTests
{
    private static readonly OpenAiBenchmarkRunner Runner = new();

    [TestCase("num_prompts", "0")]
    [TestCase("num_prompts", "1.5")]
    [TestCase("request_rate", "0")]
    [TestCase("request_rate", "-1")]
    [TestCase("request_rate", "nan")]
    [TestCase("request_rate", "fast")]
    [TestCase("burstiness", "0")]
    [TestCase("max_concurrency", "0")]
    [TestCase("random_output_len", "0")]
    [TestCase("random_input_len", "-1")]
    [TestCase("random_range_ratio", "1")]
    [TestCase("base_url", "localhost:8000")]
    [TestCase("base_url", "ftp://x")]
    [TestCase("endpoint", "v1")]
    [TestCase("port", "65536")]
    [TestCase("host", "a b")]
    [TestCase("backend", "grpc")]
    [TestCase("dataset_name", "nonesuch")]
    [TestCase("percentile_metrics", "ttft,foo")]
    [TestCase("metric_percentiles", "101")]
    [TestCase("metric_percentiles", "p99")]
    [TestCase("goodput", "ttft")]
    [TestCase("goodput", "ttft:-1")]
    [TestCase("goodput", "itl:3")]
    [TestCase("extra_body", "[]")]
    [TestCase("extra_body", "{")]
    [TestCase("header", "name")]
    [TestCase("header", "Content-Length=5")]
    [TestCase("header", "content-type=text/plain")]
    [TestCase("header", "Content-Encoding=gzip")]
    [TestCase("header", "Last-Modified=now")]
    [TestCase("header", "Expires=0")]
    [TestCase("header", "host=example.org")]
    [TestCase("header", "Transfer-Encoding=chunked")]
    [TestCase("ignore_eos", "yes")]
    [TestCase("prompt_form", "tokens")]
    [TestCase("transport", "quic")]
    [TestCase("request_timeout", "0")]
    [TestCase("ramp_up_strategy", "linear")]
    [TestCase("time_limit", "0")]
    [TestCase("no_such_setting", "1")]
    public void FindProblems_BadParameter_IsOneLineThatNamesIt(string key, string value)
    {
        var problems = Runner.FindProblems(new() { Parameters = new ParameterSet { { key, value } } });
        Assert.That(problems, Has.Count.EqualTo(1));
        Assert.That(problems[0], Does.Contain(key).And.Not.Contain('\n'));
    }

    /// <summary>A line break would end the header, and what follows it would be one of its own.</summary>
    [TestCase("secret\r\nX-Other: 1")]
    [TestCase("secret\n")]
    public void FindProblems_KeyWithALineBreak_IsRefusedWithoutBeingTold(string key)
    {
        var variable = $"KEY_{Guid.NewGuid():N}";
        Environment.SetEnvironmentVariable(variable, key);
        try
        {
            var problems = Runner.FindProblems(new() { Parameters = new ParameterSet { { "api_key_env", variable } } });
            Assert.That(
                problems,
                Is.EqualTo([$"api_key_env: the value of {variable} holds a control character, such as a line break at its end."])
            );
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }
    }

    [Test]
    public void FindProblems_SeveralProblems_AreToldTogether()
    {
        var problems = Runner.FindProblems(
            new()
            {
                Parameters = new ParameterSet
                {
                    { "num_prompts", 0 },
                    { "request_rate", 0 },
                    { "seed", 1 },
                },
            }
        );
        Assert.That(problems, Has.Count.EqualTo(2));
    }

    /// <summary>No process may open two thousand million files.</summary>
    [Test]
    [Platform(Exclude = "Win")]
    public void FindProblems_MoreAtOnceThanFilesAllow_IsRefusedWhereTheLoadIsKnown()
    {
        Assume.That(OpenFileLimit.Read().MostFiles, Is.Not.Null);
        var request = new BenchmarkRequest { Parameters = new ParameterSet { { "num_prompts", 2_000_000_000 } } };
        Assert.That(Runner.FindProblems(request), Has.Count.EqualTo(1).And.Some.StartsWith("num_prompts: 2000000000 at once"));
        Assert.That(
            Runner.FindProblems(request with { RequiredMetrics = ["request_throughput"] }),
            Is.Empty,
            "a search states its loads run by run"
        );
    }

    [Test]
    public async Task RunAsync_MoreAtOnceThanFilesAllow_IsNotStarted()
    {
        Assume.That(OpenFileLimit.Read().MostFiles, Is.Not.Null);
        var result = await Runner.RunAsync(
            new()
            {
                Endpoint = new Uri("http://127.0.0.1:1"),
                Parameters = new ParameterSet { { "num_prompts", 2_000_000_000 } },
            }
        );
        Assert.That(result.Failure?.Reason, Is.EqualTo(BenchmarkFailureReason.NotStarted));
        Assert.That(result.Failure?.Message, Does.StartWith("num_prompts: 2000000000 at once"));
    }

    [Test]
    public void FindProblems_EveryKnownParameter_IsAccepted()
    {
        var parameters = new ParameterSet
        {
            { "backend", "openai-chat" },
            { "base_url", "http://h:1/p" },
            { "endpoint", "/x" },
            { "stream", false },
            { "model", "m" },
            { "tokenizer", "t" },
            { "num-prompts", 5 },
            { "request_rate", 2.5 },
            { "burstiness", double.PositiveInfinity },
            { "max_concurrency", 3 },
            { "dataset_name", "random" },
            { "random_input_len", 7 },
            { "random-output-len", 8 },
            { "random_range_ratio", 0.5 },
            { "random_prefix_len", 2 },
            { "seed", -3 },
            { "repeat_prompts", true },
            { "ignore_eos", false },
            { "temperature", 0.7 },
            { "top_p", 0.9 },
            { "top_k", 5 },
            { "min_p", 0.1 },
            { "frequency_penalty", 0.1 },
            { "presence_penalty", 0.1 },
            { "repetition_penalty", 1.1 },
            { "extra_body", """{"a":1}""" },
            { "header", "X-A=b" },
            { "api_key_env", "KEY" },
            { "request_timeout", 5 },
            { "num_warmups", 1 },
            { "ready_check_timeout_sec", 0 },
            { "insecure", true },
            { "transport", "httpclient" },
            { "prompt_form", "auto" },
            { "goodput", "ttft:100 tpot:50" },
            { "percentile_metrics", "ttft,e2el" },
            { "metric_percentiles", "50,99.9" },
            { "save_detailed", true },
            { "label", "l" },
            { "metadata", "a=b" },
            { "disable_tqdm", true },
        };
        Assert.That(Runner.FindProblems(new() { Parameters = parameters }), Is.Empty);
    }

    [TestCase("de-DE")]
    [TestCase("tr-TR")]
    [TestCase("")]
    public void Overlay_AnyCulture_ReadsNumbersAlike(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            var settings = Overlay(
                new()
                {
                    { "request_rate", "1.5" },
                    { "temperature", 0.25 },
                    { "metric_percentiles", "99.9" },
                    { "goodput", "ttft:0.5" },
                    { "ignore_eos", "FALSE" },
                }
            );
            Assert.Multiple(() =>
            {
                Assert.That(settings.RequestRate, Is.EqualTo(1.5));
                Assert.That(settings.Sampling.Temperature, Is.EqualTo(0.25));
                Assert.That(settings.MetricPercentiles, Is.EqualTo(new[] { 99.9 }));
                Assert.That(settings.Goodput!.TimeToFirstToken, Is.EqualTo(TimeSpan.FromMilliseconds(0.5)));
                Assert.That(settings.Sampling.IgnoreEos, Is.False);
            });
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Test]
    public void Overlay_Parameters_GoBeforeTheSettings()
    {
        var settings = Overlay(new() { { "num_prompts", 7 } }, new() { NumPrompts = 3, Seed = 4 });
        Assert.That((settings.NumPrompts, settings.Seed), Is.EqualTo((7, 4)));
    }

    [TestCase("127.0.0.2", "9000", "http://127.0.0.2:9000/")]
    [TestCase("::1", "9000", "http://[::1]:9000/")]
    [TestCase("[::1]", null, "http://[::1]:8000/")]
    [TestCase(null, "9000", "http://127.0.0.1:9000/")]
    public void Overlay_HostAndPort_MakeTheAddress(string? host, string? port, string expected)
    {
        List<KeyValuePair<string, ParameterValue>> pairs = [];
        if (host is not null)
        {
            pairs.Add(new("host", host));
        }

        if (port is not null)
        {
            pairs.Add(new("port", port));
        }

        Assert.That(Overlay(new(pairs)).BaseUrl, Is.EqualTo(new Uri(expected)));
    }

    [Test]
    public void Overlay_Ramp_IsReadFromItsThreeParts()
    {
        var settings = Overlay(
            new()
            {
                { "ramp_up_strategy", "exponential" },
                { "ramp_up_start_rps", 1 },
                { "ramp_up_end_rps", 8 },
            }
        );
        Assert.That(settings.RampUp, Is.EqualTo(new RampUp(RampUpShape.Exponential, 1, 8)));
    }

    [TestCase("header")]
    [TestCase("metadata")]
    [TestCase("extra_body")]
    public void Overlay_TextWithHalfOfASurrogatePair_IsAProblem(string key)
    {
        List<string> problems = [];
        OptionParameters.Overlay(new(), new() { { key, """{"a":"\ud800"}""" } }, problems);
        Assert.That(problems, Has.Count.EqualTo(1).And.Exactly(1).StartsWith(key));
    }

    [TestCase("a..b")]
    [TestCase("a\nb")]
    public void Overlay_HostThatNoAddressCanHave_IsAProblem(string host)
    {
        List<string> problems = [];
        OptionParameters.Overlay(new(), new() { { "host", host } }, problems);
        Assert.That(problems, Has.Count.EqualTo(1).And.Exactly(1).StartsWith("host").And.None.Contains('\n'));
    }

    [Test]
    public void Overlay_MetadataAndHeaders_AreReadFromJsonObjects()
    {
        var settings = Overlay(new() { { "metadata", """{"gpu":"h100","n":8}""" }, { "header", """{"X-A":"b=c"}""" } });
        Assert.That(settings.Metadata, Is.EqualTo(new[] { KeyValuePair.Create("gpu", "h100"), KeyValuePair.Create("n", "8") }));
        Assert.That(settings.Headers, Is.EqualTo(new[] { KeyValuePair.Create("X-A", "b=c") }));
    }

    [Test]
    public void FindProblems_Command_IsRefused() =>
        Assert.That(Runner.FindProblems(new() { Command = new CommandLine("vllm", "bench", "serve") }), Has.Count.EqualTo(1));

    [TestCase("p95_ttft_ms")]
    [TestCase("mean_client_queue_time_ms")]
    [TestCase("request_throughput")]
    [TestCase("failed")]
    [TestCase("client_p99_send_lag_ms")]
    public void FindProblems_RequiredMetricThatCanBeWritten_IsNone(string metric) =>
        Assert.That(Runner.FindProblems(new() { RequiredMetrics = [metric] }), Is.Empty);

    [TestCase("request_goodput", "{}")]
    [TestCase("no_such_metric", "{}")]
    [TestCase("p95_ttft", "{}")]
    [TestCase("client_p98_send_lag_ms", "{}")]
    [TestCase("p99_ttft_ms", """{"stream":false}""")]
    [TestCase("output_throughput", """{"backend":"openai-embeddings"}""")]
    public void FindProblems_RequiredMetricThatIsNotWritten_IsOneLineThatNamesIt(string metric, string parameters)
    {
        var request = new BenchmarkRequest { Parameters = ParameterSweep.Parse($"[{parameters}]", "test")[0], RequiredMetrics = [metric] };
        Assert.That(Runner.FindProblems(request).Single(), Does.Contain(metric));
    }

    [Test]
    public void Constructor_BadSettings_Throws() =>
        Assert.That(
            () => new OpenAiBenchmarkRunner(new() { NumPrompts = 0, MaxConcurrency = 0 }),
            Throws.TypeOf<InvalidInputException>().With.Property("Problems").Count.EqualTo(2)
        );

    [Test]
    public void RunAsync_BadParameter_Throws() =>
        Assert.That(() => Runner.RunAsync(new() { Parameters = new() { { "num_prompts", 0 } } }), Throws.TypeOf<InvalidInputException>());

    [Test]
    public async Task RunAsync_NoAddress_FailsWithoutSending()
    {
        var result = await Runner.RunAsync(new());
        Assert.That(result.Failure!.Reason, Is.EqualTo(BenchmarkFailureReason.NotStarted));
    }

    private static OpenAiBenchmarkOptions Overlay(ParameterSet parameters, OpenAiBenchmarkOptions? options = null)
    {
        List<string> problems = [];
        var settings = OptionParameters.Overlay(options ?? new(), parameters, problems);
        Assert.That(problems, Is.Empty);
        return settings;
    }
}
