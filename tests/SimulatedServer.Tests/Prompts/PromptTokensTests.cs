using CsCheck;
using ServeMulti.Simulation.Prompts;

namespace ServeMulti.Simulation.Tests.Prompts;

public sealed class PromptTokensTests
{
    [TestCase("", 0)]
    [TestCase("   \n", 0)]
    [TestCase("one", 1)]
    [TestCase("  one two\tthree\nfour ", 4)]
    [TestCase("don't stop, now.", 3)]
    public void AddWords_Text_CountsRunsWithoutWhiteSpace(string text, int count) => Assert.That(Words(text).Count, Is.EqualTo(count));

    [Test]
    public void BlockHashes_PromptOf47Tokens_HasTwoFullBlocks() =>
        Assert.That(Ids(Enumerable.Range(0, 47)).BlockHashes(), Has.Length.EqualTo(2));

    [Test]
    public void BlockHashes_TwoPrompts_AreEqualExactlyAsFarAsTheTokensAre() =>
        Gen.Select(Gen.Int[1, 80], Gen.Int[0, 79])
            .Sample(
                (length, changed) =>
                {
                    int[] tokens = [.. Enumerable.Range(0, length)];
                    int[] others = [.. tokens.Select((token, i) => i == changed ? token + 1000 : token)];
                    var first = Ids(tokens).BlockHashes();
                    var second = Ids(others).BlockHashes();

                    for (var block = 0; block < first.Length; block++)
                    {
                        Assert.That(first[block] == second[block], Is.EqualTo(changed >= length || block < changed / 16));
                    }
                }
            );

    [Test]
    public void BlockHashes_SameTokensInOtherOrder_Differ() =>
        Assert.That(Ids(Enumerable.Range(0, 16)).BlockHashes(), Is.Not.EqualTo(Ids(Enumerable.Range(0, 16).Reverse()).BlockHashes()));

    [Test]
    public void PromptHash_SameWordsOtherSpacing_IsEqual() =>
        Assert.That(Words("a  b\nc").PromptHash(), Is.EqualTo(Words("a b c").PromptHash()));

    [Test]
    public void Token_SamePromptAndIndex_IsTheSameWordWithLeadingSpace()
    {
        var text = System.Text.Encoding.UTF8.GetString(AnswerText.Token(5, 3));

        Assert.That(text, Does.Match("^ [a-z]+$"));
        Assert.That(System.Text.Encoding.UTF8.GetString(AnswerText.Token(5, 3)), Is.EqualTo(text));
    }

    private static PromptTokens Words(string text)
    {
        var tokens = new PromptTokens();
        tokens.AddWords(text);
        return tokens;
    }

    private static PromptTokens Ids(IEnumerable<int> ids)
    {
        var tokens = new PromptTokens();
        foreach (var id in ids)
        {
            tokens.AddId(id);
        }

        return tokens;
    }
}
