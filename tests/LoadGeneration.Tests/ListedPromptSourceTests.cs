using ServeMulti.LoadGeneration.Prompts;

namespace ServeMulti.LoadGeneration;

[TestFixture]
public sealed class ListedPromptSourceTests
{
    private static readonly ListedPrompt[] Prompts =
    [
        .. Enumerable.Range(0, 50).Select(number => new ListedPrompt($"prompt {number}", number == 0 ? null : number)),
    ];

    [Test]
    public void Create_AsManyRequestsAsPrompts_UsesEachOnce() =>
        Assert.That(Texts(seed: 1, Enumerable.Range(0, 50)), Is.EquivalentTo(Prompts.Select(prompt => prompt.Text)));

    [Test]
    public void Create_OtherSeed_HasAnotherOrder() =>
        Assert.That(Texts(seed: 1, Enumerable.Range(0, 50)), Is.Not.EqualTo(Texts(seed: 2, Enumerable.Range(0, 50))));

    [Test]
    public void Create_MoreRequestsThanPrompts_ComesRoundAgain()
    {
        var source = new ListedPromptSource(Prompts, null, 1);
        Assert.That(source.Create(50).Prompt, Is.EqualTo(source.Create(0).Prompt));
    }

    [Test]
    public void Create_WarmUps_TakeFromTheOtherEnd() =>
        Assert.That(Texts(1, Enumerable.Range(-10, 10)), Is.EqualTo(Texts(1, Enumerable.Range(40, 10))));

    [Test]
    public void Create_Lengths_AreTheFilesUnlessOneIsGiven()
    {
        var (own, given) = (new ListedPromptSource(Prompts, null, 1), new ListedPromptSource(Prompts, 9, 1));
        Assert.That(
            Enumerable.Range(0, 50).Select(index => own.Create(index).OutputTokens).Order(),
            Is.EqualTo(Enumerable.Range(1, 49).Append(256))
        );
        Assert.That(given.Create(3).OutputTokens, Is.EqualTo(9));
    }

    private static string[] Texts(int seed, IEnumerable<int> indexes)
    {
        var source = new ListedPromptSource(Prompts, null, seed);
        return [.. indexes.Select(index => source.Create(index).Prompt)];
    }
}
