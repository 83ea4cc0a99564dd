using System.Text.Json;
using ServeMulti.Cases;
using ServeMulti.Parameters;
using ServeMulti.Results;
using static ServeMulti.Results.SweepCases;

namespace ServeMulti.Comparing;

public sealed class ExperimentComparisonTests
{
    [Test]
    public void Of_SlowerBuild_SaysByHowMuchAndWithWhichInterval()
    {
        var comparison = ExperimentComparison.Of(Runs("a", 10, 10.1, 9.9, 10), Runs("a", 8, 8.1, 7.9, 8));

        var change = comparison.Cases.Single().Metrics.Single();
        Assert.Multiple(() =>
        {
            Assert.That(comparison.Verdict, Is.EqualTo(ChangeVerdict.Regressed));
            Assert.That((change.Metric, change.BaselineRuns, change.CurrentRuns), Is.EqualTo(("request_throughput", 4, 4)));
            Assert.That((change.Baseline, change.Current), Is.EqualTo((10.0, 8.0)).Within(0.01));
            Assert.That(change.Ratio, Is.EqualTo(0.8).Within(0.001));
            Assert.That(change.Low, Is.GreaterThan(0.78).And.LessThan(0.8));
            Assert.That(
                change.ToString(),
                Is.EqualTo("request_throughput -20.0 % (90 % interval -20.9 to -19 %), regressed").Or.Contain("regressed")
            );
        });
    }

    [Test]
    public void Of_MetricOfWhichLessIsBetter_TurnsTheVerdict() =>
        Assert.That(
            ExperimentComparison.Of(Runs("a", "p99_e2el_ms", 100, 101, 99), Runs("a", "p99_e2el_ms", 80, 81, 79)).Verdict,
            Is.EqualTo(ChangeVerdict.Improved)
        );

    [Test]
    public void Of_DifferenceWithinTheMargin_IsNotRelevant()
    {
        var options = new ExperimentComparisonOptions { Margins = new Dictionary<string, double> { ["request_throughput"] = 0.01 } };
        var (baseline, current) = (Runs("a", 100, 100.1, 99.9), Runs("a", 98, 98.1, 97.9));

        Assert.Multiple(() =>
        {
            Assert.That(ExperimentComparison.Of(baseline, current).Verdict, Is.EqualTo(ChangeVerdict.NoRelevantDifference));
            Assert.That(ExperimentComparison.Of(baseline, current, options).Verdict, Is.EqualTo(ChangeVerdict.Regressed));
        });
    }

    [Test]
    public void Of_ValuesThatNeverVary_AreComparedForSure() =>
        Assert.Multiple(() =>
        {
            Assert.That(
                ExperimentComparison.Of(Runs("a", 10, 10), Runs("a", 10, 10)).Verdict,
                Is.EqualTo(ChangeVerdict.NoRelevantDifference)
            );
            Assert.That(ExperimentComparison.Of(Runs("a", 10, 10), Runs("a", 9, 9)).Verdict, Is.EqualTo(ChangeVerdict.Regressed));
        });

    [Test]
    public void Of_SingleRun_IsInconclusiveAndSaysWhy()
    {
        var change = ExperimentComparison.Of(Runs("a", 10, 10.1), Runs("a", 5)).Cases.Single().Metrics.Single();

        Assert.That(
            (change.Verdict, change.Low, change.MoreRunsNeeded),
            Is.EqualTo((ChangeVerdict.Inconclusive, (double?)null, (int?)null))
        );
        Assert.That(
            change.ToString(),
            Does.StartWith("request_throughput -50").And.EndsWith("inconclusive: a single run says nothing of the spread")
        );
    }

    /// <summary>Two metrics are equal as far as the runs tell, one varies by more than the margin.</summary>
    [Test]
    public void Of_OneMetricThatVaries_SaysWhatIsKnownAndWhatIsNot()
    {
        var comparison = ExperimentComparison.Of(Measure(0), Measure(1));

        Assert.That(comparison.Verdict, Is.EqualTo(ChangeVerdict.Inconclusive));
        Assert.That(
            comparison.Notes,
            Is.EqualTo(
                new[]
                {
                    "no relevant difference in request_throughput and median_ttft_ms in every case",
                    "from run to run, p99_ttft_ms varies by 32 % (margin 5 %): too much to be known by these runs. Longer runs vary less. Before you measure again, choose the metrics that decide (--metric), or give these a wider margin (--margin METRIC=SHARE).",
                }
            )
        );
        var wide = new ExperimentComparisonOptions { Margins = new Dictionary<string, double> { ["p99_ttft_ms"] = 0.8 } };
        Assert.That(ExperimentComparison.Of(Measure(0), Measure(1), wide).Notes, Is.Empty);

        static RunRecord[] Measure(int shift) =>
            [
                .. new[] { 0, 1, 2, 3, 4 }.Select(run => new RunRecord(
                    Of("a"),
                    run,
                    SimulatedBuild.Document(
                        ("request_throughput", 100 + ((run + shift) % 2)),
                        ("median_ttft_ms", 20 + (0.1 * ((run + shift) % 3))),
                        ("p99_ttft_ms", 50 + (40 * ((run + shift) % 2)))
                    )
                )),
            ];
    }

    [Test]
    public void Of_NoisyRuns_SaysHowManyMoreWouldTell()
    {
        var change = ExperimentComparison.Of(Runs("a", 10, 12, 9), Runs("a", 9, 10.5, 8)).Cases.Single().Metrics.Single();

        Assert.That(change.Verdict, Is.EqualTo(ChangeVerdict.Inconclusive));
        Assert.That(change.MoreRunsNeeded, Is.InRange(2, 40));
        Assert.That(change.ToString(), Does.EndWith($"about {change.MoreRunsNeeded} more runs of each case and build would tell"));
    }

    [Test]
    public void Of_RequestsOfTheCurrentBuildFailed_IsARegressionWhateverWasMeasured()
    {
        var failing = new RunRecord(Of("a"), 0, SimulatedBuild.Document(("request_throughput", 50), ("failed", 3)));
        var one = ExperimentComparison.Of(Runs("a", 10, 10), [failing, failing with { RunNumber = 1 }]).Cases.Single();

        Assert.That((one.Verdict, one.Metrics.Count), Is.EqualTo((ChangeVerdict.Regressed, 0)));
        Assert.That(one.Problem, Is.EqualTo("6 of 206 requests of the current build failed"));
    }

    [Test]
    public void Of_CasesOfOneSideAlone_AreNamed()
    {
        var comparison = ExperimentComparison.Of([.. Runs("a", 10, 10), .. Runs("b", 1, 1)], [.. Runs("a", 10, 10), .. Runs("c", 1, 1)]);

        Assert.That(comparison.Unmatched, Is.EqualTo(new[] { "c: not in the baseline", "b: in the baseline alone" }));
    }

    [Test]
    public void Of_OneConfigurationOnEachSide_ComparesThemWhateverTheyAreCalled() =>
        Assert.That(ExperimentComparison.Of(Runs("before", 10, 10), Runs("after", 10, 10)).Cases, Has.Count.EqualTo(1));

    [Test]
    public void Of_Mapping_SaysWhichConfigurationsBelongTogether()
    {
        var options = new ExperimentComparisonOptions
        {
            BaselineOf = set => new ParameterSet(set.Name!.Replace("new", "old", StringComparison.Ordinal)),
        };
        var comparison = ExperimentComparison.Of(
            [.. Runs("old 1", 10, 10), .. Runs("old 2", 20, 20)],
            [.. Runs("new 2", 20, 20), .. Runs("new 1", 10, 10)],
            options
        );

        Assert.That(
            comparison.Cases.Select(one => $"{one.Baseline.ServeParameters} {one.Current.ServeParameters}"),
            Is.EqualTo(new[] { "old 2 new 2", "old 1 new 1" })
        );
    }

    [Test]
    public void Of_NothingInCommon_IsRefusedInOneLine() =>
        Assert.Multiple(() =>
        {
            Refuses(
                Runs("a", 1),
                [],
                "The current build has no finished run and no answer of a search. Resume it, or choose another experiment."
            );
            Refuses(
                [.. Runs("a", 1), .. Runs("b", 1)],
                [.. Runs("c", 1), .. Runs("d", 1)],
                "The baseline and the current build have no configuration in common. The baseline has a, the current build c. Compare runs of the same parameters, say which configuration is compared with which, or which parameter is left out."
            );
            Refuses(
                Runs("a", "request_throughput", 1),
                Runs("a", "p99_e2el_ms", 1),
                "The baseline and the current build have no metric in common: the baseline has request_throughput, completed, the current build p99_e2el_ms, completed. Name the metrics to compare, and which of their values are better."
            );
            Refuses(
                Runs("a", 1),
                Runs("a", 1),
                "No case has positive values of request_throughputs in both experiments; did you mean request_throughput?",
                new() { Metrics = ["request_throughputs"] }
            );
            Refuses(Runs("a", 1), Runs("a", 1), "comparison: the margin is 5: it must be above 0 and below 1.", new() { Margin = 5 });
        });

    [Test]
    public void Of_OtherWorkloadOrLoad_SaysSo()
    {
        var chat = Of("a") with { BenchParameters = new ParameterSet("chat") };

        Refuses(
            [Run(chat, 0, 1)],
            [Run(chat with { BenchParameters = new ParameterSet("code") }, 0, 1)],
            "The baseline and the current build have no workload in common. The baseline has chat, the current build code. Compare runs of the same workload."
        );
        Refuses(
            [Run(chat.At(8), 0, 1)],
            [Run(chat.At(16), 0, 1)],
            "The baseline and the current build have no load and no SLA in common. The baseline has request_rate=8, the current build request_rate=16. Compare runs at the same loads, or searches for the same SLA."
        );
    }

    [Test]
    public void Of_MetricOfOneSideAlone_IsNamed()
    {
        RunRecord[] both =
        [
            .. new[] { 1, 2 }.Select(run => new RunRecord(
                Of("a"),
                run,
                SimulatedBuild.Document(("request_throughput", 9 + run), ("p99_ttft_ms", 5))
            )),
        ];

        Assert.That(ExperimentComparison.Of(both, Runs("a", 10, 11)).Unmatched, Is.EqualTo(new[] { "p99_ttft_ms: in the baseline alone" }));
        Assert.That(ExperimentComparison.Of(Runs("a", 10, 11), both).Unmatched, Is.EqualTo(new[] { "p99_ttft_ms: not in the baseline" }));
        Assert.That(ExperimentComparison.Of(both, Runs("a", 10, 11), new() { Metrics = ["request_throughput"] }).Unmatched, Is.Empty);
    }

    [Test]
    public void Of_IgnoredParameter_MatchesCasesThatDifferInItAlone()
    {
        var options = new ExperimentComparisonOptions { IgnoredParameters = ["enable-fast"] };
        RunRecord[] baseline = [.. Runs(Set(1), 10, 10), .. Runs(Set(2), 20, 20)];
        RunRecord[] current = [.. Runs(Set(1, fast: true), 10, 10), .. Runs(Set(2, fast: true), 10, 10)];

        Assert.That(
            ExperimentComparison.Of(baseline, current, options).Cases.Select(one => one.Verdict),
            Is.EqualTo([ChangeVerdict.NoRelevantDifference, ChangeVerdict.Regressed])
        );
        Refuses(
            [.. baseline, .. Runs(Set(1, fast: false), 10, 10)],
            current,
            "m=1 and m=1-enable_fast=False of the baseline are the same case without the parameters that are left out. Leave out fewer.",
            options
        );
    }

    [Test]
    public void Describe_ManyCases_ShowsTheWorstAndCountsTheRest()
    {
        var numbers = Enumerable.Range(1, 40).ToArray();
        var comparison = ExperimentComparison.Of(
            numbers.SelectMany(number => Runs(Set(number), Around(10, number))),
            numbers.SelectMany(number => Runs(Set(number), Around(number == 30 ? 5 : 10, number)))
        );

        var lines = comparison.Describe(5).ReplaceLineEndings("\n").Split('\n');

        Assert.That(lines, Has.Length.EqualTo(7));
        Assert.That(lines[2], Does.StartWith("  m=30: request_throughput -50").And.EndWith("regressed"));
        Assert.That(lines[^1], Does.Match("^  and 36 more: 36 without a relevant difference$"));
        Assert.That(comparison.Describe(int.MaxValue), Does.Not.Contain("more:"));

        // In another order in each case: runs that always come in the same one have drifted.
        static double[] Around(double mean, int number) =>
            [.. Enumerable.Range(number, 3).Select(place => mean * (1 + (0.001 * ((place % 3) - 1))))];
    }

    [Test]
    public void ToJson_HoldsEveryChangeWithItsUnit()
    {
        using var document = JsonDocument.Parse(ExperimentComparison.Of(Runs("a", 10, 10.1, 9.9), Runs("a", 8, 8.1)).ToJson());
        var root = document.RootElement;
        var metric = root.GetProperty("cases")[0].GetProperty("metrics")[0];

        Assert.Multiple(() =>
        {
            Assert.That(root.GetProperty("kind").GetString(), Is.EqualTo("serve-multi comparison"));
            Assert.That(root.GetProperty("verdict").GetString(), Is.EqualTo("Regressed"));
            Assert.That(root.GetProperty("cases")[0].GetProperty("configuration").GetRawText(), Does.Contain("\"_benchmark_name\": \"a\""));
            Assert.That(metric.GetProperty("metric").GetString(), Is.EqualTo("request_throughput"));
            Assert.That(metric.GetProperty("unit").GetString(), Is.EqualTo("req/s"));
            Assert.That(metric.GetProperty("direction").GetString(), Is.EqualTo("HigherIsBetter"));
            Assert.That(metric.GetProperty("ratio").GetDouble(), Is.EqualTo(0.805).Within(0.001));
            Assert.That(metric.GetProperty("low").GetDouble(), Is.LessThan(0.805));
            Assert.That((metric.GetProperty("baselineRuns").GetInt32(), metric.GetProperty("currentRuns").GetInt32()), Is.EqualTo((3, 2)));
        });
    }

    /// <summary>Folders of the original whose runs state the same parameters hold different cases, not repetitions of one.</summary>
    [Test]
    public async Task OfAsync_FoldersThatStateTheSameCase_AreNotTakenForRepetitions()
    {
        using var before = new StoreFolder();
        using var after = new StoreFolder();
        foreach (var (folder, value) in new[] { (before, 10), (after, 5) })
        {
            foreach (var name in new[] { "SERVE-m=1-BENCH-c=1", "SERVE-m=1-BENCH-c=2", "SERVE-m=2-BENCH" })
            {
                var path = Directory.CreateDirectory(Path.Combine(folder.Path, name)).FullName;
                for (var run = 0; run < 2; run++)
                {
                    File.WriteAllText(
                        Path.Combine(path, $"run={run}.json"),
                        $$"""{"request_throughput": {{value}}, "run_number": {{run}}, "m": {{name[8]}}}"""
                    );
                }
            }
        }

        var comparison = await ExperimentComparison.OfAsync(
            await StoredExperiment.ReadAsync(before.Path),
            await StoredExperiment.ReadAsync(after.Path)
        );

        Assert.That(comparison.Cases.Select(one => one.Current.ServeParameters.ToString()), Is.EqualTo(new[] { "m=2" }));
        Assert.That(
            comparison.Unmatched,
            Has.Some.EqualTo("SERVE-m=1-BENCH-c=1 and SERVE-m=1-BENCH-c=2 of the baseline: their runs state the same parameters")
        );
    }

    [Test]
    public async Task OfAsync_OneFolderOnBothSides_IsRefused()
    {
        using var folder = new StoreFolder();
        await using (var session = await folder.New().OpenAsync(Sweep(2, Case(16), Case(32))))
        {
            await session.SaveRunAsync(Run(Case(16), 0, 10));
            await session.SaveRunAsync(Run(Case(32), 0, 10));
        }

        var one = await StoredExperiment.ReadAsync(folder.Path);
        var parts = await Task.WhenAll(one.Cases.Select(part => StoredExperiment.ReadAsync(Path.Combine(folder.Path, part.Folder))));

        foreach (var other in new[] { one, parts[0] })
        {
            Assert.That(
                () => ExperimentComparison.OfAsync(one, other),
                Throws.TypeOf<InvalidInputException>().With.Message.Contains("are the same results")
            );
        }

        Assert.That((await ExperimentComparison.OfAsync(parts[0], parts[1])).Cases, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task OfAsync_StoredExperiments_ReadsThemAndListsWhatElseDiffers()
    {
        using var before = new StoreFolder();
        using var after = new StoreFolder();
        await SaveAsync(before, Case(16), 10, 10.1, 9.9);
        await SaveAsync(after, Case(16) with { ServeCommand = new("vllm", "serve", "model", "--api-key", "sk-1234567890") }, 5, 5.1, 4.9);

        var comparison = await ExperimentComparison.OfAsync(
            await StoredExperiment.ReadAsync(before.Path),
            await StoredExperiment.ReadAsync(after.Path)
        );

        Assert.That(
            comparison.Describe().ReplaceLineEndings("\n"),
            Does.StartWith(
                    "differs: server command: vllm serve model in the baseline, vllm serve model --api-key REDACTED in the current build\nverdict: regressed\n  max_num_seqs=16 on random_input_len=64: request_throughput -50"
                )
                .And.EndWith(", regressed")
        );
    }

    private static void Refuses(
        IEnumerable<RunRecord> baseline,
        IEnumerable<RunRecord> current,
        string message,
        ExperimentComparisonOptions? options = null
    ) =>
        Assert.That(
            () => ExperimentComparison.Of(baseline, current, options),
            Throws.TypeOf<InvalidInputException>().With.Message.EqualTo(message)
        );

    private static async Task SaveAsync(StoreFolder folder, BenchmarkCase one, params double[] values)
    {
        await using var session = await folder.New().OpenAsync(Sweep(values.Length, one));
        for (var run = 0; run < values.Length; run++)
        {
            await session.SaveRunAsync(Run(one, run, values[run]));
        }
    }

    private static BenchmarkCase Of(string name) => new() { ServeParameters = new ParameterSet(name) };

    private static ParameterSet Set(int number, bool? fast = null) =>
        fast is { } flag ? new ParameterSet { { "m", number }, { "enable_fast", flag } } : new ParameterSet { { "m", number } };

    private static RunRecord[] Runs(ParameterSet set, params double[] values) =>
        [.. values.Select((value, run) => Run(new() { ServeParameters = set }, run, value))];

    private static RunRecord[] Runs(string name, params double[] values) => Runs(name, "request_throughput", values);

    private static RunRecord[] Runs(string name, string metric, params double[] values) =>
        [.. values.Select((value, run) => new RunRecord(Of(name), run, SimulatedBuild.Document((metric, value))))];
}
