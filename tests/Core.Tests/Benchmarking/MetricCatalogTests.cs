using ServeMulti.Docs;

namespace ServeMulti.Benchmarking;

public sealed class MetricCatalogTests
{
    [TestCase("request_throughput", "req/s", MetricDirection.HigherIsBetter)]
    [TestCase("max_output_tokens_per_s", "tokens/s", MetricDirection.HigherIsBetter)]
    [TestCase("p99_ttft_ms", "ms", MetricDirection.LowerIsBetter)]
    [TestCase("p99.9_ttft_ms", "ms", MetricDirection.LowerIsBetter)]
    [TestCase("max_itl_ms", "ms", MetricDirection.LowerIsBetter)]
    [TestCase("std_itl_ms", "ms", MetricDirection.LowerIsBetter)]
    [TestCase("mean_client_queue_time_ms", "ms", MetricDirection.LowerIsBetter)]
    [TestCase("p99_e2e_latency_ms", "ms", MetricDirection.LowerIsBetter)]
    [TestCase("client_p99_e2el_from_intended_ms", "ms", MetricDirection.LowerIsBetter)]
    [TestCase("client_p99_dispatch_delay_ms", "ms", MetricDirection.LowerIsBetter)]
    [TestCase("probe_p99_e2el_ms", "ms", MetricDirection.LowerIsBetter)]
    [TestCase("median_e2el", "s", MetricDirection.LowerIsBetter)]
    [TestCase("p99.9_ttft", "s", MetricDirection.LowerIsBetter)]
    [TestCase("tput_per_gpu", "tokens/s/GPU", MetricDirection.HigherIsBetter)]
    [TestCase("median_intvty", "tokens/s/user", MetricDirection.HigherIsBetter)]
    [TestCase("std_intvty", "tokens/s/user", MetricDirection.Unknown)]
    [TestCase("avg_cold_startup_time", "s", MetricDirection.LowerIsBetter)]
    [TestCase("inter_token_latency_ms", "ms", MetricDirection.LowerIsBetter)]
    [TestCase("time_to_first_token_p99.9", "ms", MetricDirection.LowerIsBetter)]
    [TestCase("request_latency.p50", "", MetricDirection.LowerIsBetter)]
    [TestCase("output_token_throughput_per_user_avg", "tokens/s/user", MetricDirection.HigherIsBetter)]
    [TestCase("spec_decode_acceptance_rate", "%", MetricDirection.HigherIsBetter)]
    [TestCase("failed", "requests", MetricDirection.LowerIsBetter)]
    [TestCase("completed", "requests", MetricDirection.Unknown)]
    [TestCase("total_output_tokens", "tokens", MetricDirection.Unknown)]
    [TestCase("duration", "s", MetricDirection.Unknown)]
    public void TryFind_NameOfAKnownClient_HasUnitAndDirection(string name, string unit, MetricDirection direction)
    {
        Assert.That(MetricCatalog.TryFind(name), Is.EqualTo(new MetricInfo(name, unit, direction)));
        Assert.That(MetricCatalog.DirectionOf(name), Is.EqualTo(direction));
    }

    [TestCase("latency_s")]
    [TestCase("my_latency_ms")]
    [TestCase("p99_my_latency_ms")]
    [TestCase("p101_ttft_ms")]
    [TestCase("p_ttft_ms")]
    [TestCase("P99_ttft_ms")]
    [TestCase("ttft_ms")]
    [TestCase("avg_ttft_ms")]
    [TestCase("score_per_s")]
    [TestCase("")]
    public void TryFind_NameOfNobody_IsNotKnownAndHasNoDirection(string name)
    {
        Assert.That(MetricCatalog.TryFind(name), Is.Null);
        Assert.That(MetricCatalog.DirectionOf(name), Is.EqualTo(MetricDirection.Unknown));
    }

    [TestCase("num_prompts")]
    [TestCase("request_rate")]
    [TestCase("max_concurrency")]
    [TestCase("random_input_len")]
    public void TryFind_WhatTheClientWasAskedFor_IsASetting(string name) =>
        Assert.That(MetricCatalog.TryFind(name), Is.Not.Null.And.Property(nameof(MetricInfo.IsSetting)).True);

    [TestCase("p95_ttf_ms", "p95_ttft_ms")]
    [TestCase("p99.9-ttft-ms", "p99.9_ttft_ms")]
    [TestCase("ttft_p99_ms", "p99_ttft_ms")]
    [TestCase("avg_e2e_ms", "mean_e2el_ms")]
    [TestCase("p99_latency", "p99_e2el_ms")]
    [TestCase("p99_time_to_frist_token_ms", "p99_time_to_first_token_ms")]
    [TestCase("request_troughput", "request_throughput")]
    [TestCase("req_throughput", "request_throughput")]
    [TestCase("p99_ttft_ms", "p99_ttft_ms")]
    [TestCase("colour", null)]
    [TestCase("latency_s", null)]
    [TestCase("", null)]
    public void FindNearest_Name_IsWhatWasMeant(string name, string? expected) =>
        Assert.That(MetricCatalog.FindNearest(name), Is.EqualTo(expected));

    [TestCase("p99_e2e_latency_ms", "p99_e2el_ms")]
    [TestCase("total_throughput", "total_token_throughput")]
    [TestCase("output_token_throughput", "output_throughput")]
    [TestCase("median_e2el", "median_e2el")]
    [TestCase("my_e2e_latency_ms", "my_e2e_latency_ms")]
    public void ToVllmName_NameOfAnotherClient_IsTheSameMetricInTheSameUnit(string name, string expected) =>
        Assert.That(MetricCatalog.ToVllmName(name), Is.EqualTo(expected));

    [Test]
    public void TryFind_EveryNameOfTheTable_IsFoundOnce()
    {
        Assert.That(MetricTable.Names.Select(info => info.Name), Is.Unique);
        Assert.That(MetricTable.Names.Select(info => MetricCatalog.TryFind(info.Name)), Is.EqualTo(MetricTable.Names));
    }

    [Test]
    public void Reference_Program_SaysWhatIsReturned()
    {
        object?[] returned =
        [
            // As the page shows it.
            MetricCatalog.TryFind("p99.9_ttft_ms"),
            MetricCatalog.DirectionOf("latency_s"),
            MetricCatalog.FindNearest("p99_e2e_ms"),
            MetricCatalog.ToVllmName("total_throughput"),
        ];

        Assert.That(
            returned,
            Is.EqualTo(
                new object[]
                {
                    new MetricInfo("p99.9_ttft_ms", "ms", MetricDirection.LowerIsBetter),
                    MetricDirection.Unknown,
                    "p99_e2el_ms",
                    "total_token_throughput",
                }
            )
        );
        string[] lines = [.. Page().Split('\n').Where(line => line.StartsWith("MetricCatalog.", StringComparison.Ordinal))];
        var source = File.ReadAllText(Path.Combine(RepositoryFolder.Root, "tests", "Core.Tests", "Benchmarking", "MetricCatalogTests.cs"));
        Assert.That(lines, Has.Length.EqualTo(4));
        Assert.That(lines.Where(line => !source.Contains(line.Split(';')[0] + ",", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void Reference_Names_AreThoseOfTheTable()
    {
        var page = Page();
        var names = MetricTable
            .Names.Select(info => info.Name)
            .Concat(
                MetricTable.Families.SelectMany(family =>
                    family.Quantities.Select(quantity => $"{family.Prefix}STAT_{quantity}{family.Suffix}")
                )
            );

        Assert.That(names.Where(name => !page.Contains($"`{name}`", StringComparison.Ordinal)), Is.Empty);
    }

    private static string Page() => File.ReadAllText(Path.Combine(RepositoryFolder.Root, "docs", "reference", "metrics.md"));
}
