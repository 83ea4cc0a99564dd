using ServeMulti.Benchmarking;
using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Display;

[TestFixture]
public sealed class EventTextTests
{
    [Test]
    public void Describe_Started_CountsAndNotes() =>
        Assert.That(
            EventText.Describe(SampleSweep.Started("repeated")),
            Is.EqualTo(new[] { "2 servers, 2 cases, 6 runs; results in /results/a", "note: repeated" })
        );

    [Test]
    public void Describe_StartedAgain_TellsWhatIsDone() =>
        Assert.That(
            EventText.Describe(new SweepStarted(SampleSweep.At(4, 0, 0, null), SampleSweep.Plan, "/results/a", [])),
            Is.EqualTo(new[] { "2 servers, 2 cases, 6 runs, 4 of them already done; results in /results/a" })
        );

    [Test]
    public void Describe_RunThatFailedRequests_SaysSoBeforeItsMetrics()
    {
        var finished = SampleSweep.Finished(1, 60) with
        {
            Document = ResultDocument.FromMetrics([new("completed", 90), new("failed", 30), new("request_throughput", 12.5)]),
        };

        Assert.That(EventText.Describe(finished).Single(), Does.Contain(" run 0: 30 of 120 failed, request_throughput 12.50, "));
    }

    [Test]
    public void Describe_RunFinished_CountsMetricsTimeAndTimeLeft() =>
        Assert.That(
            EventText.Describe(SampleSweep.Finished(2, secondsLeft: 185)),
            Is.EqualTo(new[] { "[2/6] SERVE-max_num_seqs=16-BENCH run 1: request_throughput 12.50, 9.0 s, about 3 min 05 s left" })
        );

    [Test]
    public void Describe_RunFailed_TellsTheLastTenLinesOfOutputWithoutTheirControlCharacters()
    {
        var lines = EventText.Describe(
            SampleSweep.Failed(
                "The benchmark exited with code 7.",
                [.. Enumerable.Range(1, 11).Select(number => $"line {number}\u001b[2J")]
            )
        );

        Assert.That(lines[0], Is.EqualTo("[2/6] SERVE-max_num_seqs=16-BENCH run 1: FAILED. The benchmark exited with code 7."));
        Assert.That(lines.Skip(1), Is.EqualTo(Enumerable.Range(2, 10).Select(number => $"    | line {number}\\u001b[2J")));
    }

    [Test]
    public void Describe_ServerEvents_NameTheServer()
    {
        var at = SampleSweep.At(0, 0, 0, null);
        var server = SampleSweep.Server;

        Assert.Multiple(() =>
        {
            Assert.That(EventText.Describe(new ServerSkipped(at, server)), Is.EqualTo(new[] { "server 1: no runs left, not started" }));
            Assert.That(
                EventText.Describe(new ServerStarting(at, server, IsRestart: false)),
                Is.EqualTo(new[] { "server 1: starting vllm serve m --max-num-seqs 16" })
            );
            Assert.That(EventText.Describe(new ServerStarting(at, server, IsRestart: true)), Is.EqualTo(new[] { "server 1: restarting" }));
            Assert.That(
                EventText.Describe(new ServerReady(at, server, TimeSpan.FromSeconds(75))),
                Is.EqualTo(new[] { "server 1: ready after 1 min 15 s" })
            );
            Assert.That(
                EventText.Describe(new ServerLost(at, server, "It died.", IsGivenUp: false)),
                Is.EqualTo(new[] { "server 1: FAILED. It died." })
            );
            Assert.That(
                EventText.Describe(new ServerLost(at, server, "It died.", IsGivenUp: true)),
                Is.EqualTo(new[] { "server 1: FAILED, its remaining cases are skipped. It died." })
            );
            var reset = new CacheResetFailed(at, server, "404.") { StartTime = TimeSpan.FromSeconds(600) };
            Assert.That(
                EventText.Describe(reset),
                Is.EqualTo(new[] { "server 1: CACHES NOT RESET, restarting before each next run (about 10 min 00 s each time). 404." })
            );
            Assert.That(
                EventText.Describe(reset with { IsRepeated = true }),
                Is.EqualTo(new[] { "server 1: CACHES NOT RESET, restarting" })
            );
        });
    }
}
