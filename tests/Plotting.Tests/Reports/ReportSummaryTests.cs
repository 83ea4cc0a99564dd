using System.Text.RegularExpressions;
using ServeMulti.Cases;
using ServeMulti.Parameters;
using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Reports;

/// <summary>The first screen of a report.</summary>
[TestFixture]
public sealed partial class ReportSummaryTests
{
    private const string Launched = """ "serveCommand": ["vllm", "serve", "m", "--api-key", "s3cret"], "endpoint": null """;
    private const string Running = """ "serveCommand": null, "endpoint": "http://u:s3cret@box:8000" """;
    private const string Bench = """["vllm", "bench", "serve", "--model", "m"]""";

    private readonly ResultFolder _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task Of_Best_ShowsItsCommandWithItsParametersAndWithoutSecrets()
    {
        WriteSweep(("a", [10, 10.1, 10.2]), ("b", [20, 20.1, 20.2]));

        var answer = (await SummarizeAsync()).Answers.Single();

        Assert.Multiple(() =>
        {
            Assert.That(
                answer.Sentences[0],
                Does.StartWith("Request throughput: best is config=b, 99.0 % higher than config=a (95 % interval ")
            );
            Assert.That(answer.Sentences[0], Does.EndWith(" It measured 20.10 ± 0.25 req/s."));
            Assert.That(
                answer.Choices.Select(choice => (choice.Label, choice.Commands.Serve!.ToString(), choice.Bench)),
                Is.EqualTo(
                    new[]
                    {
                        (
                            "Best for request throughput: config=b",
                            "vllm serve m --api-key REDACTED --config b",
                            "vllm bench serve --model m --random-input-len 64"
                        ),
                    }
                )
            );
            Assert.That(
                answer.Bars!.Rows.Select(row => (row.Name, row.IsBest)),
                Is.EqualTo(new[] { ("config=b", true), ("config=a", false) })
            );
            Assert.That(answer.Bars.Rows[0].Low, Is.EqualTo(20.1 - 0.2484).Within(1e-3));
            Assert.That(answer.Advice, Is.Empty);
        });
    }

    [Test]
    public async Task Of_Tied_ClaimsNoWinnerAndSaysHowManyRunsWouldSeparateThem()
    {
        WriteSweep(("a", [100 * Math.Exp(-0.1), 100, 100 * Math.Exp(0.1)]), ("b", [100, 100 * Math.Exp(0.1), 100 * Math.Exp(0.2)]));

        var answer = (await SummarizeAsync()).Answers.Single();

        Assert.Multiple(() =>
        {
            Assert.That(answer.Sentences[0], Is.EqualTo("Request throughput: no clear best: config=b and config=a are tied."));
            Assert.That(
                answer.Choices.Select(choice => choice.Label),
                Is.EqualTo(new[] { "Tied for request throughput: config=b", "Tied for request throughput: config=a" })
            );
            Assert.That(answer.Bars!.Rows.Select(row => (row.IsBest, row.IsTied)), Has.All.EqualTo((false, true)));
            Assert.That(
                answer.Advice,
                Is.EqualTo(
                    new[]
                    {
                        "About 14 more runs per case would tell config=b from config=a, if the difference and the spread stay as measured.",
                        $"Repeat the command of the sweep with --resume {Path.GetFileName(_folder.Path)} --num-runs 17.",
                    }
                )
            );
        });
    }

    [Test]
    public async Task Of_SingleRuns_PromisesNoNumberOfRuns()
    {
        WriteSweep(("a", [10]), ("b", [20]));

        var answer = (await SummarizeAsync()).Answers.Single();

        Assert.That(answer.Choices.Select(choice => choice.Label), Has.All.StartsWith("Not separated for request throughput: "));
        Assert.That(
            answer.Advice.Single(),
            Is.EqualTo(
                $"A single run has no spread: repeat the command of the sweep with --resume {Path.GetFileName(_folder.Path)} --num-runs 3."
            )
        );
    }

    [Test]
    public async Task Of_RunningServer_SaysThatItsCommandIsNotKnown()
    {
        WriteSweep(("a", [10, 10.1]), ("b", [20, 20.1]));
        WriteCases(("a", Running), ("b", Running));

        var html = HtmlReport.ToHtml(await ExperimentResults.ReadAsync(_folder.Path));

        Assert.That(
            html,
            Does.Contain("The server was already running at http://REDACTED@box:8000; its command is not known.")
                .And.Not.Contain("Launch command")
        );
    }

    [Test]
    public async Task Of_Search_ShowsTheCommandOfTheLargestAndOfTheBenchmarkAtItsLoad()
    {
        WriteSearch(("a", 10, "[9.5, 10.5]", null), ("b", 20, "[19, 21]", null));

        var answer = (await SummarizeAsync()).Answers.Single();

        Assert.Multiple(() =>
        {
            Assert.That(answer.Sentences[0], Does.StartWith("Within p99_e2el_ms<=300: best is config=b with 20.0 req/s, "));
            Assert.That(
                answer.Choices.Select(choice => (choice.Label, choice.Commands.Serve!.ToString(), choice.Bench)),
                Is.EqualTo(
                    new[]
                    {
                        (
                            "Best: config=b",
                            "vllm serve m --api-key REDACTED --config b",
                            "vllm bench serve --model m --random-input-len 64 --request-rate 20.0"
                        ),
                    }
                )
            );
            Assert.That(
                answer.Bars!.Rows.Select(row => (row.Name, row.Value, row.Low, row.High, row.Standing)),
                Is.EqualTo(
                    new (string, double?, double?, double?, string)[]
                    {
                        ("config=b", 20, 19, 21, "best"),
                        ("config=a", 10, 9.5, 10.5, "behind"),
                    }
                )
            );
        });
    }

    [Test]
    public async Task Of_SearchesThatOverlap_ListBothCommandsAndWhatWouldNarrowThem()
    {
        WriteSearch(("a", 19, "[17, 22]", 4), ("b", 20, "[18, 23]", 6));

        var answer = (await SummarizeAsync()).Answers.Single();

        Assert.Multiple(() =>
        {
            Assert.That(answer.Choices.Select(choice => choice.Label), Is.EqualTo(new[] { "Tied: config=b", "Tied: config=a" }));
            Assert.That(answer.IsClear, Is.False);
        });
    }

    [Test]
    public async Task Of_FailedRuns_SaysHowToCompleteTheSweep()
    {
        WriteSweep(("a", [10, 10.1]), ("b", [20, 20.1]));
        _folder.Write("SERVE-b-BENCH/run=2.failure.json", """{"run_number": 2, "message": "It ended with 3."}""");

        Assert.That(
            (await SummarizeAsync()).Next.Single(),
            Is.EqualTo(
                $"1 run has no result, and the sweep has not ended. To complete it, repeat its command with --resume {Path.GetFileName(_folder.Path)}; finished runs are kept."
            )
        );
    }

    [Test]
    public async Task ToHtml_OpenInterval_HasADashedLineToTheEdge()
    {
        WriteSearch(("a", 10, "[9.5, null]", null), ("b", 20, "[19, 21]", null));

        var html = HtmlReport.ToHtml(await ExperimentResults.ReadAsync(_folder.Path));
        var bars = Bar().Matches(html).Select(match => match.Value).ToArray();

        Assert.That(bars, Has.Length.EqualTo(2));
        Assert.That(bars.Single(bar => bar.Contains("stroke-dasharray", StringComparison.Ordinal)), Does.Contain("x2=\"100%\""));
    }

    private async Task<ReportSummary> SummarizeAsync() => ReportSummary.Of(await ExperimentResults.ReadAsync(_folder.Path));

    private void WriteSweep(params (string Config, double[] Throughputs)[] servers)
    {
        WriteCases([.. servers.Select(server => (server.Config, Launched))]);
        foreach (var (config, throughputs) in servers)
        {
            foreach (var (throughput, run) in throughputs.Select((throughput, run) => (throughput, run)))
            {
                _folder.Write(
                    $"SERVE-{config}-BENCH/run={run}.json",
                    FormattableString.Invariant(
                        $$"""{"request_throughput": {{throughput:R}}, "completed": 5, "failed": 0, "run_number": {{run}}, "config": "{{config}}"}"""
                    )
                );
            }
        }
    }

    private void WriteSearch(params (string Config, double Load, string Interval, int? More)[] servers)
    {
        WriteSweep([.. servers.Select(server => (server.Config, new[] { server.Load }))]);
        foreach (var (config, load, interval, more) in servers)
        {
            _folder.Write(
                $"SERVE-{config}-BENCH/SLA-x.json",
                SampleExperiment
                    .Answer.Replace(
                        "\"load\": 20.5, \"atLeast\": 19.25, \"interval\": [20, null]",
                        FormattableString.Invariant(
                            $"\"load\": {load}, \"atLeast\": {load - 1}, \"interval\": {interval}, \"moreRunsNeeded\": {more?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "null"}"
                        ),
                        StringComparison.Ordinal
                    )
                    .Replace("\"passing\": 20.5", FormattableString.Invariant($"\"passing\": {load}"), StringComparison.Ordinal)
            );
        }
    }

    private void WriteCases(params (string Config, string Server)[] cases)
    {
        (string Folder, string Key, string Text)[] written =
        [
            .. cases.Select(one =>
            {
                var measured = new BenchmarkCase
                {
                    ServeCommand = one.Server == Launched ? CommandLine.Parse("vllm serve m --api-key s3cret") : null,
                    Endpoint = one.Server == Launched ? null : new Uri("http://u:s3cret@box:8000"),
                    BenchCommand = CommandLine.Parse("vllm bench serve --model m"),
                    ServeParameters = new() { { "config", one.Config } },
                    BenchParameters = new() { { "random_input_len", 64 } },
                };
                return (
                    $"SERVE-{one.Config}-BENCH",
                    measured.Key,
                    $$"""{"key": "{{measured.Key}}", {{one.Server}}, "benchCommand": {{Bench}}, "serveParameters": {"config": "{{one.Config}}"}, "benchParameters": {"random_input_len": 64} }"""
                );
            }),
        ];
        var listed = string.Join(", ", written.Select(one => $$"""{"key": "{{one.Key}}", "folder": "{{one.Folder}}", "rank": 0}"""));
        _folder.Write(
            "experiment.json",
            $$"""
            {"formatVersion": 1, "toolVersion": "1.2.3", "host": "box", "startedAt": "2026-11-24T06:10:13+01:00", "endedAt": null, "runsPerCase": 3,
             "definition": {}, "environment": {"key": "", "hashes": {} }, "cases": [{{listed}}]}
            """
        );
        foreach (var (folder, _, text) in written)
        {
            _folder.Write($"{folder}/case.json", text);
        }
    }

    [GeneratedRegex("<svg class=\"bar\".*?</svg>")]
    private static partial Regex Bar();
}
