namespace ServeMulti.FaultLab.Crash;

[TestFixture]
public sealed class CrashPlanTests
{
    private static readonly string[] Steps = ["create folder", "write file (has halves)", "flush", "append (has halves)"];

    [Test]
    public void Matrix_All_HasEveryStepAndEveryHalf() =>
        Assert.That(
            CrashPlan.Matrix("sweep", Steps, int.MaxValue, new Random(1)).Select(point => (point.Step, point.IsHalfDone)),
            Is.EquivalentTo(new[] { (1, false), (2, false), (2, true), (3, false), (4, false), (4, true) })
        );

    [Test]
    public void Matrix_Some_AreSpread() =>
        Assert.That(
            CrashPlan.Matrix("sweep", [.. Enumerable.Repeat("step", 100)], 4, new Random(1)).Select(point => (point.Step - 1) / 25),
            Is.EquivalentTo(new[] { 0, 1, 2, 3 })
        );

    [Test]
    public void Matrix_SameSeed_IsTheSame()
    {
        var first = CrashPlan.Matrix("search", Steps, 5, new Random(7));

        Assert.That(CrashPlan.Matrix("search", Steps, 5, new Random(7)), Is.EqualTo(first));
    }

    [Test]
    public void Moments_AreWithinTheSweep() =>
        Assert.That(
            CrashPlan.Moments("sweep", 50, Steps.Length, new Random(1)),
            Has.Count.EqualTo(50)
                .And.All.Property(nameof(CrashPoint.Moment))
                .InRange(0, CrashPoint.MomentUnit - 1)
                .And.All.Property(nameof(CrashPoint.Step))
                .Zero
        );

    [TestCase(17, true, 0, 44, "crash --kind sweep --step 17 --half yes --again 44")]
    [TestCase(0, false, 1234, 0, "crash --kind sweep --moment 1234 --again 0")]
    public void ToString_NamesTheOptionsThatShowItAgain(int step, bool isHalfDone, int moment, int again, string expected) =>
        Assert.That(new CrashPoint("sweep", step, isHalfDone, moment, again).ToString(), Is.EqualTo(expected));
}
