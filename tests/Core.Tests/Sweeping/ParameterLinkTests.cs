namespace ServeMulti.Sweeping;

public sealed class ParameterLinkTests
{
    [Test]
    public void ParseList_SeveralLinks_KeepsTheirOrder() =>
        Assert.That(ParameterLink.ParseList("a=b, c-d = e_f"), Is.EqualTo(new ParameterLink[] { new("a", "b"), new("c-d", "e_f") }));

    [Test]
    public void ParseList_EmptyText_GivesNoLinks() => Assert.That(ParameterLink.ParseList(" "), Is.Empty);

    [TestCase("a")]
    [TestCase("a=")]
    [TestCase("=b")]
    [TestCase("a=b=c")]
    [TestCase("a b=c")]
    [TestCase("a=--b")]
    public void ParseList_NoLink_IsRefusedByName(string text) =>
        Assert.That(() => ParameterLink.ParseList(text), Throws.TypeOf<InvalidInputException>().With.Message.Contains($"'{text}'"));

    [Test]
    public void ParseList_ControlCharacter_IsToldOnOneLine() =>
        Assert.That(
            () => ParameterLink.ParseList("a\rb=c"),
            Throws.TypeOf<InvalidInputException>().With.Message.EqualTo("The link 'a\\u000db=c' is not of the form serve_key=bench_key.")
        );
}
