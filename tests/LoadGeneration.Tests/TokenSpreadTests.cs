using CsCheck;
using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration;

[TestFixture]
public sealed class TokenSpreadTests
{
    [TestCase(new[] { 2, 2, 2 }, 3, new[] { 1, 1, 1 })]
    [TestCase(new[] { 8, 8, 8 }, 12, new[] { 4, 4, 4 })]
    [TestCase(new[] { 4, 16, 4 }, 9, new[] { 2, 5, 2 }, Description = "longer texts hold more")]
    [TestCase(new[] { 4, 4, 4, 4 }, 5, new[] { 1, 2, 1, 1 }, Description = "the end of an answer is a token without text")]
    [TestCase(new[] { 0, 0 }, 6, new[] { 3, 3 })]
    [TestCase(new[] { 4, 4, 4, 4 }, 2, new[] { 1, 0, 1, 0 }, Description = "fewer than chunks")]
    public void Over_NoCounts_GoesByTheText(int[] lengths, int tokens, int[] expected) =>
        Assert.That(TokenSpread.Over(lengths, [], tokens), Is.EqualTo(expected));

    [Test]
    public void Over_CountsAlongTheWay_KeepsThem() =>
        Assert.That(TokenSpread.Over([2, 2, 2, 2], [new(1, 5), new(3, 9), new(4, 10), new(4, 11)], 11), Is.EqualTo(new[] { 5, 2, 2, 2 }));

    [Test]
    public void Over_Anything_AddsUpAndIsNeverNegative() =>
        Gen.Select(Gen.Int[0, 20].List[1, 30], Gen.Select(Gen.Int[0, 30], Gen.Int[0, 3000]).List[0, 8], Gen.Int[1, int.MaxValue])
            .Sample(
                (lengths, pairs, tokens) =>
                {
                    var counts = pairs
                        .Select(pair => new TokenCount(Math.Min(pair.Item1, lengths.Count), pair.Item2))
                        .OrderBy(count => count.Chunks)
                        .ToArray();
                    var spread = TokenSpread.Over(lengths, counts, tokens);
                    return spread.Length == lengths.Count && spread.All(count => count >= 0) && spread.Sum(count => (long)count) == tokens;
                }
            );
}
