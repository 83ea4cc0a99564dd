using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Reports;

[TestFixture]
public sealed class MarkdownReportTests
{
    private readonly ResultFolder _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task ToMarkdown_Best_HasTheSentenceTheTableAndTheCommand()
    {
        SampleSweep.Write(_folder, ("a", [10, 10.1, 10.2]), ("b", [20, 20.1, 20.2]));

        Assert.That(
            await WriteAsync(),
            Does.Contain(
                    """
                    | configuration | request throughput | 95 % interval | runs | standing |
                    |---|---|---|---|---|
                    | config=b | 20.10 req/s | 19.85 to 20.35 | 3 | **best** |
                    | config=a | 10.10 req/s | 9.85 to 10.35 | 3 | behind |

                    Best for request throughput: config=b

                    ```sh
                    vllm serve m --api-key REDACTED --config b
                    vllm bench serve --model m --random-input-len 64
                    ```
                    """
                )
                .And.Contain("**Request throughput: best is config=b, 99.0 % higher than config=a (95 % interval ")
        );
    }

    [Test]
    public async Task ToMarkdown_Search_HasLoadIntervalAndLimit()
    {
        SampleSweep.WriteSearch(_folder, ("a", 10, "[9.5, 10.5]", null), ("b", 20, "[19, 21]", null));

        Assert.That(
            await WriteAsync(),
            Does.Contain("| config=b | 20.0 req/s | 19.0 | 19.0 to 21.0 | limited by p99_e2el_ms&lt;=300 | **best** |")
                .And.Contain("--request-rate 20.0")
        );
    }

    [Test]
    public async Task ToMarkdown_Tied_ClaimsNoWinner()
    {
        SampleSweep.Write(_folder, ("a", [10, 10.5, 11]), ("b", [10.1, 10.4, 11.2]));

        Assert.That(
            await WriteAsync(),
            Does.Not.Contain("best**")
                .And.Contain("Tied for request throughput: config=a")
                .And.Contain("Tied for request throughput: config=b")
        );
    }

    [Test]
    public async Task ToMarkdown_ManyWorkloadsAndConfigurations_StaysWithin60Lines()
    {
        foreach (var workload in Enumerable.Range(0, 20))
        {
            foreach (var server in Enumerable.Range(0, 10))
            {
                foreach (var run in Enumerable.Range(0, 2))
                {
                    _folder.Write(
                        $"SERVE-{server}-BENCH-{workload}/run={run}.json",
                        $$"""{"request_throughput": {{10 + server}}.{{run}}, "p99_e2el_ms": 5{{run}}, "completed": 5, "failed": 0, "run_number": {{run}}, "config": "s{{server}}", "request_rate": {{workload + 1}}}"""
                    );
                }
            }
        }

        var text = await WriteAsync();

        Assert.That(text.Split('\n'), Has.Length.LessThanOrEqualTo(61), "with what follows the last line feed");
        Assert.That(text, Does.Contain(" more answers in the report."));
    }

    [Test]
    public async Task ToMarkdown_SeveralAnswers_EachHasItsCommandBeforeTheFirstHasAll()
    {
        SampleSweep.WriteSearch(_folder, ("a", 10, "[9.5, 10.5]", null), ("b", 20, "[19, 21]", null));
        foreach (var server in new[] { "a", "b" })
        {
            var answer = await File.ReadAllTextAsync(Path.Combine(_folder.Path, $"SERVE-{server}-BENCH", "SLA-x.json"));
            foreach (var limit in Enumerable.Range(301, 4))
            {
                _folder.Write($"SERVE-{server}-BENCH/SLA-{limit}.json", answer.Replace("<=300", $"<={limit}", StringComparison.Ordinal));
            }
        }

        var text = await WriteAsync();

        Assert.That(text.Split("```sh"), Has.Length.EqualTo(6), text);
        Assert.That(text.Split('\n'), Has.Length.LessThanOrEqualTo(61));
    }

    [Test]
    public async Task ToMarkdown_HostileText_IsNoMarkup()
    {
        SampleExperiment.Write(
            _folder,
            "<script>alert(1)</script> [x](http://y) @someone `a` | ***\n# h ![i](j)\u202eabc " + new string('n', 2000)
        );

        var text = await WriteAsync();

        Assert.That(text.AsSpan().IndexOf('\u202e'), Is.Negative);
        Assert.Multiple(() =>
        {
            Assert.That(text, Does.Not.Contain("<script").And.Not.Contain("[x](").And.Not.Contain("@someone").And.Not.Contain("\n# h"));
            Assert.That(
                text,
                Does.Contain(
                    @"&lt;script&gt;alert(1)&lt;/script&gt; \[x\](http://y) &#64;someone \`a\` \| \*\*\* \# h \!\[i\](j)\\u202eabc nnn"
                )
            );
            Assert.That(
                text.Split('\n').Where(line => !line.StartsWith("vllm", StringComparison.Ordinal)).Max(line => line.Length),
                Is.LessThan(3000)
            );
        });
    }

    [Test]
    public async Task ToMarkdown_NothingButFailures_SaysSo()
    {
        _folder.Write("SERVE-a-BENCH/run=0.failure.json", """{"run_number": 0, "message": "It ended with 3."}""");

        Assert.That(await WriteAsync(), Does.Contain("**No run has a result.**"));
    }

    private async Task<string> WriteAsync() => MarkdownReport.ToMarkdown(await ExperimentResults.ReadAsync(_folder.Path));
}
