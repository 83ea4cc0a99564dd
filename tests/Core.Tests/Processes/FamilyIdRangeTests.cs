namespace ServeMulti.Processes;

public sealed class FamilyIdRangeTests
{
    [TestCase(20_000, 1, 20_000)]
    [TestCase(20_000, 12, 20_000)]
    [TestCase(20_000, 13, 1)]
    [TestCase(32_767, 1, 1)]
    [TestCase(300, 60_000, 1)]
    public void FindSmallest_Age_IsTheChildsIdUntilIdsCanHaveStartedAgain(int leaderId, int ageMilliseconds, int smallest) =>
        Assert.That(
            new FamilyIdRange(leaderId, 0).FindSmallest(TimeSpan.FromMilliseconds(ageMilliseconds), largestId: 32_768),
            Is.EqualTo(smallest)
        );

    [Test]
    public void FindSmallest_LargestIdNotKnown_IsEveryId() =>
        Assert.That(new FamilyIdRange(20_000, 0).FindSmallest(TimeSpan.Zero, largestId: 0), Is.EqualTo(1));

    [Test]
    [Platform("Linux", Reason = "/proc")]
    public void FindSmallest_All_IsEveryId() => Assert.That(FamilyIdRange.All.FindSmallest(), Is.EqualTo(1));
}
