using ServeMulti.Benchmarking;

namespace ServeMulti.FaultLab.Misbehave;

/// <summary>The quick slice of the trial <c>misbehave</c>: a few of each, in one sweep.</summary>
[TestFixture]
[Platform("Linux", Reason = "That processes are gone is read in /proc.")]
public sealed class MisbehaveTrialTests
{
    [Test]
    public async Task Run_SomeOfEach_CostOnlyTheirOwn()
    {
        using var output = new StringWriter();
        var arguments = TrialArguments.Read(
            ["--only", "no-kv-cache,die-in-run,exit-1-after-result,leaves-children"],
            MisbehaveTrial.Trial.Options
        );

        Assert.That(
            await MisbehaveTrial.RunAsync(arguments, output, CancellationToken.None),
            Is.EqualTo(TrialOutcome.Held),
            output.ToString()
        );
        Assert.That(output.ToString(), Does.Contain("(not enough GPU memory for the KV cache)"));
    }

    [Test]
    public async Task Run_WhatCostsMoreOrLessThanItMust_IsSeen()
    {
        var sweep = new MisbehaveSweep(
            [new("good", []) { Options = [("number", 1)] }],
            [
                new("no-result", []) { Options = [("mode", "no-result")] },
                new("other", [BenchmarkFailureReason.TimedOut]) { Options = [("mode", "good"), ("request_rate", 4)] },
            ]
        );

        var problems = await sweep.RunAsync(CancellationToken.None);

        Assert.That(
            problems,
            Has.Exactly(2)
                .StartsWith("good with no-result: The benchmark exited with code 0 but wrote no result")
                .And.Exactly(2)
                .EqualTo("good with other: it has a result")
        );
        Assert.That(problems, Has.Count.EqualTo(4));
    }
}
