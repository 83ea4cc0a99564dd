using System.Globalization;
using System.Text.RegularExpressions;
using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Parameters;
using ServeMulti.Plotting.Runs;
using ServeMulti.Results;

namespace ServeMulti.Plotting.Reports;

[TestFixture]
public sealed partial class HtmlReportTests
{
    private const string Hostile = "<script>alert(1)</script>\"'&";

    private readonly ResultFolder _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task ToHtml_PlainSweep_SaysFirstWhichConfigurationIsBest()
    {
        var html = await WriteAsync();

        Assert.That(
            html,
            Does.Contain(
                "<h3>On request_rate=1</h3>\n<p>Request throughput: best is config=fast, 100.0 % higher than config=slow (95 % interval "
            )
        );
        Assert.That(
            html.IndexOf(
                "<h3>Over all 3 workloads, by the geometric mean</h3>\n<p>Request throughput: best is config=fast, 100.0 % higher than config=slow (95 % interval ",
                StringComparison.Ordinal
            ),
            Is.Positive.And.LessThan(html.IndexOf("<figure", StringComparison.Ordinal))
        );
    }

    [Test]
    public async Task Save_FileThatIsNoReport_IsReplacedOnlyWhereThatIsAllowed()
    {
        _folder.Write("run.json", """{"request_rate": 4, "duration": 10.0, "completed": 40, "request_throughput": 4.0}""");
        var results = await ExperimentResults.ReadAsync(_folder.Path);
        var path = _folder.Write("page.html", "<html>somebody's</html>");

        Assert.That(
            () => HtmlReport.Save(results, path),
            Throws.InstanceOf<Export.FigureExportException>().With.Message.StartsWith($"{path} cannot be written: it exists")
        );
        Assert.That(File.ReadAllText(path), Is.EqualTo("<html>somebody's</html>"));

        HtmlReport.Save(results, path, overwrite: true);
        HtmlReport.Save(results, path);
        Assert.That(File.ReadAllText(path), Does.StartWith("<!DOCTYPE html>"));
    }

    [Test]
    public async Task ToHtml_FastestConfigurationThatFailedRequests_IsShownWithItsFailuresAndIsNotBest()
    {
        foreach (var (server, throughput, failed) in new[] { ("a", 10, 0), ("b", 20, 0), ("c", 90, 5) })
        {
            WriteRuns(
                server,
                run =>
                    $$"""{"request_throughput": {{throughput}}.{{run}}, "completed": 5, "failed": {{failed}}, "run_number": {{run}}, "config": "{{server}}"}"""
            );
        }

        Assert.That(
            await WriteAsync(isWritten: true),
            Does.Contain("Request throughput: best is config=b, ")
                .And.Contain("config=c does not compete: 10 of 20 requests failed (50 %)")
                .And.Contain("5 of 10 requests failed")
        );
    }

    [Test]
    public async Task ToHtml_FailedShareOfTheSweep_LetsTheConfigurationCompete([Values(0.02, 0.05)] double limit)
    {
        SampleExperiment.WriteDefinition(
            _folder,
            $$"""{"failedShareLimit": {{limit.ToString(CultureInfo.InvariantCulture)}}}""",
            "SERVE-a-BENCH",
            "SERVE-b-BENCH",
            "SERVE-c-BENCH"
        );
        foreach (var (server, throughput, failed) in new[] { ("a", 10, 0), ("b", 20, 0), ("c", 90, 4) })
        {
            WriteRuns(
                server,
                run =>
                    $$"""{"request_throughput": {{throughput}}.{{run}}, "completed": {{100 - failed}}, "failed": {{failed}}, "run_number": {{run}}, "config": "{{server}}"}"""
            );
        }

        var html = await WriteAsync(isWritten: true);

        Assert.That(html, Does.Contain(limit > 0.04 ? "Request throughput: best is config=c, " : "Request throughput: best is config=b, "));
        Assert.That(
            html.Contains("config=c does not compete: 8 of 200 requests failed (4 %)", StringComparison.Ordinal),
            Is.EqualTo(limit < 0.04)
        );
        Assert.That(
            html,
            Does.Contain(limit > 0.04 ? "<dt>requests that may fail</dt><dd><span>5 %" : "<dt>requests that may fail</dt><dd><span>2 %")
        );
    }

    [Test]
    public void ToHtml_NamedSets_AreCalledByTheirNames()
    {
        RunRecord[] runs =
        [
            .. from server in new[] { "small", "large" }
            from workload in new[] { "chat", "code" }
            from run in new[] { 0, 1 }
            select new RunRecord(
                new BenchmarkCase
                {
                    ServeParameters = new ParameterSet(server) { { "tp", server == "small" ? 1 : 2 } },
                    BenchParameters = new ParameterSet(workload) { { "input_len", workload == "chat" ? 64 : 512 } },
                },
                run,
                ResultDocument.FromMetrics([new("request_throughput", (server == "small" ? 10 : 20) + (0.1 * run))])
            ),
        ];

        var html = HtmlReport.ToHtml(new ExperimentResults("named", RunSet.From(runs)));

        Assert.That(
            html,
            Does.Contain("<h3>On chat</h3>\n<p>Request throughput: best is large, ")
                .And.Contain("<h3>On code</h3>")
                .And.Contain(" % higher than small (95 % interval ")
        );
    }

    [Test]
    public async Task ToHtml_HostsOwnMetric_IsShownAndHasAWordWhyThereIsNoVerdict()
    {
        foreach (var server in new[] { "a", "b" })
        {
            WriteRuns(server, run => $$"""{"completed": 1, "latency_s": 0.5, "run_number": {{run}}, "config": "{{server}}"}""");
        }

        var results = await ExperimentResults.ReadAsync(_folder.Path);

        Assert.That(
            HtmlReport.ToHtml(results),
            Does.Contain("latency_s</button>").And.Contain("No verdict on latency_s: it is not known whether higher or lower is better.")
        );
        Assert.That(
            HtmlReport.ToHtml(
                results with
                {
                    Directions = new Dictionary<string, MetricDirection> { ["latency_s"] = MetricDirection.LowerIsBetter },
                }
            ),
            Does.Contain("latency_s: config=a and config=b are equal.")
        );
    }

    [Test]
    public async Task ToHtml_LoadsOfASearchWithoutAnAnswer_AreNotComparedAsConfigurations()
    {
        foreach (var (server, rate) in new[] { ("a", 1), ("a", 2), ("b", 1), ("b", 2) })
        {
            WriteRuns(
                $"{server}-BENCH/request_rate={rate}",
                run =>
                    $$"""{"request_throughput": {{rate}}.{{run}}, "completed": 5, "failed": 0, "run_number": {{run}}, "config": "{{server}}", "request_rate": {{rate}}}"""
            );
        }

        Assert.That(await WriteAsync(isWritten: true), Does.Contain("so no configuration is called best").And.Not.Contain("best is"));
    }

    [Test]
    public async Task ToHtml_Search_SaysFirstTheLargestLoadItsIntervalAndWhatBinds()
    {
        SampleExperiment.Write(_folder).Write("SERVE-b-BENCH-1/SLA-x.json", SampleExperiment.Answer);

        var html = await WriteAsync();

        Assert.That(
            html,
            Does.Contain(" req/s within p99_e2el_ms&lt;=300.</p>")
                .And.Contain("The true answer is 20")
                .And.Contain(" or more with about 80 % confidence; at least 19")
                .And.Contain("limited by p99_e2el_ms&lt;=300")
                .And.Contain("Search for the largest load: config=fast")
        );
    }

    [Test]
    public async Task ToHtml_NothingToCompare_SaysTheHighestThroughput()
    {
        _folder.Write("a.json", """{"duration": 1, "request_throughput": 5, "p99_e2el_ms": 10}""");
        _folder.Write("b.json", """{"duration": 1, "request_throughput": 7, "p99_e2el_ms": 20}""");

        Assert.That(
            await WriteAsync(isWritten: true),
            Does.Contain("The highest request throughput that was measured without failed requests is 7.000 req/s: b.json")
        );
    }

    [Test]
    public async Task ToHtml_SearchesOfTwoConfigurations_SayTheSameLeadAsTheTerminal()
    {
        SampleExperiment.Write(_folder);
        _folder.Write(
            "SERVE-a-BENCH-1/SLA-x.json",
            SampleExperiment.Answer.Replace(
                "\"load\": 20.5, \"atLeast\": 19.25, \"interval\": [20, null]",
                "\"load\": 10, \"atLeast\": 9.5, \"interval\": [9.5, 10.5]",
                StringComparison.Ordinal
            )
        );
        _folder.Write("SERVE-b-BENCH-1/SLA-x.json", SampleExperiment.Answer.Replace("[20, null]", "[20, 21]", StringComparison.Ordinal));

        Assert.That(
            await WriteAsync(isWritten: true),
            Does.Contain("Within p99_e2el_ms&lt;=300: best is config=fast with 20")
                .And.Contain(" req/s, 94 to 117 % more than config=slow (80 % interval); its own interval lies above the other.</p>")
        );
    }

    [Test]
    public async Task ToHtml_HostileText_StaysText()
    {
        SampleExperiment.Write(_folder, Hostile);
        _folder.Write(
            "SERVE-c-BENCH/run=0.failure.json",
            $$"""{"run_number": 0, "message": {{System.Text.Json.JsonSerializer.Serialize(Hostile)}}, "recent_output": [{{System.Text.Json.JsonSerializer.Serialize(Hostile)}}], "log": "javascript:alert(1)"}"""
        );
        var html = await WriteAsync(isWritten: true);

        Assert.Multiple(() =>
        {
            Assert.That(html, Does.Contain("&lt;script&gt;alert(1)"));
            Assert.That(Regex.Count(html, "<script"), Is.EqualTo(1), "the page's own");
            Assert.That(html, Does.Not.Contain("href=\"javascript"));
        });
    }

    [Test]
    public async Task ToHtml_CharactersThatTurnTextRound_AreVisible()
    {
        const string Turned = "max\u202e61=sqes\u2066";
        SampleExperiment.Write(_folder, Turned);
        _folder.Write(
            "SERVE-c-BENCH/run=0.failure.json",
            $$"""{"run_number": 0, "message": {{System.Text.Json.JsonSerializer.Serialize(Turned)}}, "recent_output": [{{System.Text.Json.JsonSerializer.Serialize(Turned)}}]}"""
        );
        var html = await WriteAsync(isWritten: true);

        Assert.That(html, Does.Contain(@"max\u202e61=sqes\u2066"));
        Assert.That(html.AsSpan().IndexOfAny('\u202e', '\u2066'), Is.Negative);
    }

    [Test]
    public async Task ToHtml_Page_RefersToNothingOutside()
    {
        var html = await WriteAsync();

        Assert.That(
            Reference().Matches(html).Select(match => match.Groups[1].Value).Where(target => !target.StartsWith('#') && target != "data:,"),
            Has.All.StartsWith("./SERVE-"),
            "links to the results beside the page"
        );
    }

    [Test]
    public async Task ToHtml_Identifiers_AreUnique() =>
        Assert.That(Identifier().Matches(await WriteAsync()).Select(match => match.Groups[1].Value), Is.Unique);

    [Test]
    public async Task ToHtml_Tags_AreClosedInOrder()
    {
        var open = new Stack<string>();
        foreach (Match tag in Tag().Matches(Script().Replace(await WriteAsync(), "")))
        {
            var name = tag.Groups[2].Value;
            if (tag.Groups[1].Value == "/")
            {
                Assert.That(open.Pop(), Is.EqualTo(name));
            }
            else if (name is not ("meta" or "link" or "input" or "br") && !tag.Value.EndsWith("/>", StringComparison.Ordinal))
            {
                open.Push(name);
            }
        }

        Assert.That(open, Is.Empty);
    }

    [Test]
    public async Task ToHtml_LogWithinTheFolder_IsLinkedAndOthersAreNot()
    {
        SampleExperiment.Write(_folder);
        _folder.Write(
            "SERVE-c-BENCH/run=0.failure.json",
            $$"""{"run_number": 0, "message": "m", "log": {{System.Text.Json.JsonSerializer.Serialize(Path.Combine(_folder.Path, "logs", "a b.log"))}}}"""
        );
        _folder.Write("SERVE-c-BENCH/run=1.failure.json", """{"run_number": 1, "message": "m", "log": "/etc/passwd"}""");

        var html = await WriteAsync(isWritten: true);

        Assert.That(html, Does.Contain("href=\"./logs/a%20b.log\"").And.Contain("<code>/etc/passwd</code>"));
    }

    [Test]
    public async Task ToHtml_RunsInDoubt_AreListedWithReasons()
    {
        SampleExperiment
            .Write(_folder)
            .Write(
                "SERVE-c-BENCH/run=0.json",
                """{"request_throughput": 0, "p99_e2el_ms": 0, "completed": 0, "failed": 10, "run_number": 0, "config": "dead", "request_rate": 1}"""
            );
        _folder.Write(
            "SERVE-d-BENCH/run=0.json",
            """{"request_throughput": 1, "p99_e2el_ms": 5, "completed": 9, "failed": 1, "run_number": 0, "config": "ill", "request_rate": 1}"""
        );

        Assert.That(
            await WriteAsync(isWritten: true),
            Does.Contain("no request was completed (10 failed)").And.Contain("1 of 10 requests failed.")
        );
    }

    [Test]
    public async Task ToHtml_FailedRequestsAndRemarks_StandBesideEachCase()
    {
        _folder.Write(
            "SERVE-a-BENCH/run=0.json",
            """{"request_throughput": 1, "p99_e2el_ms": 5, "completed": 9, "failed": 1, "run_number": 0}"""
        );
        _folder.Write(
            "SERVE-a-BENCH/run=1.json",
            """{"request_throughput": 1, "p99_e2el_ms": 5, "completed": 8, "failed": 2, "run_number": 1}"""
        );
        _folder.Write(
            "SERVE-b-BENCH/run=0.json",
            """{"request_throughput": 1, "p99_e2el_ms": 5, "completed": 10, "failed": 0, "client_was_bottleneck": true, "run_number": 0}"""
        );
        _folder.Write("SERVE-c-BENCH/run=0.json", """{"request_throughput": 1, "p99_e2el_ms": 5, "completed": 10, "run_number": 0}""");

        var html = await WriteAsync(isWritten: true);

        Assert.Multiple(() =>
        {
            Assert.That(
                FailedCell().Matches(html[..html.IndexOf("id=\"runs\"", StringComparison.Ordinal)]).Select(match => match.Groups[1].Value),
                Is.EqualTo(["3", "0", "–"])
            );
            Assert.That(
                html,
                Does.Contain("1 of 10 failed; 2 of 10 failed").And.Contain(">failed requests</button>").And.Contain(">remarks</button>")
            );
        });
    }

    [Test]
    public async Task ToHtml_RunThatCannotJudge_IsInDoubtAndOfASearchDoesNotCount()
    {
        const string Limited =
            """{"request_throughput": 4, "p99_e2el_ms": 5, "completed": 10, "failed": 0, "client_was_bottleneck": true, "run_number": 0}""";
        _folder.Write("SERVE-a-BENCH/run=0.json", Limited);
        _folder.Write("SERVE-b-BENCH/request_rate=4/run=0.json", Limited);

        var html = await WriteAsync(isWritten: true);

        Assert.That(html.Split("The client was the bottleneck").Length - 1, Is.EqualTo(2));
        Assert.That(html.Split(" A search does not count it.").Length - 1, Is.EqualTo(1));
    }

    [TestCase("de-DE")]
    [TestCase("tr-TR")]
    public async Task ToHtml_AnyCulture_IsTheSame(string culture)
    {
        var expected = await WriteAsync();
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            Assert.That(await WriteAsync(isWritten: true), Is.EqualTo(expected));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Test]
    public async Task ToHtml_ValuesThatAreNone_AreLeftOutOfBarsAndTables()
    {
        foreach (var (server, throughput) in new[] { ("a", "\"NaN\""), ("b", "\"Infinity\""), ("c", "null"), ("d", "10.5") })
        {
            WriteRuns(
                server,
                run =>
                    $$"""{"request_throughput": {{throughput}}, "completed": 5, "failed": 0, "run_number": {{run}}, "config": "{{server}}"}"""
            );
        }

        var html = await WriteAsync(isWritten: true);

        Assert.That(
            html[..html.IndexOf("id=\"runs\"", StringComparison.Ordinal)],
            Does.Contain("only config=d competes").And.Not.Contain("NaN").And.Not.Contain(">inf")
        );
        Assert.That(Regex.Count(html, "<svg class=\"bar\""), Is.EqualTo(1));
    }

    [Test]
    public async Task ToHtml_EqualValues_AreTiedAndNoRunsWouldSeparateThem()
    {
        foreach (var server in new[] { "a", "b" })
        {
            WriteRuns(
                server,
                run => $$"""{"request_throughput": 10, "completed": 5, "failed": 0, "run_number": {{run}}, "config": "{{server}}"}"""
            );
        }

        Assert.That(
            await WriteAsync(isWritten: true),
            Does.Contain("Request throughput: config=a and config=b are equal.").And.Not.Contain(" more run").And.Not.Contain("★ best")
        );
    }

    [Test]
    public async Task ToHtml_NothingButFailures_SaysSo()
    {
        _folder.Write("SERVE-a-BENCH/run=0.failure.json", """{"run_number": 0, "message": "It ended with 3."}""");

        Assert.That(await WriteAsync(isWritten: true), Does.Contain("No run has a result.").And.Contain("It ended with 3."));
    }

    [Test]
    public void ToHtml_ManyRuns_LeaveOutSingleRunsAndSaySo()
    {
        var runs = TestRuns.Of([
            .. Enumerable
                .Range(0, 2001)
                .Select(index =>
                    $$"""{"request_rate": {{1 + (index % 50)}}, "duration": 1, "request_throughput": {{index}}, "p99_e2el_ms": 5}"""
                ),
        ]);

        Assert.That(
            HtmlReport.ToHtml(new ExperimentResults("many", runs)),
            Does.Contain("2,001 runs are too many for this page").And.Contain("too many for tooltips")
        );
    }

    private async Task<string> WriteAsync(bool isWritten = false)
    {
        if (!isWritten && !File.Exists(Path.Combine(_folder.Path, "experiment.json")))
        {
            SampleExperiment.Write(_folder);
        }

        return HtmlReport.ToHtml(await ExperimentResults.ReadAsync(_folder.Path));
    }

    private void WriteRuns(string server, Func<int, string> result)
    {
        for (var run = 0; run < 2; run++)
        {
            _folder.Write(
                $"SERVE-{server}{(server.Contains("BENCH", StringComparison.Ordinal) ? "" : "-BENCH")}/run={run}.json",
                result(run)
            );
        }
    }

    [GeneratedRegex("""<td class="n" data-v="[^"]*">([^<]*)</td><td class="t">[^<]*</td></tr>""")]
    private static partial Regex FailedCell();

    [GeneratedRegex("""(?:href|src|xlink:href|action)="([^"]*)"|url\(""")]
    private static partial Regex Reference();

    [GeneratedRegex(""" id="([^"]*)" """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Identifier();

    [GeneratedRegex("""<(/?)([a-zA-Z][a-zA-Z0-9]*)[^>]*>""")]
    private static partial Regex Tag();

    [GeneratedRegex("<script>.*?</script>|<style>.*?</style>|<!DOCTYPE html>", RegexOptions.Singleline)]
    private static partial Regex Script();
}
