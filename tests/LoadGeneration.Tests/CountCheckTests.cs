using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration;

[TestFixture]
public sealed class CountCheckTests
{
    [TestCase(128, 128, 128, true)]
    [TestCase(2048, 128, 100, true, Description = "16 times what was requested, such as hidden reasoning")]
    [TestCase(2049, 128, 100, false)]
    [TestCase(int.MaxValue, 128, 128, false)]
    [TestCase(-1, 128, 0, false)]
    [TestCase(0, 128, 0, true, Description = "no text and no token agree")]
    [TestCase(0, 128, 1, false)]
    [TestCase(1, 128, 16, true)]
    [TestCase(1, 128, 17, false, Description = "a count that never moved")]
    [TestCase(int.MaxValue, int.MaxValue, 1, true)]
    [TestCase(100_000, 0, 100_000, true, Description = "without a requested length, an answer may be long")]
    [TestCase(100_000, -1, 100_000, true)]
    [TestCase(int.MaxValue, -1, 100_000, false)]
    public void IsOutputPossible_Count_IsJudgedByRequestAndText(int tokens, int requested, int chunks, bool expected) =>
        Assert.That(CountCheck.IsOutputPossible(tokens, requested, chunks), Is.EqualTo(expected));

    [TestCase(1000, 1000, true)]
    [TestCase(16_000, 1000, true, Description = "words of several tokens")]
    [TestCase(16_001, 1000, false)]
    [TestCase(0, 1000, false)]
    [TestCase(-1, 1000, false)]
    [TestCase(4096, 1, true, Description = "a template around a short prompt")]
    [TestCase(4097, 1, false)]
    [TestCase(int.MaxValue, int.MaxValue, true)]
    public void IsInputPossible_Count_IsJudgedByThePrompt(int tokens, int requested, bool expected) =>
        Assert.That(CountCheck.IsInputPossible(tokens, new(0, "x", requested, 1)), Is.EqualTo(expected));

    [TestCase(1_000_000, true)]
    [TestCase(0, false)]
    public void IsInputPossible_PromptOfTheExtraBody_MayBeLong(int tokens, bool expected) =>
        Assert.That(CountCheck.IsInputPossible(tokens, new(0, "x", 4, 1) { IsPromptKnown = false }), Is.EqualTo(expected));
}
