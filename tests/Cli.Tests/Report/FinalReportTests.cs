using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Parameters;
using ServeMulti.Results;

namespace ServeMulti.Cli.Report;

[TestFixture]
public sealed class FinalReportTests
{
    [Test]
    public void Write_TwoConfigurations_TabulatesCasesAndNamesTheBest()
    {
        var text = Write([.. Runs(16, 10, 10.5, 11), .. Runs(64, 20, 21, 22)]);

        Assert.That(
            text,
            Does.StartWith(
                """
                mean of the runs ± half the width of its 95 % interval; a single run has none
                server           benchmark  runs  request_throughput
                ---------------  ---------  ----  ------------------
                max_num_seqs=16  x=1           3          10.5 ± 1.2
                max_num_seqs=64  x=1           3          21.0 ± 2.5

                """
            )
        );
        Assert.That(
            text,
            Does.Contain("\nrequest_throughput: best is max_num_seqs=64, 100.0 % higher than max_num_seqs=16 (95 % interval ")
        );
        Assert.That(text, Does.EndWith("files: /results/a (summary.csv holds all runs)\n"));
    }

    [Test]
    public void Write_RunsThatOverlap_SaysThatTheyAreTied() =>
        Assert.That(
            Write([.. Runs(16, 10, 20, 30), .. Runs(64, 11, 21, 31)]),
            Does.Contain(
                "request_throughput: no clear best: max_num_seqs=64 and max_num_seqs=16 are tied; against max_num_seqs=16, the first: max_num_seqs=64 +6."
            )
        );

    [Test]
    public void Write_OneRunPerCase_IsNotKnown() =>
        Assert.That(
            Write([.. Runs(16, 10), .. Runs(64, 15)]),
            Does.Contain("request_throughput: not known: max_num_seqs=64 measured 50.0 % higher than max_num_seqs=16, but")
                .And.Not.Contain("best")
        );

    [Test]
    public void Write_EqualConfigurations_SaysSo() =>
        Assert.That(
            Write([.. Runs(16, 10, 10), .. Runs(64, 10, 10)]),
            Does.Contain("request_throughput: max_num_seqs=16 and max_num_seqs=64 are equal\n")
        );

    [Test]
    public void Write_OneConfiguration_ComparesNothing() => Assert.That(Write([.. Runs(16, 10, 11)]), Does.Not.Contain("best"));

    [Test]
    public void Write_NoRun_SaysSo() => Assert.That(Write([]), Is.EqualTo("No run has a result.\n"));

    [Test]
    public void Write_FastestServerThatFailedRequests_IsShownWithItsFailuresAndIsNotBest()
    {
        var failing = Runs(128, 90, 91).Select(run => run with { Document = run.Document.With("failed", 30).With("completed", 30) });

        var text = Write([.. Runs(16, 10, 10.1), .. Runs(64, 20, 20.1), .. failing]);

        Assert.That(text, Does.Match(@"max_num_seqs=128 +x=1 +2 +9\S+ ± \S+  60 of 120 failed\n"));
        Assert.That(
            text,
            Does.Contain("best is max_num_seqs=64, ").And.Contain("; max_num_seqs=128 does not compete: 60 of 120 requests failed (50 %)\n")
        );
    }

    [TestCase(0.01, false)]
    [TestCase(0.05, true)]
    public void Write_FailedShareThatMayFail_LetsTheConfigurationCompeteAndShowsItsFailures(double limit, bool competes)
    {
        var failing = Runs(128, 90, 91).Select(run => run with { Document = run.Document.With("failed", 2).With("completed", 98) });

        var text = Write([.. Runs(16, 10, 10.1), .. failing], failedShareLimit: limit);

        Assert.That(text, Does.Match(@"max_num_seqs=128 +x=1 +2 +9\S+ ± \S+  4 of 200 failed\n"));
        Assert.That(
            text,
            Does.Contain(competes ? "best is max_num_seqs=128, " : "max_num_seqs=128 does not compete: 4 of 200 requests failed (2 %)")
        );
    }

    [Test]
    public void Write_TwoWorkloads_HasAVerdictOnEachUnderItsNameAndOverBoth()
    {
        RunRecord[] runs =
        [
            .. On("chat", Runs(16, 10, 10.1)),
            .. On("code", Runs(16, 30, 30.1)),
            .. On("chat", Runs(64, 20, 20.1)),
            .. On("code", Runs(64, 20, 20.1)),
        ];

        var text = Write(runs);

        Assert.That(text, Does.Contain("\non chat:\n  request_throughput: best is max_num_seqs=64, "));
        Assert.That(text, Does.Contain("\non code:\n  request_throughput: best is max_num_seqs=16, "));
        Assert.That(text, Does.Contain("\nover all 2 workloads (geometric mean):\n  request_throughput: best is max_num_seqs=64, "));
    }

    [Test]
    public void Write_WorkloadThatOneServerLacks_HasNoVerdictOverAll() =>
        Assert.That(
            Write([.. On("chat", Runs(16, 10, 10.1)), .. On("code", Runs(16, 30, 30.1)), .. On("chat", Runs(64, 20, 20.1))]),
            Does.Contain("\nno verdict over all workloads: max_num_seqs=64 has no result on code\n").And.Not.Contain("geometric")
        );

    [Test]
    public void Write_HostsOwnMetric_IsShownAndHasAWordWhyThereIsNoVerdict()
    {
        var text = Write([.. Own(8), .. Own(16)]);

        Assert.That(text, Does.Contain("benchmark  runs   latency_s\n").And.Contain("0.5000 ± 0\n"));
        Assert.That(
            text,
            Does.Contain(
                "\nno verdict on latency_s: it is not known whether higher or lower is better; add --lower-is-better latency_s or --higher-is-better latency_s\n"
            )
        );
    }

    [Test]
    public void Write_HostsOwnMetricWhoseDirectionWasSaid_HasAVerdict() =>
        Assert.That(
            Write([.. Own(8), .. Own(16)], new() { ["latency_s"] = MetricDirection.LowerIsBetter }),
            Does.Contain("\nlatency_s: max_num_seqs=8 and max_num_seqs=16 are equal\n")
        );

    [Test]
    public void Write_MistypedNamesOfAKnownClient_NamesTheNearest()
    {
        var runs = Runs(8, 1, 2)
            .Concat(Runs(16, 3, 4))
            .Select((run, index) => run with { Document = ResultDocument.FromMetrics([new("p99_tfft_ms", 1.5 + index)]) });

        Assert.That(Write([.. runs]), Does.Contain("no verdict on p99_tfft_ms: ").And.Contain("(the nearest known name is p99_ttft_ms)"));
    }

    [Test]
    public void Write_NothingButCounters_SaysThatThereIsNoMetric()
    {
        var runs = Runs(8, 1, 2)
            .Select(run => run with { Document = ResultDocument.FromMetrics([new("completed", 1), new("steps", 100)]) });

        Assert.That(Write([.. runs]), Does.Contain("The results contain no metric: "));
    }

    private static IEnumerable<RunRecord> Own(int maxNumSeqs) =>
        Runs(maxNumSeqs, 1, 2)
            .Select(run => run with { Document = ResultDocument.FromMetrics([new("completed", 1), new("latency_s", 0.5)]) });

    private static IEnumerable<RunRecord> On(string workload, IEnumerable<RunRecord> runs) =>
        runs.Select(run => run with { Case = run.Case with { BenchParameters = new ParameterSet(workload) { { "w", workload } } } });

    private static string Write(RunRecord[] runs, Dictionary<string, MetricDirection>? directions = null, double failedShareLimit = 0)
    {
        using var output = new StringWriter();
        FinalReport.Write(runs, directions ?? [], "/results/a", new ReportWriter(output), failedShareLimit);
        return output.ToString().ReplaceLineEndings("\n");
    }

    private static IEnumerable<RunRecord> Runs(int maxNumSeqs, params double[] throughputs) =>
        throughputs.Select(
            (throughput, number) =>
                new RunRecord(
                    new BenchmarkCase
                    {
                        ServeParameters = new() { { "max_num_seqs", maxNumSeqs } },
                        BenchParameters = new() { { "x", 1 } },
                    },
                    number,
                    ResultDocument.FromMetrics([new("request_throughput", throughput)])
                )
        );
}
