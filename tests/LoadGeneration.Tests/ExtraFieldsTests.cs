using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration;

[TestFixture]
public sealed class ExtraFieldsTests
{
    [TestCase(null, 20)]
    [TestCase("""{"stop": ["x"]}""", 20)]
    [TestCase("""{"max_tokens": 9}""", 9)]
    [TestCase("""{"max_tokens": null, "max_completion_tokens": 7}""", 7)]
    [TestCase("""{"n": 2}""", 40)]
    [TestCase("""{"n": 3, "max_tokens": 5}""", 15)]
    [TestCase("""{"n": 2147483647, "max_tokens": 2147483647}""", int.MaxValue)]
    [TestCase("""{"max_tokens": "many"}""", 20)]
    public void Apply_Lengths_AreThoseThatAreReallyAskedFor(string? json, int expected)
    {
        var request = ExtraFields.Read(json).Apply(new(0, "a b", 2, 20));
        Assert.That((request.RequestedOutputTokens, request.OutputTokens, request.IsInputLengthAsked), Is.EqualTo((expected, 20, true)));
    }

    [TestCase("""{"prompt": "x"}""")]
    [TestCase("""{"messages": []}""")]
    [TestCase("""{"input": "x"}""")]
    public void Apply_PromptOfItsOwn_HasNoLengthThatWasAskedFor(string json) =>
        Assert.That(ExtraFields.Read(json).Apply(new(0, "a b", 2, 20)).IsInputLengthAsked, Is.False);

    [TestCase("""{"ignore_eos": false}""", false)]
    [TestCase("""{"ignore_eos": true}""", true)]
    [TestCase("""{"ignore_eos": 1}""", null)]
    [TestCase("{}", null)]
    public void IgnoreEos_Field_IsWhatItSays(string json, bool? expected) =>
        Assert.That(ExtraFields.Read(json).IgnoreEos, Is.EqualTo(expected));
}
