using CsCheck;
using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration;

[TestFixture]
public sealed class GapListTests
{
    private static readonly Gen<TimeSpan> Gap = Gen.OneOf(
        Gen.Long[0, 20_000_000].Select(TimeSpan.FromTicks),
        Gen.Long[uint.MaxValue - 2, uint.MaxValue + 2L].Select(TimeSpan.FromTicks),
        Gen.Long[0, TimeSpan.FromDays(366).Ticks].Select(TimeSpan.FromTicks)
    );

    [Test]
    public void Add_AnyGaps_AreKeptToTheTick() =>
        Gap.Array[0, 300]
            .Sample(gaps =>
            {
                var list = new GapList();
                foreach (var gap in gaps)
                {
                    list.Add(gap);
                }

                return list.SequenceEqual(gaps)
                    && list.Count == gaps.Length
                    && Enumerable.Range(0, gaps.Length).All(index => list[index] == gaps[index]);
            });

    [Test]
    public void Index_BeyondTheEnd_Throws() => Assert.That(() => new GapList()[0], Throws.InstanceOf<ArgumentOutOfRangeException>());
}
