using CsCheck;
using ServeMulti.LoadGeneration.Prompts;
using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration;

[TestFixture]
public sealed class RandomPromptSourceTests
{
    private static readonly RandomPrompts Lengths = new() { InputLength = 20, OutputLength = 5 };

    [Test]
    public void Create_NoRange_HasExactlyTheLengths()
    {
        var request = new RandomPromptSource(Lengths, 1).Create(3);
        Assert.That((Words(request).Length, request.InputTokens, request.OutputTokens, request.Index), Is.EqualTo((20, 20, 5, 3)));
    }

    [Test]
    public void Create_SameSeedAndIndex_IsTheSameInAnyOrder()
    {
        var (first, second) = (new RandomPromptSource(Lengths, 1), new RandomPromptSource(Lengths, 1));
        Assert.That(new[] { first.Create(0), first.Create(1) }, Is.EqualTo(new[] { second.Create(1), second.Create(0) }.Reverse()));
    }

    [Test]
    public void Create_OtherIndexOrSeed_SharesNoBeginning()
    {
        var beginnings =
            from seed in Enumerable.Range(0, 20)
            from index in Enumerable.Range(-5, 50)
            select string.Join(' ', Words(new RandomPromptSource(Lengths, seed).Create(index)).Take(5));
        Assert.That(beginnings, Is.Unique);
    }

    [Test]
    public void Create_Range_StaysWithinItAndReachesBothEnds()
    {
        var source = new RandomPromptSource(
            new()
            {
                InputLength = 10,
                OutputLength = 10,
                RangeRatio = 0.25,
            },
            1
        );
        int[] inputs = [.. Enumerable.Range(0, 500).Select(index => source.Create(index).InputTokens)];
        Assert.That((inputs.Min(), inputs.Max()), Is.EqualTo((7, 13)), "from floor(7.5) to ceil(12.5)");
    }

    [Test]
    public void Create_AnyLengths_CountsTheWordsAndAsksForAToken() =>
        Gen.Select(Gen.Int[0, 50], Gen.Int[1, 50], Gen.Double[0, 0.99], Gen.Int[0, 20], Gen.Int)
            .Sample(
                (input, output, ratio, prefix, seed) =>
                {
                    var request = new RandomPromptSource(
                        new()
                        {
                            InputLength = input,
                            OutputLength = output,
                            RangeRatio = ratio,
                            PrefixLength = prefix,
                        },
                        seed
                    ).Create(1);
                    return Words(request).Length == request.InputTokens && request.OutputTokens >= 1;
                }
            );

    [Test]
    public void Create_Prefix_IsSharedByAllPromptsOfARun()
    {
        var source = new RandomPromptSource(Lengths with { PrefixLength = 8 }, 1);
        var prefixes = Enumerable.Range(0, 10).Select(index => string.Join(' ', Words(source.Create(index)).Take(8))).Distinct();
        Assert.That(prefixes.Count(), Is.EqualTo(1));
        Assert.That(source.Create(0).InputTokens, Is.EqualTo(28));
    }

    [Test]
    public void Of_FurtherRuns_HaveOtherSeedsUnlessPromptsAreRepeated()
    {
        var options = new OpenAiBenchmarkOptions { Seed = 5 };
        Assert.Multiple(() =>
        {
            Assert.That(RunSeed.Of(options, 0), Is.EqualTo(5));
            Assert.That(Enumerable.Range(-1, 100).Select(run => RunSeed.Of(options, run)), Is.Unique);
            Assert.That(RunSeed.Of(options with { RepeatsPrompts = true }, 3), Is.EqualTo(5));
        });
    }

    [Test]
    public void All_Words_AreDifferentAndPlain() =>
        Assert.That(PromptWords.All, Is.Unique.And.Length.GreaterThan(500).And.All.Match("^[a-z]+$"));

    private static string[] Words(LoadRequest request) => request.Prompt.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
