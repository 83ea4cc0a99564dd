using ServeMulti.LoadGeneration.Prompts;

namespace ServeMulti.LoadGeneration;

[TestFixture]
public sealed class DrawnPromptTests
{
    private static readonly IPromptSource[] Sources =
    [
        new RandomPromptSource(
            new()
            {
                InputLength = 7,
                PrefixLength = 3,
                OutputLength = 2,
            },
            seed: 1,
            PromptForm.Ids
        ),
        new PrefixRepetitionSource(
            new()
            {
                PrefixLength = 3,
                SuffixLength = 7,
                NumPrefixes = 1,
                OutputLength = 2,
            },
            seed: 1,
            PromptForm.Ids
        ),
    ];

    [TestCaseSource(nameof(Sources))]
    public void Create_AsIds_HasSoManyNumbersThatEveryVocabularyHas(object source)
    {
        var requests = Enumerable.Range(0, 500).Select(((IPromptSource)source).Create).ToArray();
        Assert.Multiple(() =>
        {
            Assert.That(
                requests.Select(request => (request.TokenIds!.Count, request.InputTokens, request.Prompt)),
                Is.All.EqualTo((10, 10, ""))
            );
            Assert.That(requests.SelectMany(request => request.TokenIds!), Is.All.InRange(1000, 9999));
            Assert.That(
                requests.Select(request => string.Join(' ', request.TokenIds!.Take(3))).Distinct().Count(),
                Is.EqualTo(1),
                "the prefix is shared"
            );
            Assert.That(requests.Select(request => string.Join(' ', request.TokenIds!.Skip(3))), Is.Unique, "what follows it is not");
        });
    }

    [TestCaseSource(nameof(Sources))]
    public void Create_AsIds_IsTheSameForTheSameNumber(object source)
    {
        var (first, again) = (((IPromptSource)source).Create(5), ((IPromptSource)source).Create(5));
        Assert.That(again.TokenIds, Is.EqualTo(first.TokenIds));
    }

    [Test]
    public void Create_AsIdsOfDrawnLengths_HasTheLengthThatIsTold()
    {
        var source = new RandomPromptSource(new() { InputLength = 20, RangeRatio = 0.5 }, seed: 3, PromptForm.Ids);
        var requests = Enumerable.Range(0, 100).Select(source.Create).ToArray();
        Assert.That(
            requests.Select(request => request.TokenIds!.Count),
            Is.EqualTo(requests.Select(request => request.InputTokens)).And.All.InRange(10, 30)
        );
    }
}
