using System.Text.RegularExpressions;
using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Reports;

/// <summary>The first screen of a report.</summary>
[TestFixture]
public sealed partial class ReportSummaryTests
{
    private readonly ResultFolder _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task Of_Best_ShowsItsCommandWithItsParametersAndWithoutSecrets()
    {
        SampleSweep.Write(_folder, ("a", [10, 10.1, 10.2]), ("b", [20, 20.1, 20.2]));

        var answer = (await SummarizeAsync()).Answers.Single();

        Assert.Multiple(() =>
        {
            Assert.That(
                answer.Sentences[0],
                Does.StartWith("Request throughput: best is config=b, 99.0 % higher than config=a (95 % interval ")
            );
            Assert.That(answer.Sentences[0], Does.EndWith(" It measured 20.10 req/s (95 % interval 19.85 to 20.35)."));
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
            Assert.That(answer.Bars.Rows[0].Low, Is.EqualTo(20.1 - 0.2484).Within(5e-3));
            Assert.That(answer.Advice, Is.Empty);
        });
    }

    [Test]
    public async Task Of_Skewed_BarsSentenceAndLeadAreTheSameNumbers()
    {
        // The geometric means are 10 and 20; the arithmetic ones would be 10.25 and 21.25.
        SampleSweep.Write(_folder, ("a", [8, 10, 12.5]), ("b", [12.8, 20, 31.25]));

        var answer = (await SummarizeAsync()).Answers.Single();

        Assert.Multiple(() =>
        {
            Assert.That(answer.Bars!.Rows.Select(row => row.Value), Is.EqualTo([20.0, 10.0]).Within(1e-9));
            Assert.That(answer.Bars.Rows[1].Cells[0], Is.EqualTo("10.0 req/s"));
            Assert.That(answer.Bars.Rows[1].Low * answer.Bars.Rows[1].High, Is.EqualTo(100).Within(1e-9), "the interval is one of ratios");
        });
    }

    [Test]
    public async Task Of_Tied_ClaimsNoWinnerAndSaysHowManyRunsWouldSeparateThem()
    {
        SampleSweep.Write(
            _folder,
            ("a", [100 * Math.Exp(-0.1), 100, 100 * Math.Exp(0.1)]),
            ("b", [100, 100 * Math.Exp(0.1), 100 * Math.Exp(0.2)])
        );

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
                answer.Advice.Select(advice => (advice.Text, advice.Command)),
                Is.EqualTo(
                    new (string, string?)[]
                    {
                        (
                            "About 14 more runs per case would tell config=b from config=a, if the difference and the spread stay as measured.",
                            null
                        ),
                        ($"For that, repeat the command of the sweep with --resume {Name} --num-runs 17.", null),
                    }
                )
            );
        });
    }

    [Test]
    public async Task Of_ManyWorkloads_AreCountedAndFolded()
    {
        foreach (
            var (config, rate, run) in from c in new[] { 1, 2 }
            from rate in Enumerable.Range(1, 6)
            from run in new[] { 0, 1 }
            select (c, rate, run)
        )
        {
            // On the last workload both are equal.
            var throughput = (rate == 6 ? 1 : config) * (rate + (0.001 * run));
            _folder.Write(
                $"SERVE-{config}-BENCH-{rate}/run={run}.json",
                FormattableString.Invariant(
                    $$"""{"request_throughput": {{throughput}}, "completed": 5, "failed": 0, "run_number": {{run}}, "config": {{config}}, "request_rate": {{rate}}}"""
                )
            );
        }

        var summary = await SummarizeAsync();

        Assert.Multiple(() =>
        {
            Assert.That(
                summary.Answers[0].Sentences,
                Is.EqualTo(
                    new[] { "Request throughput: config=2 is best on 5 of 6 workloads.", "On 1 of 6 workloads there is no clear best." }
                )
            );
            Assert.That(summary.Answers[0].Bars!.Rows.Select(row => string.Join(' ', row.Cells)), Is.EqualTo(new[] { "5 1 0", "0 1 0" }));
            Assert.That(summary.Answers.Count(answer => answer.IsFolded), Is.EqualTo(6));
            Assert.That(summary.Answers.Count, Is.EqualTo(8), "and one over all workloads");
        });
    }

    [Test]
    public async Task Of_OneConfigurationAtManyLoads_ListsTheHighestOfEachWorkload()
    {
        foreach (var (tokens, load) in from tokens in new[] { 85, 512 } from load in new[] { 1, 8 } select (tokens, load))
        {
            _folder.Write(
                $"{tokens}-{load}.json",
                FormattableString.Invariant(
                    $$"""{"max_concurrency": {{load}}, "request_throughput": {{load * 100.0 / tokens}}, "p99_ttft_ms": {{load * 10}}, "completed": 10, "total_input_tokens": 100, "total_output_tokens": {{tokens * 10}}}"""
                )
            );
        }

        var answer = (await SummarizeAsync()).Answers.Single();

        Assert.Multiple(() =>
        {
            Assert.That(answer.Sentences[1], Is.EqualTo("There is only one server configuration, so there is no comparison."));
            Assert.That(
                answer.Sentences[0],
                Is.EqualTo(
                    "The highest request throughput that was measured without failed requests, on each workload: 9.412 req/s (10 tokens in, 85 out, max_concurrency=8); 1.562 req/s (10 tokens in, 512 out, max_concurrency=8)."
                )
            );
            Assert.That(
                answer.Bars!.Rows.Select(row => $"{row.Name}: {string.Join(" | ", row.Cells)}"),
                Is.EquivalentTo(
                    new[]
                    {
                        "10 tokens in, 85 out: 9.412 req/s | max_concurrency=8 | 80.00 ms",
                        "10 tokens in, 512 out: 1.562 req/s | max_concurrency=8 | 80.00 ms",
                    }
                )
            );
            Assert.That(answer.Bars.Subject, Is.EqualTo("workload"));
            Assert.That(answer.IsClear, Is.False);
        });
    }

    [Test]
    public async Task Of_SingleRuns_PromisesNoNumberOfRuns()
    {
        SampleSweep.Write(_folder, ("a", [10]), ("b", [20]));

        var answer = (await SummarizeAsync()).Answers.Single();

        Assert.That(answer.Choices.Select(choice => choice.Label), Has.All.StartsWith("Not separated for request throughput: "));
        Assert.That(
            answer.Advice.Single().Text,
            Is.EqualTo($"A single run has no spread. To see one, repeat the command of the sweep with --resume {Name} --num-runs 3.")
        );
    }

    [Test]
    public async Task Of_RunningServer_SaysThatItsCommandIsNotKnown()
    {
        SampleSweep.Write(_folder, ("a", [10, 10.1]), ("b", [20, 20.1]));
        SampleSweep.WriteCases(_folder, ("a", SampleSweep.Running), ("b", SampleSweep.Running));

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
        SampleSweep.WriteSearch(_folder, ("a", 10, "[9.5, 10.5]", null), ("b", 20, "[19, 21]", null));

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
        SampleSweep.WriteSearch(_folder, ("a", 19, "[17, 22]", 4), ("b", 20, "[18, 23]", 6));

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
        SampleSweep.Write(_folder, ("a", [10, 10.1]), ("b", [20, 20.1]));
        _folder.Write("SERVE-b-BENCH/run=2.failure.json", """{"run_number": 2, "message": "It ended with 3."}""");

        Assert.That(
            (await SummarizeAsync()).Next.Single().Text,
            Is.EqualTo(
                $"1 run has no result, and the sweep has not ended. To complete the sweep, repeat the command of the sweep with --resume {Name}; finished runs are kept."
            )
        );
    }

    [Test]
    public async Task Of_StoredCommand_IsOneLineThatCanBePasted()
    {
        SampleSweep.Write(_folder, ("a", [10]), ("b", [20]));
        StoreCommand("cd /srv/x && serve-multi --serve-cmd 'vllm --num-runs 9' --num-runs 1 -o out --resume {experiment}");

        var summary = await SummarizeAsync();

        Assert.Multiple(() =>
        {
            Assert.That(
                summary.Answers.Single().Advice.Select(advice => (advice.Text, advice.Command)),
                Is.EqualTo(
                    new[]
                    {
                        (
                            "A single run has no spread. To see one, run this:",
                            $"cd /srv/x && serve-multi --serve-cmd 'vllm --num-runs 9' --num-runs 3 -o out --resume {Name}"
                        ),
                    }
                )
            );
            Assert.That(
                summary.Next.Select(advice => (advice.Text, advice.Command)),
                Is.EqualTo(
                    new[]
                    {
                        (
                            "The sweep has not ended. To complete the sweep, run this; finished runs are kept:",
                            $"cd /srv/x && serve-multi --serve-cmd 'vllm --num-runs 9' --num-runs 1 -o out --resume {Name}"
                        ),
                    }
                )
            );
        });
    }

    [Test]
    public async Task Of_StoredCommandWithHiddenValues_SaysToFillThemIn()
    {
        SampleSweep.Write(_folder, ("a", [10]), ("b", [20]));
        StoreCommand("serve-multi --serve-cmd 'vllm --api-key REDACTED' --resume {experiment}");

        Assert.That(
            (await SummarizeAsync()).Next.Single().Text,
            Is.EqualTo(
                "The sweep has not ended. To complete the sweep, run this, with the values that are REDACTED filled in; finished runs are kept:"
            )
        );
    }

    [Test]
    public async Task ToHtml_SeveralExperiments_EachHasItsFactsAndItsCommand()
    {
        var other = new ResultFolder();
        try
        {
            SampleSweep.Write(_folder, ("a", [10, 11]), ("b", [20, 21]));
            SampleSweep.Write(other, ("a", [10, 11]), ("b", [20, 21]));
            StoreCommand("serve-multi --first --resume {experiment}");

            var html = HtmlReport.ToHtml(await ExperimentResults.ReadAsync([_folder.Path, other.Path]));
            var facts = html[html.IndexOf("<h2 id=\"facts\">", StringComparison.Ordinal)..];

            Assert.Multiple(() =>
            {
                Assert.That(facts.Split("<dt>started</dt>"), Has.Length.EqualTo(3));
                Assert.That(facts, Does.Contain($"<h3>{Name}</h3>").And.Contain($"<h3>{Path.GetFileName(other.Path)}</h3>"));
                Assert.That(
                    html,
                    Does.Contain($"{Name}: the sweep has not ended. To complete the sweep, run this; finished runs are kept:")
                );
                Assert.That(html, Does.Contain($">serve-multi --first --resume {Name}</pre>"));
                Assert.That(
                    html,
                    Does.Contain(
                        $"{Path.GetFileName(other.Path)}: the sweep has not ended. To complete the sweep, repeat the command of the sweep with --resume {Path.GetFileName(other.Path)}; finished runs are kept."
                    )
                );
            });
        }
        finally
        {
            other.Dispose();
        }
    }

    private void StoreCommand(string command)
    {
        var file = Path.Combine(_folder.Path, "experiment.json");
        File.WriteAllText(
            file,
            File.ReadAllText(file)
                .Replace(
                    "\"definition\": {}",
                    $"\"definition\": {{\"resumeCommand\": {System.Text.Json.JsonSerializer.Serialize(command)}}}",
                    StringComparison.Ordinal
                )
        );
    }

    private string Name => Path.GetFileName(_folder.Path);

    [Test]
    public async Task ToHtml_OpenInterval_HasADashedLineToTheEdge()
    {
        SampleSweep.WriteSearch(_folder, ("a", 10, "[9.5, null]", null), ("b", 20, "[19, 21]", null));

        var html = HtmlReport.ToHtml(await ExperimentResults.ReadAsync(_folder.Path));
        var bars = Bar().Matches(html).Select(match => match.Value).ToArray();

        Assert.That(bars, Has.Length.EqualTo(2));
        Assert.That(bars.Single(bar => bar.Contains("stroke-dasharray", StringComparison.Ordinal)), Does.Contain("x2=\"100%\""));
    }

    private async Task<ReportSummary> SummarizeAsync() => ReportSummary.Of(await ExperimentResults.ReadAsync(_folder.Path));

    [GeneratedRegex("<svg class=\"bar\".*?</svg>")]
    private static partial Regex Bar();
}
