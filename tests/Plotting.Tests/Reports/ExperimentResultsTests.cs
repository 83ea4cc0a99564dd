using ServeMulti.Plotting.Runs;
using ServeMulti.Sla;

namespace ServeMulti.Plotting.Reports;

[TestFixture]
public sealed class ExperimentResultsTests
{
    private readonly ResultFolder _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task ReadAsync_Answer_IsWhatTheSearchFound()
    {
        SampleExperiment.Write(_folder).Write("SERVE-a-BENCH-1/SLA-p99_e2el_ms-le-300.json", SampleExperiment.Answer);

        var answer = (await ExperimentResults.ReadAsync(_folder.Path)).Answers.Single();

        Assert.Multiple(() =>
        {
            Assert.That(answer.Case, Is.EqualTo("SERVE-a-BENCH-1"));
            Assert.That(answer.Result.ServiceLevel.Text, Is.EqualTo("p99_e2el_ms<=300"));
            Assert.That(
                (answer.Result.Outcome, answer.Result.Variable, answer.Result.Load, answer.Result.AtLeast),
                Is.EqualTo((SlaSearchOutcome.Bounded, LoadVariable.RequestRate, 20.5, 19.25))
            );
            Assert.That(answer.Result.Interval, Is.EqualTo(new LoadInterval(20, double.PositiveInfinity)));
            Assert.That(
                (answer.Result.Passing, answer.Result.Failing, answer.Result.Runs, answer.Result.StoredRuns),
                Is.EqualTo((20.5, 22, 3, 1))
            );
            Assert.That(answer.Result.Binding!.Kind, Is.EqualTo(SlaBindingKind.Criterion));
            Assert.That(
                answer.Result.Probes.Select(probe => (probe.Load, probe.Verdict.Kind)),
                Is.EqualTo([(20.5, SlaVerdictKind.Met), (22, SlaVerdictKind.Missed)])
            );
            Assert.That(answer.Result.Probes[0].Runs.Single().Checks.Single().Value, Is.EqualTo(250));
            Assert.That(answer.Result.Probes[1].Runs.Single().Checks.Single().Value, Is.NaN);
        });
    }

    [Test]
    public async Task ReadAsync_AnswerOfTheOriginal_IsNoAnswer()
    {
        SampleExperiment.Write(_folder).Write("SERVE-a-BENCH-1/SLA-p99_e2el_ms<=300.00.json", """[{"request_throughput": 1}]""");

        var results = await ExperimentResults.ReadAsync(_folder.Path);

        Assert.That((results.Answers.Count, results.Problems.Count), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task ReadAsync_DamagedAnswer_IsNamedAndSkipped()
    {
        SampleExperiment.Write(_folder).Write("SERVE-a-BENCH-1/SLA-x.json", """{"sla": {}}""");

        Assert.That((await ExperimentResults.ReadAsync(_folder.Path)).Problems.Single(), Does.StartWith("SERVE-a-BENCH-1/SLA-x.json:"));
    }

    [Test]
    public async Task ReadAsync_Failure_HasItsReasonAndLog()
    {
        SampleExperiment
            .Write(_folder)
            .Write(
                "SERVE-a-BENCH-4/run=1.failure.json",
                """{"run_number": 1, "reason": "NonZeroExit", "message": "It ended with 3.", "log": "/x/bench.log", "recent_output": ["a", "b"]}"""
            );

        var failure = (await ExperimentResults.ReadAsync(_folder.Path)).Failures.Single();

        Assert.That(
            (failure.Case, failure.RunNumber, failure.Message, failure.LogPath, string.Join('|', failure.RecentOutput)),
            Is.EqualTo(("SERVE-a-BENCH-4", 1, "It ended with 3.", "/x/bench.log", "a|b"))
        );
    }

    [Test]
    public async Task ReadAsync_FailureOfAnOlderVersion_HasNoSecrets()
    {
        SampleExperiment
            .Write(_folder)
            .Write(
                "SERVE-a-BENCH-4/run=1.failure.json",
                """{"run_number": 1, "message": "Its command: v --api-key sk-old.", "recent_output": ["HF_TOKEN=hf-old", "http://u:pw-old@h"]}"""
            );

        var failure = (await ExperimentResults.ReadAsync(_folder.Path)).Failures.Single();

        Assert.That(
            (failure.Message, string.Join('|', failure.RecentOutput)),
            Is.EqualTo(("Its command: v --api-key REDACTED", "HF_TOKEN=REDACTED|http://REDACTED@h"))
        );
    }

    [Test]
    public async Task ReadAsync_FailuresAlone_AreResultsToo()
    {
        _folder.Write("SERVE-a-BENCH/run=0.failure.json", """{"run_number": 0, "message": "It ended with 3."}""");

        var results = await ExperimentResults.ReadAsync(_folder.Path);

        Assert.That((results.Runs.Count, results.Failures.Count), Is.EqualTo((0, 1)));
    }

    [Test]
    public async Task ReadAsync_ResultsMovedAside_AreLeftOut()
    {
        SampleExperiment.Write(_folder);
        _folder.Write("stale/20261124_061013/SERVE-a-BENCH/run=0.json", """{"request_throughput": 1}""");
        _folder.Write("stale/20261124_061013/SERVE-a-BENCH/SLA-x.json", SampleExperiment.Answer);

        var results = await ExperimentResults.ReadAsync(_folder.Path);

        Assert.That((results.Runs.Count, results.Answers.Count), Is.EqualTo((12, 0)));
    }

    [Test]
    public async Task ReadAsync_Facts_SayWhatWasRunWithoutSecrets()
    {
        var facts = (await ExperimentResults.ReadAsync(SampleExperiment.Write(_folder).Path)).Facts.ToDictionary();

        Assert.Multiple(() =>
        {
            Assert.That(facts["server command"], Is.EqualTo("vllm serve m --api-key REDACTED"));
            Assert.That(facts["started"], Is.EqualTo("2026-11-24 06:10:13 +01:00"));
            Assert.That(facts["host"], Is.EqualTo("box"));
        });
    }

    [Test]
    public async Task ReadAsync_Answers_ComeInTheOrderOfThePlan()
    {
        SampleExperiment.WriteDefinition(_folder, "{}", "SERVE-small-BENCH", "SERVE-big-BENCH");
        _folder.Write("SERVE-small-BENCH/SLA-x.json", SampleExperiment.Answer);
        _folder.Write("SERVE-big-BENCH/SLA-x.json", SampleExperiment.Answer);

        var results = await ExperimentResults.ReadAsync(_folder.Path);

        Assert.That(results.Answers.Select(answer => answer.Case), Is.EqualTo(new[] { "SERVE-small-BENCH", "SERVE-big-BENCH" }));
    }
}
