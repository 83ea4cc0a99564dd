using ServeMulti.LoadGeneration.Metrics;

namespace ServeMulti.LoadGeneration;

[TestFixture]
public sealed class DelayCourseTests
{
    [Test]
    public void SteadyMs_LateInFourOfTenParts_IsThatOfTheOthers([Values(0, 3, 6)] int firstPart) =>
        Assert.That(Course(1000, place => place / 100 >= firstPart && place / 100 < firstPart + 4 ? 80 : 1).SteadyMs, Is.EqualTo(1));

    [Test]
    public void SteadyMs_TwoOfAHundredLateThroughout_IsTheirDelay() =>
        Assert.That(Course(1000, place => place % 50 == 7 ? 80 : 1).SteadyMs, Is.EqualTo(80).Within(1));

    [TestCase(0, 0)]
    [TestCase(1, 5)]
    [TestCase(3, 5)]
    public void SteadyMs_FewValues_IsTheirDelay(int count, double expected) =>
        Assert.That(Course(count, _ => 5).SteadyMs, Is.EqualTo(expected));

    [Test]
    public void GrowthMs_LagThatRises_IsTheRiseOfTheLeast() => Assert.That(Course(100, place => place).GrowthMs, Is.EqualTo(75));

    [Test]
    public void GrowthMs_LagThatFallsOrStays_IsNone([Values(0, -1)] int slope) =>
        Assert.That(Course(100, place => 100 + (slope * place)).GrowthMs, Is.Zero);

    [Test]
    public void GrowthMs_HiccupAtTheEnd_IsNoGrowth() => Assert.That(Course(100, place => place >= 85 ? 500 : 1).GrowthMs, Is.Zero);

    [Test]
    public void GrowthMs_FewerThanTwentyValues_IsNotTold() => Assert.That(Course(19, place => place).GrowthMs, Is.Zero);

    [Test]
    public void Add_AnyOrder_IsTheSame()
    {
        var mixed = new DelayCourse();
        foreach (var place in Enumerable.Range(0, 1000).OrderBy(place => place * 7919 % 1000))
        {
            mixed.Add(place, place);
        }

        var ordered = Course(1000, place => place);
        Assert.That((mixed.SteadyMs, mixed.GrowthMs), Is.EqualTo((ordered.SteadyMs, ordered.GrowthMs)));
    }

    [Test]
    public void Add_MoreThanAreKept_KeepsThemEvenly()
    {
        var course = new DelayCourse(most: 128);
        for (var place = 0; place < 100_000; place++)
        {
            course.Add(place, place / 1000.0);
        }

        Assert.That((course.GrowthMs, course.SteadyMs), Is.EqualTo((75.0, 55.0)).Within(3));
    }

    private static DelayCourse Course(int count, Func<int, double> delay)
    {
        var course = new DelayCourse();
        for (var place = 0; place < count; place++)
        {
            course.Add(place, delay(place));
        }

        return course;
    }
}
