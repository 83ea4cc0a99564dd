using ServeMulti.FaultLab.Disk;

namespace ServeMulti.FaultLab.Damage;

/// <summary>The quick slice of the trial <c>damage</c>.</summary>
[TestFixture]
public sealed class DamageTrialTests
{
    [Test]
    public async Task Run_DamageSpreadOverTheRuns_LawHolds()
    {
        using var output = new StringWriter();
        Assert.That(await DamageTrial.RunAsync(every: 5, output, CancellationToken.None), Is.EqualTo(TrialOutcome.Held), output.ToString());
    }

    [Test]
    public async Task Try_DamageThatNothingShows_IsSeenToBreakTheLaw()
    {
        using var template = new StoryFolder();
        var resumed = SweepStory.TwoByTwo with { RunsPerCase = 3 };
        var attempt = await DamageAttempt.PrepareAsync(SweepStory.TwoByTwo, resumed, template);

        var found = await attempt.TryAsync(attempt.Runs[0], new RunDamage("nothing", (good, _) => good), isWhileRunning: false);

        Assert.That(found, Has.Some.StartsWith("not executed again: ").And.Some.StartsWith("reported 0 times: "));
    }
}
