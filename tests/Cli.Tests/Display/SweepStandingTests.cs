using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Display;

[TestFixture]
public sealed class SweepStandingTests
{
    [Test]
    public void Draw_InTheMiddle_ShowsServerRunBarCountsAndTimeLeft()
    {
        var standing = SweepStanding
            .Empty.After(SampleSweep.Started())
            .After(new ServerStarting(SampleSweep.At(0, 0, 0, null), SampleSweep.Server, IsRestart: false))
            .After(SampleSweep.Finished(3, secondsLeft: 30))
            .After(new RunStarted(SampleSweep.At(3, 0, 30, 30), SampleSweep.Case, 2));

        Assert.That(
            standing.Draw(TimeSpan.FromSeconds(4), 60, [], Colours.None),
            Is.EqualTo(
                new[]
                {
                    "server 1 of 2  max_num_seqs=16",
                    "SERVE-max_num_seqs=16-BENCH run 2  4.0 s",
                    "██████████░░░░░░░░░░ 3/6 runs, 34 s, about 26 s left",
                }
            )
        );
    }

    [Test]
    public void Draw_Failures_AreCounted() =>
        Assert.That(
            SweepStanding.Empty.After(SampleSweep.Failed("x")).Draw(TimeSpan.Zero, 80, [], Colours.None)[^1],
            Does.Contain("2/6 runs, 1 failed")
        );

    [Test]
    public void Draw_EstimateHasPassed_IsNotNegative() =>
        Assert.That(
            SweepStanding.Empty.After(SampleSweep.Finished(3, secondsLeft: 5)).Draw(TimeSpan.FromSeconds(9), 80, [], Colours.None)[^1],
            Does.EndWith("about 0.0 s left")
        );

    [TestCase(10)]
    [TestCase(25)]
    [TestCase(500)]
    public void Draw_AnyWidth_FitsInIt(int width)
    {
        var standing = SweepStanding
            .Empty.After(SampleSweep.Started())
            .After(new RunStarted(SampleSweep.At(0, 0, 0, null), SampleSweep.Case, 0));

        Assert.That(
            standing.Draw(TimeSpan.FromHours(30), width, ["so far, " + new string('x', 100)], Colours.None),
            Has.All.Matches<string?>(line => line!.Length <= width)
        );
    }
}
